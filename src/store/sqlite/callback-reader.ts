import type { Callback, CallbackAttempt } from '../../domain/callback.js';
import { toCallback, toCallbackAttempt } from '../callback-rows.js';
import { type Database, prepare, read } from './driver.js';
import { statements } from './statements.js';

/** The reads of `CallbackStore`. */
export class CallbackReader {
  readonly #prepared: ReturnType<typeof prepareAll>;

  constructor(db: Database) {
    this.#prepared = prepareAll(db);
  }

  callbacks(): readonly Callback[] {
    return read(() => this.#prepared.callbacks.all().map(toCallback));
  }

  callbackAttempts(
    tokenHash: Uint8Array,
    before: number | undefined,
    limit: number,
  ): readonly (CallbackAttempt & { readonly number: number })[] {
    return read(() =>
      this.#prepared.callbackAttemptsBefore
        .all(tokenHash, before ?? Number.MAX_SAFE_INTEGER, limit)
        .map(({ number, ...row }) => ({ number, ...toCallbackAttempt(row) })),
    );
  }
}

function prepareAll(db: Database) {
  return {
    callbacks: prepare(db, statements.callbacks),
    callbackAttemptsBefore: prepare(db, statements.callbackAttemptsBefore),
  };
}
