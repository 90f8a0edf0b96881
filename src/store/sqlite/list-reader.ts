import type { Username } from '../../domain/account.js';
import type { Mention } from '../../domain/mention.js';
import type { MentionPage } from '../../domain/store.js';
import { beyond, mentionNumbers } from '../mention-numbers.js';
import { toAccount } from '../rows.js';
import { type Database, prepare, readOnce, translate } from './driver.js';
import { statements } from './statements.js';

/** The reads of `GraphStore` that join follows with accounts, or with each other. */
export class ListReader {
  readonly #db: Database;
  readonly #prepared: ReturnType<typeof prepareAll>;

  constructor(db: Database) {
    this.#db = db;
    this.#prepared = prepareAll(db);
  }

  mentions(username: Username, page: MentionPage): readonly Mention[] {
    const { limit, order, window } = page;
    const { oldestMentions, newestMentions, gainedBy } = this.#prepared;
    const statement = order === 'oldest' ? oldestMentions : newestMentions;
    // Their numbers are reckoned from a count that must be of the same moment.
    return readOnce(this.#db, () =>
      this.#read(username, [], (target) => {
        const from = page.from?.at ?? beyond[order];
        const rows = statement.all({ target, from, window, limit });
        if (rows.length === 0) return [];
        const numberOf = mentionNumbers(page, (at) => gainedBy.get({ target, at })?.n ?? 0);
        return rows.map((row) => ({
          follower: toAccount(row),
          at: row.mentionedAt,
          number: numberOf(row.passed),
          followedBack: row.followedBack === 1,
        }));
      }),
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
    oldestMentions: prepare(db, statements.oldestMentions),
    newestMentions: prepare(db, statements.newestMentions),
    gainedBy: prepare(db, statements.gainedBy),
    friendsByFollowing: prepare(db, statements.friendsByFollowing),
    friendsByFollowers: prepare(db, statements.friendsByFollowers),
  };
}
