import type { Account } from './account.js';
import type { Micros } from './time.js';

/** A follow as its target is told of it: once for each new follow, also after it has ended. */
export interface Mention {
  readonly follower: Account;
  /** When the follow began: unique in the ledger. */
  readonly at: Micros;
  /**
   * Which of all the follows that its target ever gained it is, from 1. It names the mention to the
   * target, and stays; follows that are no news have their numbers too.
   */
  readonly number: number;
  /** Whether the target follows the follower now. */
  readonly followedBack: boolean;
}

/** A place among the mentions of an account: that of one, or a time at which the ledger stood. */
export interface MentionMark {
  readonly at: Micros;
  /** Of the last follow that had begun by then; absent where it is not known. */
  readonly number?: number;
}

/** What a caller asks to be told of. This server keeps follows only: the others are always empty. */
export type MentionScene = 'like' | 'comment' | 'follow';
