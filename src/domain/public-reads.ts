import type { GraphStore } from './store.js';

/**
 * The reads of the storage port on which no write is decided, and nobody's right to do anything. A store
 * may answer them from a copy of itself that is a little behind, by these rules:
 *
 * - What this process wrote, or answered before, is in every answer.
 * - What any process wrote half a second before a call, or earlier, is in its answer.
 * - A copy that cannot keep to that in time is not asked: that is never an error.
 */
export interface PublicReads
  extends Pick<
    GraphStore,
    | 'moment'
    | 'accountAt'
    | 'listFollows'
    | 'relations'
    | 'findAccount'
    | 'counts'
    | 'followedAt'
    | 'mentions'
    | 'countFriends'
    | 'searchAccounts'
    | 'history'
    | 'attribution'
    | 'overview'
    | 'exportAccounts'
    | 'exportFollows'
  > {
  /**
   * Resolves once every later read shows at least a revision, which may come from another process. One
   * that the ledger has not reached asks for nothing.
   *
   * @throws GuanzhuError `parameter_invalid` for text that is no revision; `ledger_changed` for one of
   *   another ledger.
   */
  reach(revision: string): Promise<void>;
}

/** A store, and its reads that need not come from where it writes. */
export interface ServedStore extends GraphStore {
  readonly reads: PublicReads;
}
