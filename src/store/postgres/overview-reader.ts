import type { HistoryRequest } from '../../domain/history.js';
import { type LedgerOverview, overviewChanges, quarter } from '../../domain/overview.js';
import type { Micros } from '../../domain/time.js';
import { bucketOfId, noAccount } from '../bucket.js';
import { sumBuckets, sumLately } from '../overview-sums.js';
import { toAccount } from '../rows.js';
import { accountRowsById } from './accounts-by-id.js';
import type { Ledger } from './ledger.js';
import type { ReadPool } from './pool.js';
import { statements } from './statements.js';

/** `OverviewStore`. */
export class OverviewReader {
  readonly #pool: ReadPool;
  readonly #ledger: Ledger;

  constructor(pool: ReadPool, ledger: Ledger) {
    this.#pool = pool;
    this.#ledger = ledger;
  }

  overview(request: HistoryRequest, now: Micros): Promise<LedgerOverview> {
    return this.#pool.snapshot(async (db) => {
      const first = Math.ceil(request.start / quarter);
      const [head, totals, quarters] = await Promise.all([
        db.get(statements.head, noAccount),
        db.get(statements.totals, noAccount),
        db.all(statements.quartersFrom, noAccount, first),
      ]);
      const position = head?.position ?? 0;
      const { accounts, follows } = totals ?? { accounts: 0, follows: 0 };
      const after = Math.max(0, position - overviewChanges);
      const newest = await db.all(statements.targetsAfter, noAccount, after);
      const { gains, ...lately } = sumLately(newest, request, now);
      const ids = gains.map(({ account }) => account);
      const [rows, counted] = await Promise.all([
        accountRowsById(db, ids),
        ids.length === 0 ? [] : db.all(statements.countedStates, ids.map(bucketOfId), ids),
      ]);
      const followersOf = new Map(counted.map(({ id, followers }) => [id, followers]));
      return {
        accounts,
        follows,
        head: this.#ledger.headOf(head),
        items: sumBuckets(request, quarters, follows),
        gainers: gains.flatMap(({ account, gained }) => {
          const row = rows.get(account);
          const followers = followersOf.get(account) ?? 0;
          return row ? [{ account: toAccount(row), followers, gained }] : [];
        }),
        ...lately,
      };
    });
  }
}
