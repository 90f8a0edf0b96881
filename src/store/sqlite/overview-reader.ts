import type { HistoryRequest } from '../../domain/history.js';
import {
  type Gainer,
  type LedgerOverview,
  overviewChanges,
  quarter,
} from '../../domain/overview.js';
import type { Micros } from '../../domain/time.js';
import { type Gain, sumBuckets, sumLately } from '../overview-sums.js';
import type { Revisions } from '../revision.js';
import { toAccount } from '../rows.js';
import { type Database, prepare, readOnce } from './driver.js';
import { readRevisions } from './ledger-identity.js';
import { statements } from './statements.js';

/** `OverviewStore`. */
export class OverviewReader {
  readonly #db: Database;
  readonly #prepared: ReturnType<typeof prepareAll>;
  readonly #revisions: Revisions;

  constructor(db: Database) {
    this.#db = db;
    this.#prepared = prepareAll(db);
    this.#revisions = readRevisions(db);
  }

  overview(request: HistoryRequest, now: Micros): LedgerOverview {
    const prepared = this.#prepared;
    return readOnce(this.#db, () => {
      const { position, at } = prepared.head.get() ?? { position: 0, at: 0 };
      const { accounts, follows } = prepared.totals.get() ?? { accounts: 0, follows: 0 };
      const quarters = prepared.quartersFrom.all(Math.ceil(request.start / quarter));
      const newest = prepared.targetsAfter.all(Math.max(0, position - overviewChanges));
      const { gains, ...lately } = sumLately(newest, request, now);
      return {
        accounts,
        follows,
        head: { revision: this.#revisions.encode(position), at },
        items: sumBuckets(request, quarters, follows),
        gainers: gains.flatMap((gain) => this.#gainer(gain)),
        ...lately,
      };
    });
  }

  #gainer({ account, gained }: Gain): readonly Gainer[] {
    const row = this.#prepared.accountById.get(account);
    if (!row) return [];
    const followers = this.#prepared.counts.get(account)?.followers ?? 0;
    return [{ account: toAccount(row), followers, gained }];
  }
}

function prepareAll(db: Database) {
  return {
    head: prepare(db, statements.head),
    totals: prepare(db, statements.totals),
    quartersFrom: prepare(db, statements.quartersFrom),
    targetsAfter: prepare(db, statements.targetsAfter),
    accountById: prepare(db, statements.accountById),
    counts: prepare(db, statements.counts),
  };
}
