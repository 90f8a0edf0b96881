import type { Callback, CallbackAttempt } from '../../domain/callback.js';
import {
  type CallbackNote,
  type CallbackStore,
  keptCallbackAttempts,
} from '../../domain/callback-store.js';
import { noAccount } from '../bucket.js';
import { fromCallbackAttempt, toCallback, toCallbackAttempt } from '../callback-rows.js';
import type { Pool } from './pool.js';
import { statements } from './statements.js';
import type { Transactions } from './transactions.js';

/** `CallbackStore`. */
export class Callbacks implements CallbackStore {
  readonly #transactions: Transactions;
  readonly #pool: Pool;

  constructor(transactions: Transactions, pool: Pool) {
    this.#transactions = transactions;
    this.#pool = pool;
  }

  callbacks(): Promise<readonly Callback[]> {
    return this.#pool.use(async (db) =>
      (await db.all(statements.callbacks, noAccount)).map(toCallback),
    );
  }

  setCallback(tokenHash: Uint8Array, url: string): Promise<void> {
    const hash = Buffer.from(tokenHash);
    return this.#transactions.run(async (transaction) => {
      if (url === '') transaction.write(statements.removeCallback, noAccount, hash);
      transaction.write(statements.forgetOtherAddress, noAccount, hash, url);
      if (url !== '') transaction.write(statements.setCallback, noAccount, hash, url);
    });
  }

  /** Beside the ledger's head, by statements that may be made twice: a receiver's log holds up no write. */
  async noteCallback(
    tokenHash: Uint8Array,
    { url, attempt, standing }: CallbackNote,
  ): Promise<void> {
    const hash = Buffer.from(tokenHash);
    const row = fromCallbackAttempt(attempt);
    // Without a status it was a connection alone, which takes nothing.
    const taken = row.failedStep === null && row.status !== null;
    await this.#pool.use(async (db) => {
      await db.run(
        statements.setCallbackStanding,
        noAccount,
        hash,
        url,
        taken ? row.followedAt : null,
        taken ? row.at : null,
        standing?.failures ?? null,
        standing?.failingSince ?? null,
        standing?.nextAttemptAt ?? null,
      );
      await db.run(
        statements.addCallbackAttempt,
        noAccount,
        hash,
        url,
        row.appId,
        row.follower,
        row.followedAt,
        row.attempt,
        row.at,
        row.durationMs,
        row.status,
        row.failedStep,
        row.detail,
      );
      await db.run(statements.forgetCallbackAttempts, noAccount, hash, keptCallbackAttempts);
    });
  }

  callbackAttempts(
    tokenHash: Uint8Array,
    before: number | undefined,
    limit: number,
  ): Promise<readonly (CallbackAttempt & { readonly number: number })[]> {
    const end = before ?? Number.MAX_SAFE_INTEGER;
    return this.#pool.use(async (db) => {
      const hash = Buffer.from(tokenHash);
      const rows = await db.all(statements.callbackAttemptsBefore, noAccount, hash, end, limit);
      return rows.map(({ number, ...row }) => ({ number, ...toCallbackAttempt(row) }));
    });
  }
}
