import type { Account, AccountState, AddedAccount, Counts, Username } from './account.js';
import type { FollowCommand, FollowedAccount, FollowResult } from './follow.js';
import type { LedgerHead } from './ledger-head.js';
import type { Micros } from './time.js';

/** A moment of the ledger as somebody names it: by a revision, or by a time of the wall clock. */
export type AsOf = { readonly revision: string } | { readonly time: Micros };

export type FollowSide = 'followers' | 'following' | 'mutuals';
export const followSides = ['followers', 'following', 'mutuals'] as const;

export interface FollowListQuery {
  /** `mutuals` are those followed by the account that follow it back. */
  readonly side: FollowSide;
  readonly order: 'newest' | 'oldest';
  /** The page's size, 1 or more. */
  readonly limit: number;
  /** `followedAt` of where the page before ended; absent for the first. */
  readonly after?: Micros;
  /** A ledger time: the list as it stood right after it. Absent for now. */
  readonly asOf?: Micros;
}

export interface FollowListPage {
  readonly items: readonly FollowedAccount[];
  /** Where the next page begins; null after the last. */
  readonly next: Micros | null;
  /** The revision that the page is true at. */
  readonly head: LedgerHead;
}

export interface AccountAt {
  readonly account: Account;
  readonly state: AccountState;
  readonly counts: Counts;
  readonly head: LedgerHead;
}

export interface Pair {
  readonly follower: Username;
  readonly target: Username;
}

export interface Relation {
  readonly following: boolean;
  readonly followedBy: boolean;
  /** When the follower's follow began; null when there is none. */
  readonly followedAt: Micros | null;
}

/**
 * The part of the storage port that reads follows, now or as of a moment. Each call sees one state of
 * the ledger, and names it. A moment once past reads the same for ever, whatever is written later; only
 * profiles are always those of now.
 */
export interface FollowReads {
  /**
   * The last revision of the ledger at that moment, and its time. The head itself when nothing is
   * asked for, and for a time that is yet to come. Before the first change it is the ledger's start.
   *
   * @throws GuanzhuError `parameter_invalid` for text that is no revision; `revision_unknown` for one
   *   that the ledger has not reached; `ledger_changed` for one of another ledger.
   */
  moment(asOf?: AsOf): Promise<LedgerHead>;

  /** An account with its counts. A deleted one is still told, without a profile. */
  accountAt(username: Username, asOf?: Micros): Promise<AccountAt | undefined>;

  /**
   * A page of a list, in the order in which the follows began. Stable under writes: a follow that is
   * there throughout comes exactly once. As of a moment, the whole list is exactly that of the moment.
   * The work for a page of mutuals is bounded: it may hold fewer than asked for, even none, and still
   * have a `next`. Empty for an account that does not exist.
   */
  listFollows(username: Username, query: FollowListQuery): Promise<FollowListPage>;

  /** How each pair stands, in order. Accounts that do not exist follow nobody. */
  relations(
    pairs: readonly Pair[],
    asOf?: Micros,
  ): Promise<{ readonly relations: readonly Relation[]; readonly head: LedgerHead }>;

  /** When `blocker` blocked `blocked`; undefined when it does not. */
  blockedAt(blocker: Username, blocked: Username): Promise<Micros | undefined>;

  /**
   * What `apply` would come to now. Writes nothing.
   *
   * @param added accounts to suppose were there; those that are stay as they are.
   */
  preview(
    commands: readonly FollowCommand[],
    now: Micros,
    added?: readonly AddedAccount[],
  ): Promise<readonly FollowResult[]>;
}
