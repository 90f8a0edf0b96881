import type { Username } from '../../domain/account.js';
import type { HistoryBucket, HistoryRequest, HistoryStore } from '../../domain/history.js';
import type { Revision } from '../../domain/revision.js';
import { bucketOf } from '../bucket.js';
import type { Ledger } from './ledger.js';
import { readHead } from './ledger-reader.js';
import type { ReadPool } from './pool.js';
import { statements } from './statements.js';

/** `HistoryStore`. */
export class HistoryReader implements HistoryStore {
  readonly #pool: ReadPool;
  readonly #ledger: Ledger;

  constructor(pool: ReadPool, ledger: Ledger) {
    this.#pool = pool;
    this.#ledger = ledger;
  }

  history(
    username: Username,
    { start, width, buckets }: HistoryRequest,
  ): Promise<{ readonly items: readonly HistoryBucket[]; readonly revision: Revision }> {
    return this.#pool.snapshot(async (db) => {
      const b = bucketOf(username);
      const end = start + width * buckets;
      const [{ revision }, before, rows] = await Promise.all([
        readHead(db, this.#ledger),
        db.get(statements.countsAsOf, b, username, start - 1),
        db.all(statements.history, b, username, start, width, end),
      ]);
      const found = new Map(rows.map((row) => [row.bucket, row]));
      let followers = before?.followers ?? 0;
      const items = Array.from({ length: buckets }, (_, index): HistoryBucket => {
        const { gained, lost } = found.get(index) ?? { gained: 0, lost: 0 };
        followers += gained - lost;
        return { start: start + index * width, gained, lost, followers };
      });
      return { items, revision };
    });
  }
}
