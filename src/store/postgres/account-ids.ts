import { bucketOfId, buckets, numberOfAccount } from '../bucket.js';
import type { Connection } from './driver.js';
import { statements } from './statements.js';

const pageRows = 20_000;

/** The ids of accounts by their numbers, in two bytes each. */
export class AccountIds {
  #buckets = new Uint16Array(1024);

  static async read(db: Connection): Promise<AccountIds> {
    const ids = new AccountIds();
    let last = { b: -1, id: -1 };
    for (;;) {
      const rows = await db.all(statements.accountIdsAfter, last.b, last.id, pageRows);
      for (const { id } of rows) ids.#add(id);
      last = rows.at(-1) ?? last;
      if (rows.length < pageRows) return ids;
    }
  }

  /** @throws Error when no account has that number. */
  idOf(number: number): number {
    const kept = this.#buckets[number] ?? 0;
    if (kept === 0) throw new Error(`a row names account ${number}, and there is none`);
    return number * buckets + kept - 1;
  }

  #add(id: number): void {
    const number = numberOfAccount(id);
    if (number >= this.#buckets.length) {
      const larger = new Uint16Array(number * 2);
      larger.set(this.#buckets);
      this.#buckets = larger;
    }
    // 0 is left for what is not there.
    this.#buckets[number] = bucketOfId(id) + 1;
  }
}
