import type { AccountState, Username } from './account.js';
import type { Caller } from './caller.js';
import type { Refusal } from './errors.js';
import type { FollowOp } from './follow.js';
import type { Revision } from './revision.js';
import type { SearchInfo } from './search.js';
import type { Micros } from './time.js';

/** One row of a batch. */
export interface FollowRowRequest {
  readonly op: FollowOp;
  readonly follower: Username;
  readonly target: Username;
  readonly searchInfo: SearchInfo | null;
}

export interface WriteOutcome {
  /** Whether it altered anything. When false nothing was written. */
  readonly changed: boolean;
  /** The revision that the outcome is true at; in a dry run, the one that it was judged at. */
  readonly revision: Revision;
}

export type RowResult = WriteOutcome | { readonly refusal: Refusal };

export interface BatchOptions {
  /** Says what each row would come to, and writes nothing. */
  readonly dryRun: boolean;
  /** Whoever repeats a batch under its key within 24 hours gets the first results again. */
  readonly idempotencyKey?: string;
}

/** What a caller writes: a tenant as the accounts of its own devices, the administrator as any. */
export interface GraphWrites {
  /**
   * Carries rows out in order, in one commit. A row that is refused leaves the others alone: with the
   * errors of `setFollow`, and `identity_unknown` for a follower that none of the tenant's devices
   * hosts. A row that failed to be read stands here as its refusal.
   *
   * @throws GuanzhuError `idempotency_key_reused` for a key of another batch; `ledger_changed` for one
   *   that was used before the ledger was restored; `idempotency_key_running`
   *   while the same key's batch is being carried out; as `GraphStore.apply` when nothing of it is
   *   written, or it cannot be said.
   */
  writeFollows(
    caller: Caller,
    rows: readonly (FollowRowRequest | { readonly refusal: Refusal })[],
    options: BatchOptions,
  ): Promise<readonly RowResult[]>;

  /**
   * Ends `follower`'s follow of `username`, as the owner of `username`. Without such a follow it
   * changes nothing.
   *
   * @throws GuanzhuError `identity_unknown`, `device_offline`; `account_unknown` for no such follower.
   */
  removeFollower(caller: Caller, username: Username, follower: Username): Promise<WriteOutcome>;

  /**
   * Blocks `other` for `username`, or ends that. A block ends the follows between the two and refuses
   * new ones; ending it brings none back. Idempotent.
   *
   * @throws GuanzhuError as `removeFollower`; `self_follow` for an account that would block itself.
   */
  setBlock(
    caller: Caller,
    username: Username,
    other: Username,
    blocked: boolean,
  ): Promise<WriteOutcome>;

  /**
   * When `username` blocked `other`; undefined when it does not. Reads only.
   *
   * @throws GuanzhuError as `removeFollower`, but for a device that is offline.
   */
  blockedAt(caller: Caller, username: Username, other: Username): Promise<Micros | undefined>;

  /**
   * Suspends, restores (`active`) or deletes an account: for the administrator. Its follows leave lists
   * and counts with it, through the ledger; restoring begins those again that a suspension ended,
   * unless they were given up meanwhile. A deleted account keeps its username and nothing else.
   *
   * @throws GuanzhuError `account_unknown`; `account_deleted` for one that is to be anything else.
   */
  setAccountState(username: Username, state: AccountState): Promise<WriteOutcome>;
}
