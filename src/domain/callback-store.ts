import type { Callback, CallbackAttempt, CallbackStanding } from './callback.js';

/** How many attempts of a callback are kept at least. */
export const keptCallbackAttempts = 1000;

/** What one attempt to reach a receiver changes. */
export interface CallbackNote {
  /** The address that was tried: the attempt is kept while the callback still has that one. */
  readonly url: string;
  readonly attempt: CallbackAttempt;
  /** How the event stands now; absent when the attempt was none for an event. */
  readonly standing?: CallbackStanding;
}

/** The part of the storage port that keeps callbacks. Writes are durable on resolving. */
export interface CallbackStore {
  /** Every token's callback, in no order. */
  callbacks(): Promise<readonly Callback[]>;
  /**
   * Sets a known token's callback address; `''` removes it. A new callback begins at the ledger's
   * head; one that exists stays where it is, so that a new address gets what the old one missed. The
   * attempts of another address are forgotten.
   */
  setCallback(tokenHash: Uint8Array, url: string): Promise<void>;
  /**
   * Keeps an attempt. An event that was taken moves the callback forwards, never back, whatever its
   * address is by now. Where the database is lost meanwhile, the attempt may be missing among those that
   * are kept, or be there twice. Without such a callback it does nothing.
   */
  noteCallback(tokenHash: Uint8Array, note: CallbackNote): Promise<void>;
  /**
   * Attempts with the numbers that they were kept under, newest first, below a number. The numbers rise
   * by one.
   */
  callbackAttempts(
    tokenHash: Uint8Array,
    before: number | undefined,
    limit: number,
  ): Promise<readonly (CallbackAttempt & { readonly number: number })[]>;
}
