import type { Account, AccountState, Counts } from '../domain/account.js';
import type { ChangeCause, ChangeType } from '../domain/change.js';
import type { FollowCommand, FollowResult } from '../domain/follow.js';
import type { Micros } from '../domain/time.js';
import type { Revisions } from './revision.js';

/** An account under the integer that stands for its username in every table of follows. */
export interface InternedAccount {
  readonly id: number;
  readonly account: Account;
  readonly state: AccountState;
}

/** An account's counts as a store keeps them. */
export interface KeptCounts extends Counts {
  /** How many follows of the account ever began: the number of its last mention. */
  readonly gained: number;
}

export interface PairKey {
  readonly follower: number;
  readonly target: number;
}

/** What a batch is decided on: the state that the store holds once the ledger head is locked. */
export interface LedgerView {
  readonly head: { readonly position: number; readonly at: Micros };
  readonly revisions: Revisions;
  account(username: string): InternedAccount | undefined;
  /** The state of an account that some follow names. */
  stateOf(account: number): AccountState;
  followedAt(follower: number, target: number): Micros | undefined;
  counts(account: number): KeptCounts;
  blocks(blocker: number, blocked: number): boolean;
  isHidden(follower: number, target: number): boolean;
  /** Every live follow from or to the account. */
  followsOf(account: number): readonly PairKey[];
  /** Every hidden follow from or to the account. */
  hiddenOf(account: number): readonly PairKey[];
}

export interface PlannedChange extends PairKey {
  readonly position: number;
  readonly at: Micros;
  readonly type: ChangeType;
  readonly cause: ChangeCause;
  /** The command that it comes from. */
  readonly command: FollowCommand;
}

/** A follow whose live row the batch replaces: from `before` to `after`, undefined meaning no row. */
export interface PairWrite extends PairKey {
  readonly before: Micros | undefined;
  readonly after: Micros | undefined;
}

export interface EndedFollow extends PairKey {
  readonly since: Micros;
  readonly until: Micros;
  readonly cause: ChangeCause;
}

/** A block or a hidden follow that the batch adds or takes away. */
export interface Toggle {
  readonly first: number;
  readonly second: number;
  readonly set: boolean;
}

/** All that a batch writes. Every list is sorted by key, so that writers never cross. */
export interface BatchPlan {
  readonly results: readonly FollowResult[];
  readonly head: { readonly position: number; readonly at: Micros };
  readonly changes: readonly PlannedChange[];
  readonly pairs: readonly PairWrite[];
  readonly ended: readonly EndedFollow[];
  readonly counts: readonly { readonly account: number; readonly counts: KeptCounts }[];
  /** Blocker and blocked. */
  readonly blocks: readonly Toggle[];
  /** Follower and target. */
  readonly hidden: readonly Toggle[];
  readonly states: readonly { readonly account: number; readonly state: AccountState }[];
}

/** Whether carrying out a plan writes anything. */
export function writesAnything({ changes, blocks, hidden, states }: BatchPlan): boolean {
  return changes.length + blocks.length + hidden.length + states.length > 0;
}
