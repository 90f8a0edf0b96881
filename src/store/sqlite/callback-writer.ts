import { type CallbackNote, keptCallbackAttempts } from '../../domain/callback-store.js';
import { fromCallbackAttempt } from '../callback-rows.js';
import { type Database, prepare } from './driver.js';
import { statements } from './statements.js';

export type CallbackWrite =
  | { readonly kind: 'set-callback'; readonly tokenHash: Uint8Array; readonly url: string }
  | {
      readonly kind: 'note-callback';
      readonly tokenHash: Uint8Array;
      readonly note: CallbackNote;
    };

/** The writes of `CallbackStore`, each inside a transaction that its caller holds. */
export class CallbackWriter {
  readonly #prepared: ReturnType<typeof prepareAll>;

  constructor(db: Database) {
    this.#prepared = prepareAll(db);
  }

  write(write: CallbackWrite): void {
    if (write.kind === 'set-callback') this.set(write.tokenHash, write.url);
    else this.#note(write.tokenHash, write.note);
  }

  /** @param url `''` removes the callback, and what is kept of its attempts. */
  set(tokenHash: Uint8Array, url: string): void {
    const { removeCallback, forgetOtherAddress, setCallback } = this.#prepared;
    if (url === '') removeCallback.run(tokenHash);
    forgetOtherAddress.run({ tokenHash, url });
    if (url !== '') setCallback.run(tokenHash, url);
  }

  #note(tokenHash: Uint8Array, { url, attempt, standing }: CallbackNote): void {
    const prepared = this.#prepared;
    const { event, failedStep, status, at } = attempt;
    // Without a status it was a connection alone, which takes nothing.
    if (failedStep === null && status !== null) {
      prepared.setCallbackTaken.run(at, tokenHash, url);
      if (event) prepared.moveCallback.run(event.followedAt, tokenHash, event.followedAt);
    }
    if (standing) prepared.setCallbackStanding.run({ tokenHash, url, ...standing });
    prepared.addCallbackAttempt.run({ tokenHash, url, ...fromCallbackAttempt(attempt) });
    prepared.forgetCallbackAttempts.run({ tokenHash, kept: keptCallbackAttempts });
  }
}

function prepareAll(db: Database) {
  return {
    setCallback: prepare(db, statements.setCallback),
    removeCallback: prepare(db, statements.removeCallback),
    forgetOtherAddress: prepare(db, statements.forgetOtherAddress),
    moveCallback: prepare(db, statements.moveCallback),
    setCallbackStanding: prepare(db, statements.setCallbackStanding),
    setCallbackTaken: prepare(db, statements.setCallbackTaken),
    addCallbackAttempt: prepare(db, statements.addCallbackAttempt),
    forgetCallbackAttempts: prepare(db, statements.forgetCallbackAttempts),
  };
}
