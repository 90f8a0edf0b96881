import type { AttributionQuery, AttributionRead } from '../../domain/attribution-report.js';
import type { AuditSlice, AuditWalk } from '../../domain/audit.js';
import type { HistoryRequest, HistoryStore } from '../../domain/history.js';
import type { LedgerOverview } from '../../domain/overview.js';
import type { Micros } from '../../domain/time.js';
import { AttributionReader } from './attribution-reader.js';
import { AuditReader } from './audit-reader.js';
import type { Database } from './driver.js';
import { HistoryReader } from './history-reader.js';
import { OverviewReader } from './overview-reader.js';

type HistoryRead = Awaited<ReturnType<HistoryStore['history']>>;

export type LongReadRequest =
  | { readonly kind: 'attribution'; readonly query: AttributionQuery }
  | { readonly kind: 'history'; readonly username: string; readonly request: HistoryRequest }
  | { readonly kind: 'overview'; readonly request: HistoryRequest; readonly now: Micros }
  | {
      readonly kind: 'audit';
      readonly walk: AuditWalk;
      readonly after: string | null;
      readonly limit: number;
    }
  | { readonly kind: 'close' };

export type LongReadReply =
  | { readonly kind: 'attribution'; readonly value: AttributionRead }
  | { readonly kind: 'history'; readonly value: HistoryRead }
  | { readonly kind: 'overview'; readonly value: LedgerOverview }
  | { readonly kind: 'audit'; readonly value: AuditSlice }
  | { readonly kind: 'closed' };

/** The reads that take longer than the serving thread may be held up for. */
export class LongReads {
  readonly #db: Database;
  readonly #attribution: AttributionReader;
  readonly #history: HistoryReader;
  readonly #overview: OverviewReader;
  readonly #audit: AuditReader;

  constructor(db: Database) {
    this.#db = db;
    this.#attribution = new AttributionReader(db);
    this.#history = new HistoryReader(db);
    this.#overview = new OverviewReader(db);
    this.#audit = new AuditReader(db);
  }

  answer(request: LongReadRequest): LongReadReply {
    switch (request.kind) {
      case 'attribution':
        return { kind: 'attribution', value: this.#attribution.attribution(request.query) };
      case 'history':
        return {
          kind: 'history',
          value: this.#history.history(request.username, request.request),
        };
      case 'overview':
        return { kind: 'overview', value: this.#overview.overview(request.request, request.now) };
      case 'audit': {
        const { walk, after, limit } = request;
        return { kind: 'audit', value: this.#audit.auditSlice(walk, after, limit) };
      }
      case 'close':
        this.#db.close();
        return { kind: 'closed' };
    }
  }
}
