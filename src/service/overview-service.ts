import type { HistoryRequest } from '../domain/history.js';
import type { LedgerOverview, Overview } from '../domain/overview.js';
import type { PublicReads } from '../domain/public-reads.js';
import type { Clock, Micros } from '../domain/time.js';

const keptFor: Micros = 1_000_000;

/** The overview, read once for all who look at the same time. */
export class OverviewService implements Overview {
  readonly #reads: PublicReads;
  readonly #clock: Clock;
  #kept:
    | { readonly key: string; readonly at: Micros; overview: Promise<LedgerOverview> }
    | undefined;

  constructor({ reads, clock }: { readonly reads: PublicReads; readonly clock: Clock }) {
    this.#reads = reads;
    this.#clock = clock;
  }

  readOverview(request: HistoryRequest): Promise<LedgerOverview> {
    const now = this.#clock.now();
    const key = JSON.stringify(request);
    if (this.#kept?.key === key && Math.abs(now - this.#kept.at) < keptFor) {
      return this.#kept.overview;
    }
    const overview = this.#reads.overview(request, now);
    this.#kept = { key, at: now, overview };
    // A failure is told to those who wait for it, and to nobody after them.
    overview.catch(() => {
      this.#kept = undefined;
    });
    return overview;
  }
}
