import type { Account, Counts, Username } from './account.js';
import type { Attribution } from './attribution.js';
import type { Refusal } from './errors.js';
import type { RoleType } from './identity.js';
import type { Revision } from './revision.js';
import type { Micros } from './time.js';

export type FollowOp = 'follow' | 'unfollow';

/**
 * What a command does to the ledger.
 *
 * - `follow`, `unfollow`: the follower begins or ends its follow;
 * - `remove`: the target ends the follower's follow;
 * - `block`: `follower` blocks `target`: both follows between them end, new ones are refused;
 *   `unblock` ends that, and brings no follow back;
 * - `suspend`, `restore`, `delete`: on the account that is both `follower` and `target`. A suspended
 *   account's follows, in both directions, end and are kept aside; restoring begins those again whose
 *   other account is active and not blocked. A deleted account's follows end for good.
 */
export type CommandOp =
  | FollowOp
  | 'remove'
  | 'block'
  | 'unblock'
  | 'suspend'
  | 'restore'
  | 'delete';

/** One requested write of the ledger. */
export interface FollowCommand {
  readonly op: CommandOp;
  readonly follower: Username;
  readonly target: Username;
  readonly roleType: RoleType;
  /** `appId` of the device it came through; null when the instance's owner writes it. */
  readonly device: string | null;
  readonly attribution: Attribution | null;
  /**
   * When it took place, for one that is written later than that. The change has this time where the
   * ledger's clock has not passed it, and never one to come.
   */
  readonly happenedAt?: Micros;
  /**
   * Why it was refused on its way to the ledger. It writes nothing then, and comes along so that the
   * results under its idempotency key are those of the whole request.
   */
  readonly refusal?: Refusal;
}

/** What a command did, and the state right after it, true at `revision`. */
export interface FollowOutcome {
  /** Whether the command altered anything. When false nothing was written. */
  readonly changed: boolean;
  /** When the follow began, had it been live before the command; else null. */
  readonly previous: Micros | null;
  /** When the follow began, if it is live after the command; else null. */
  readonly followedAt: Micros | null;
  /** The change's own revision, or the ledger head's when nothing changed. */
  readonly revision: Revision;
  /** Ledger time of `revision`. */
  readonly at: Micros;
  readonly target: Account;
  readonly counts: { readonly follower: Counts; readonly target: Counts };
}

/**
 * Commands under one idempotency key. The first time their results are kept with what they wrote;
 * from then on the kept results are given, and nothing is written.
 */
export interface KeyedCommands {
  /** SHA-256 of whose key it is, and the key. */
  readonly key: Uint8Array;
  /** SHA-256 of what was asked for under it. */
  readonly request: Uint8Array;
  /** Which of a batch's commands belong to it: `count` from the one at index `first`. */
  readonly first: number;
  readonly count: number;
}

/** A command is either carried out or refused; a refused one wrote nothing. */
export type FollowResult =
  | { readonly ok: true; readonly outcome: FollowOutcome }
  | { readonly ok: false; readonly refusal: Refusal };

/** One row of a followers or following list. */
export interface FollowRow {
  readonly username: Username;
  readonly followedAt: Micros;
}

/** One row of such a list, with the account that it names. */
export interface FollowedAccount {
  readonly account: Account;
  readonly followedAt: Micros;
}
