import type { Account } from './account.js';
import type { Micros } from './time.js';

/** A follow as its target is told of it: once for each new follow, also after it has ended. */
export interface Mention {
  readonly follower: Account;
  /** When the follow began: unique in the ledger, so it names the mention too. */
  readonly at: Micros;
  /** Whether the target follows the follower now. */
  readonly followedBack: boolean;
}

/** What a caller asks to be told of. This server keeps follows only: the others are always empty. */
export type MentionScene = 'like' | 'comment' | 'follow';
