import type { Account, Counts, Username } from './account.js';
import type { Attribution } from './attribution.js';
import type { Refusal } from './errors.js';
import type { RoleType } from './identity.js';
import type { Revision } from './revision.js';
import type { Micros } from './time.js';

export type FollowOp = 'follow' | 'unfollow';

/** One requested write of one follow. */
export interface FollowCommand {
  readonly op: FollowOp;
  readonly follower: Username;
  readonly target: Username;
  readonly roleType: RoleType;
  /** `appId` of the device it came through; null when the instance's owner writes it. */
  readonly device: string | null;
  readonly attribution: Attribution | null;
}

/** What a command did, and the state right after it, true at `revision`. */
export interface FollowOutcome {
  /** Whether the command was a transition. When false nothing was written. */
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
