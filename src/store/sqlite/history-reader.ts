import type { Username } from '../../domain/account.js';
import type { HistoryBucket, HistoryRequest } from '../../domain/history.js';
import type { Revision } from '../../domain/revision.js';
import type { Revisions } from '../revision.js';
import { type Database, prepare, readOnce } from './driver.js';
import { readRevisions } from './ledger-identity.js';
import { statements } from './statements.js';

/** `HistoryStore`. */
export class HistoryReader {
  readonly #db: Database;
  readonly #prepared: ReturnType<typeof prepareAll>;
  readonly #revisions: Revisions;

  constructor(db: Database) {
    this.#db = db;
    this.#prepared = prepareAll(db);
    this.#revisions = readRevisions(db);
  }

  history(
    username: Username,
    { start, width, buckets }: HistoryRequest,
  ): { readonly items: readonly HistoryBucket[]; readonly revision: Revision } {
    return readOnce(this.#db, () => {
      const revision = this.#revisions.encode(this.#prepared.head.get()?.position ?? 0);
      const target = this.#prepared.accountId.get(username)?.id ?? 0;
      let followers =
        this.#prepared.countsAsOf.get({ account: target, asOf: start - 1 })?.followers ?? 0;
      const items = Array.from({ length: buckets }, (_, index): HistoryBucket => {
        const from = start + index * width;
        const found = this.#prepared.historyBucket.get({ target, start: from, end: from + width });
        const { gained, lost } = found ?? { gained: 0, lost: 0 };
        followers += gained - lost;
        return { start: from, gained, lost, followers };
      });
      return { items, revision };
    });
  }
}

function prepareAll(db: Database) {
  return {
    head: prepare(db, statements.head),
    accountId: prepare(db, statements.accountId),
    countsAsOf: prepare(db, statements.countsAsOf),
    historyBucket: prepare(db, statements.historyBucket),
  };
}
