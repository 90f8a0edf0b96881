import type {
  AttributionReport,
  AttributionReports,
  AttributionRequest,
} from '../domain/attribution-report.js';
import type { Caller } from '../domain/caller.js';
import type { LedgerHead } from '../domain/ledger-head.js';
import type { PublicReads } from '../domain/public-reads.js';
import { brokenRule, rules } from '../domain/rule.js';
import type { Clock, Micros } from '../domain/time.js';
import type { CursorSeal } from './cursor-seal.js';
import type { SearchCounter } from './search-counter.js';

export interface ReportServiceOptions {
  readonly reads: PublicReads;
  readonly seal: CursorSeal;
  readonly counter: SearchCounter;
  readonly clock: Clock;
}

/** Where the pages of a report stand: all of them at one moment. */
interface Place {
  readonly head: LedgerHead;
  readonly now: Micros;
  readonly skip: number;
}

/** Reports of the ledger. */
export class ReportService implements AttributionReports {
  readonly #options: ReportServiceOptions;

  constructor(options: ReportServiceOptions) {
    this.#options = options;
  }

  async reportAttribution(caller: Caller, request: AttributionRequest): Promise<AttributionReport> {
    const { reads, seal } = this.#options;
    await this.#options.counter.flush();
    const { cursor, limit, from = 0, to = Number.MAX_SAFE_INTEGER, ...rest } = request;
    const tenant = caller.kind === 'tenant' ? caller.tenant : null;
    const context = ['attribution', JSON.stringify({ ...rest, from, to, tenant })];
    const { head, now, skip } = await this.#place(context, request);
    const { by, origin, dayOffset } = rest;
    const { items, total, groups } = await reads.attribution({
      ...{ by, origin, dayOffset, from, to, tenant, head, now, skip, limit },
    });
    const next = skip + items.length;
    const place: Place = { head, now, skip: next };
    const nextCursor = next < groups ? seal.close(context, JSON.stringify(place)) : '';
    return { items, total, groups, nextCursor, head };
  }

  async #place(context: readonly string[], { cursor, asOf }: AttributionRequest): Promise<Place> {
    const { reads, seal, clock } = this.#options;
    if (cursor === '') {
      const head = await reads.moment(asOf);
      return { head, now: asOf === undefined ? clock.now() : head.at, skip: 0 };
    }
    const payload = seal.open(context, cursor);
    if (payload === undefined) throw brokenRule('cursor', rules.cursor, cursor);
    const place: Place = JSON.parse(payload);
    await reads.reach(place.head.revision);
    return place;
  }
}
