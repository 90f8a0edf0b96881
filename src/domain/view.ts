import type { Account, Identity, Username } from './account.js';
import type { FollowedAccount } from './follow.js';
import type { Mention, MentionScene } from './mention.js';
import type { Micros } from './time.js';

/**
 * Where a list goes on: text that the call before gave to this same caller, or `''` for the start.
 * Opaque to whoever holds it.
 */
export type Cursor = string;

/** One page of the accounts that a caller follows. */
export interface FollowingList {
  readonly items: readonly FollowedAccount[];
  /** Where the next page begins. Never `''`, on the last page neither. */
  readonly cursor: Cursor;
  readonly hasMore: boolean;
  /** How many accounts the caller follows in all. */
  readonly total: number;
}

export interface MentionRequest {
  readonly scene: MentionScene;
  readonly cursor: Cursor;
}

/**
 * Mentions that the holder of a cursor has not been told, newest first. Without any, `cursor` is the one
 * that was given.
 */
export interface MentionList {
  readonly mentions: readonly Mention[];
  readonly cursor: Cursor;
}

/** Which account a device looks at. */
export interface ViewRequest {
  readonly appId: string;
  readonly target: Username;
  readonly cursor: Cursor;
}

/** An account as a device's main identity sees it. */
export interface AccountView {
  readonly account: Account;
  /** Whether the viewer follows it, or is it. */
  readonly following: boolean;
  /** When the viewer's follow began; null when there is none. */
  readonly followedAt: Micros | null;
  /** How many of the accounts that the viewer follows also follow it. */
  readonly friends: number;
  /** Where its works would go on. Never `''`. */
  readonly cursor: Cursor;
}

/** The identities that a device hosts. */
export interface DeviceProfile {
  readonly identities: readonly (Identity & { readonly account: Account })[];
  /** The identity that a call without `myUserName` acts as; undefined on a device without any. */
  readonly main: Identity | undefined;
}
