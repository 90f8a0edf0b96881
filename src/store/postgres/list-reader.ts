import type { Username } from '../../domain/account.js';
import type { Mention } from '../../domain/mention.js';
import type { MentionPage } from '../../domain/store.js';
import { bucketOf, bucketOfId } from '../bucket.js';
import { beyond, mentionNumbers, needsGained } from '../mention-numbers.js';
import { accountsById } from './accounts-by-id.js';
import type { Connection } from './driver.js';
import type { ReadPool } from './pool.js';
import { statements } from './statements.js';

/** Follows that are compared at once. */
const chunk = 5_000;

/** The reads of `GraphStore` that put follows and accounts together, or follows and follows. */
export class ListReader {
  readonly #pool: ReadPool;

  constructor(pool: ReadPool) {
    this.#pool = pool;
  }

  mentions(username: Username, page: MentionPage): Promise<readonly Mention[]> {
    const { limit, order, from, window } = page;
    const b = bucketOf(username);
    const statement = order === 'oldest' ? statements.oldestMentions : statements.newestMentions;
    // Their numbers are reckoned from a count that must be of the same moment.
    return this.#pool.snapshot(
      async (db) => {
        const gainedBy = needsGained(page)
          ? db.get(statements.gainedBy, b, username, from?.at ?? beyond.newest)
          : undefined;
        const [rows, gained] = await Promise.all([
          db.all(statement, b, username, from?.at ?? beyond[order], limit, window),
          gainedBy,
        ]);
        const accountOf = await accountsById(
          db,
          rows.map(({ follower }) => follower),
        );
        const numberOf = mentionNumbers(page, () => gained?.n ?? 0);
        return rows.map(({ follower, mentionedAt, followedBack, passed }) => ({
          follower: accountOf(follower),
          at: mentionedAt,
          number: numberOf(passed),
          followedBack,
        }));
      },
      { at: from?.at ?? 0 },
    );
  }

  countFriends(viewer: Username, target: Username): Promise<number> {
    return this.#pool.snapshot(async (db) => {
      const [from, to] = await Promise.all(
        [viewer, target].map((name) => db.get(statements.countedAccount, bucketOf(name), name)),
      );
      if (!from || !to) return 0;
      // An account may have millions on one side: the shorter list is the one to go through.
      return from.following < to.followers
        ? sumOver(db, statements.followingAfter, from.id, (ids) =>
            db.get(statements.followersAmong, ids.map(bucketOfId), ids, to.id),
          )
        : sumOver(db, statements.followersAfter, to.id, (ids) =>
            db.get(statements.followedAmong, bucketOfId(from.id), from.id, ids),
          );
    });
  }
}

async function sumOver(
  db: Connection,
  list: typeof statements.followingAfter,
  account: number,
  count: (ids: readonly number[]) => Promise<{ readonly n: number } | undefined>,
): Promise<number> {
  let [sum, after] = [0, 0];
  for (;;) {
    const rows = await db.all(list, bucketOfId(account), account, after, chunk);
    if (rows.length > 0) sum += (await count(rows.map((row) => row.account)))?.n ?? 0;
    if (rows.length < chunk) return sum;
    after = rows.at(-1)?.at ?? 0;
  }
}
