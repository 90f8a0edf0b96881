/**
 * Which rules src/text makes keys and grams of names by. One more with every change to them, or to the
 * data of the libraries that they are made of: a store that was written by other rules than these is
 * gone through when it is opened. A test knows when it is time.
 */
export const textRules = 2;

/** Accounts that are gone through in one transaction. */
export const remadeAtOnce = 1_000;

/** Told while a store is being opened: how many accounts it has gone through, and how many there are. */
export type OnRemade = (accounts: number, of: number) => void;
