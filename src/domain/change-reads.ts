import type { Username } from './account.js';
import type { Change } from './change.js';
import type { LedgerHead } from './ledger-head.js';

/** Which changes are wanted: all after a place of the ledger, from there on or from its end back. */
export type ChangeQuery = {
  readonly after: LedgerHead;
  /** Only those that name it. */
  readonly account?: Username;
  readonly limit: number;
} & (
  | { readonly order: 'oldest' }
  /** Newest first: those before a place; the newest of all without one. */
  | { readonly order: 'newest'; readonly before?: LedgerHead }
);

/** The part of the storage port that picks changes out of the ledger. */
export interface ChangeReads {
  /**
   * The first changes that a query asks for, in its order. The work is that of the page: what does not
   * name the account is not read, but for its own follows that ended, which are put in order.
   */
  selectChanges(query: ChangeQuery): Promise<readonly Change[]>;
}
