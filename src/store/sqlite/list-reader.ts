import type { Username } from '../../domain/account.js';
import type { Mention } from '../../domain/mention.js';
import type { MentionPage } from '../../domain/store.js';
import { toAccount } from '../rows.js';
import { type Database, prepare, translate } from './driver.js';
import { statements } from './statements.js';

/** The reads of `GraphStore` that join follows with accounts, or with each other. */
export class ListReader {
  readonly #prepared: ReturnType<typeof prepareAll>;

  constructor(db: Database) {
    this.#prepared = prepareAll(db);
  }

  mentions(username: Username, { limit, after = 0, window }: MentionPage): readonly Mention[] {
    return this.#read(username, [], (target) =>
      this.#prepared.mentionsPage.all({ target, after, window, limit }).map((row) => ({
        follower: toAccount(row),
        at: row.mentionedAt,
        followedBack: row.followedBack === 1,
      })),
    );
  }

  countFriends(viewer: Username, target: Username): number {
    const { counts, friendsByFollowing, friendsByFollowers } = this.#prepared;
    return this.#read(viewer, 0, (viewerId) =>
      this.#read(target, 0, (targetId) => {
        const following = counts.get(viewerId)?.following ?? 0;
        const followers = counts.get(targetId)?.followers ?? 0;
        // An account may have millions on one side: the shorter list is the one to go through.
        const shorter = following < followers ? friendsByFollowing : friendsByFollowers;
        return shorter.get({ viewer: viewerId, target: targetId })?.friends ?? 0;
      }),
    );
  }

  #read<T>(username: Username, absent: T, work: (id: number) => T): T {
    try {
      const row = this.#prepared.accountId.get(username);
      return row ? work(row.id) : absent;
    } catch (error) {
      throw translate(error);
    }
  }
}

function prepareAll(db: Database) {
  return {
    accountId: prepare(db, statements.accountId),
    counts: prepare(db, statements.counts),
    mentionsPage: prepare(db, statements.mentionsPage),
    friendsByFollowing: prepare(db, statements.friendsByFollowing),
    friendsByFollowers: prepare(db, statements.friendsByFollowers),
  };
}
