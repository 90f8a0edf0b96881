import type { AttributionQuery, AttributionRead } from '../../domain/attribution-report.js';
import type { AuditSlice, AuditWalk } from '../../domain/audit.js';
import { GuanzhuError } from '../../domain/errors.js';
import type { HistoryRequest, HistoryStore } from '../../domain/history.js';
import type { LedgerOverview } from '../../domain/overview.js';
import type { Micros } from '../../domain/time.js';
import type { LongReadReply, LongReadRequest } from './long-reads.js';
import { StoreThread } from './store-thread.js';

/** The reading thread, seen from the serving thread: what takes long is read beside the event loop. */
export class LongReader {
  readonly #thread: StoreThread<LongReadRequest, LongReadReply>;

  constructor(file: string) {
    this.#thread = new StoreThread(
      './reading-thread.js',
      { file },
      (cause) => new GuanzhuError('store_unavailable', {}, { cause }),
    );
  }

  async attribution(query: AttributionQuery): Promise<AttributionRead> {
    const reply = await this.#thread.ask({ kind: 'attribution', query });
    if (reply.kind !== 'attribution') throw new GuanzhuError('internal');
    return reply.value;
  }

  async history(username: string, request: HistoryRequest): ReturnType<HistoryStore['history']> {
    const reply = await this.#thread.ask({ kind: 'history', username, request });
    if (reply.kind !== 'history') throw new GuanzhuError('internal');
    return reply.value;
  }

  async overview(request: HistoryRequest, now: Micros): Promise<LedgerOverview> {
    const reply = await this.#thread.ask({ kind: 'overview', request, now });
    if (reply.kind !== 'overview') throw new GuanzhuError('internal');
    return reply.value;
  }

  async auditSlice(walk: AuditWalk, after: string | null, limit: number): Promise<AuditSlice> {
    const reply = await this.#thread.ask({ kind: 'audit', walk, after, limit });
    if (reply.kind !== 'audit') throw new GuanzhuError('internal');
    return reply.value;
  }

  close(): Promise<void> {
    return this.#thread.close({ kind: 'close' });
  }
}
