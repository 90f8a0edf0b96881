import type { Username } from './account.js';
import type { FollowedAccount } from './follow.js';
import type { AccountAt, AsOf, FollowListQuery, Pair, Relation } from './follow-reads.js';
import type { Revision } from './revision.js';
import type { Cursor } from './view.js';

export interface FollowListRequest extends Pick<FollowListQuery, 'side' | 'order' | 'limit'> {
  readonly cursor: Cursor;
  /** A moment to read at. A cursor keeps the moment of its first page. */
  readonly asOf?: AsOf;
}

export interface FollowList {
  readonly items: readonly FollowedAccount[];
  /** Where the next page begins; `''` after the last. */
  readonly nextCursor: Cursor;
  readonly hasMore: boolean;
  /** The revision that the page is true at: with `asOf`, the same on every page. */
  readonly revision: Revision;
}

/**
 * What anyone with a token may read of the graph, now or as of a moment. A whole list read as of one
 * revision is exactly that of the moment, whatever is written meanwhile, and the change feed goes on
 * from that revision: so a copy of the graph has no gap and no overlap.
 */
export interface GraphReads {
  /**
   * Resolves once every later read shows at least a revision, such as one that a write through another
   * process gave. One that the ledger has not reached asks for nothing.
   *
   * @throws GuanzhuError `parameter_invalid` for text that is no revision.
   */
  reach(revision: string): Promise<void>;

  /**
   * An account's profile, state and exact counts. As of a moment: the counts of then, the profile of now.
   *
   * @throws GuanzhuError `account_unknown`; `parameter_invalid` or `revision_unknown` for an `asOf`.
   */
  getAccount(username: Username, asOf?: AsOf): Promise<AccountAt>;

  /**
   * Followers, following or mutuals, a page at a time; see `FollowReads.listFollows`.
   *
   * @throws GuanzhuError `account_unknown`; `parameter_invalid` for a cursor that no page of this list
   *   gave, and for an `asOf` beside a cursor of another moment; `revision_unknown`; `ledger_changed`
   *   for a cursor, as for an `asOf`, of another ledger.
   */
  listFollows(username: Username, request: FollowListRequest): Promise<FollowList>;

  /**
   * How pairs stand, in order. Accounts that do not exist follow nobody.
   *
   * @throws GuanzhuError `parameter_invalid` or `revision_unknown` for an `asOf`.
   */
  checkRelations(
    pairs: readonly Pair[],
    asOf?: AsOf,
  ): Promise<{ readonly relations: readonly Relation[]; readonly revision: Revision }>;
}
