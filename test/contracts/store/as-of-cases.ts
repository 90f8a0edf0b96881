import { expect, test } from 'vitest';
import type { Change } from '#guanzhu/domain/change.js';
import type { FollowCommand } from '#guanzhu/domain/follow.js';
import type { FollowListQuery } from '#guanzhu/domain/follow-reads.js';
import type { GraphStore } from '#guanzhu/domain/store.js';
import { alice, cast, follow, nobody, noon } from '../../support/follow-data.js';
import { Random, withSeed } from '../../support/random.js';
import type { OpenStore } from './store-home.js';

const ops = [
  'follow',
  'follow',
  'follow',
  'unfollow',
  'remove',
  'block',
  'unblock',
  'unblock',
  'suspend',
  'restore',
  'restore',
] as const;

/** A list in one direction, as a fold of the ledger gives it. */
function folded(
  changes: readonly Change[],
  username: string,
  side: FollowListQuery['side'],
): (readonly [string, number])[] {
  const live = new Map<string, Change>();
  for (const change of changes) {
    const key = `${change.follower}>${change.target}`;
    if (change.type === 'followed') live.set(key, change);
    else live.delete(key);
  }
  const rows = [...live.values()].sort((a, b) => b.at - a.at);
  if (side === 'followers') {
    return rows.filter((c) => c.target === username).map((c) => [c.follower, c.at] as const);
  }
  return rows
    .filter((c) => c.follower === username)
    .filter((c) => side === 'following' || live.has(`${c.target}>${username}`))
    .map((c) => [c.target, c.at] as const);
}

async function walk(store: GraphStore, username: string, query: Omit<FollowListQuery, 'limit'>) {
  const items: (readonly [string, number])[] = [];
  let after: number | undefined;
  for (;;) {
    const page = await store.listFollows(username, {
      ...query,
      limit: 2,
      ...(after !== undefined && { after }),
    });
    items.push(...page.items.map((item) => [item.account.username, item.followedAt] as const));
    if (page.next === null) return items;
    after = page.next;
  }
}

/** Lists, counts and relations as of any moment, against a fold of the ledger up to it. */
export function asOfCases(openStore: OpenStore): void {
  test('every moment of a random history reads as its fold', async () => {
    const { store } = await openStore();
    const random = new Random();
    await withSeed(random, () => compare(store, random));
  });

  test('a revision that the ledger has not reached is refused, and text that is none', async () => {
    const { store } = await openStore();
    await expect(store.moment({ revision: 'r1' })).rejects.toMatchObject({
      code: 'revision_unknown',
    });
    await expect(store.moment({ revision: 'x' })).rejects.toMatchObject({
      code: 'parameter_invalid',
    });
  });

  test('an account that does not exist has empty lists', async () => {
    const { store } = await openStore();
    expect(await walk(store, nobody, { side: 'followers', order: 'newest' })).toEqual([]);
    expect(await store.accountAt(nobody)).toBeUndefined();
    expect((await store.accountAt(alice))?.counts).toEqual({ followers: 0, following: 0 });
  });
}

async function compare(store: GraphStore, random: Random): Promise<void> {
  for (let batch = 0; batch < 60; batch += 1) {
    const commands = Array.from({ length: random.integer(1, 5) }, (): FollowCommand => {
      const op = random.pick(ops);
      const own = op === 'suspend' || op === 'restore';
      const follower = random.pick(cast);
      return { ...follow(follower, own ? follower : random.pick(cast)), op };
    });
    await store.apply(commands, noon + batch * 1000);
  }
  const changes = await store.changes(undefined, 10_000);
  expect(changes.length).toBeGreaterThan(5);
  for (let index = 0; index <= changes.length; index += 1) {
    const last = changes[index - 1];
    const past = changes.slice(0, index);
    const byRevision = await store.moment({ revision: last?.revision ?? 'r0' });
    const next = changes[index];
    const time = next ? next.at - 1 : noon * 2;
    expect(await store.moment({ time })).toEqual(byRevision);
    const asOf = byRevision.at;
    for (const username of cast) {
      for (const side of ['followers', 'following', 'mutuals'] as const) {
        const expected = folded(past, username, side);
        expect(await walk(store, username, { side, order: 'newest', asOf })).toEqual(expected);
        expect(await walk(store, username, { side, order: 'oldest', asOf })).toEqual(
          expected.toReversed(),
        );
      }
      expect((await store.accountAt(username, asOf))?.counts).toEqual({
        followers: folded(past, username, 'followers').length,
        following: folded(past, username, 'following').length,
      });
      const pairs = cast.map((target) => ({ follower: username, target }));
      const { relations } = await store.relations(pairs, asOf);
      const following = new Map(folded(past, username, 'following'));
      const followers = new Map(folded(past, username, 'followers'));
      expect(relations).toEqual(
        cast.map((target) => ({
          following: following.has(target),
          followedBy: followers.has(target),
          followedAt: following.get(target) ?? null,
        })),
      );
    }
  }
  for (const username of cast) {
    for (const side of ['followers', 'following', 'mutuals'] as const) {
      expect(await walk(store, username, { side, order: 'newest' })).toEqual(
        folded(changes, username, side),
      );
    }
  }
}
