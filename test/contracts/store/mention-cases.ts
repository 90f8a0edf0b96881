import { expect, test } from 'vitest';
import type { Change } from '#guanzhu/domain/change.js';
import type { CommandOp, FollowCommand } from '#guanzhu/domain/follow.js';
import type { Mention, MentionMark } from '#guanzhu/domain/mention.js';
import type { GraphStore } from '#guanzhu/domain/store.js';
import {
  accountNamed,
  alice,
  bob,
  carol,
  follow,
  noon,
  unfollow,
} from '../../support/follow-data.js';
import { Random, withSeed } from '../../support/random.js';
import type { OpenStore } from './store-home.js';

const names = Array.from({ length: 8 }, (_, index) => `v2_${index}`);
const ops: readonly CommandOp[] = [
  ...Array.from({ length: 8 }, () => 'follow' as const),
  ...Array.from({ length: 6 }, () => 'unfollow' as const),
  ...(['remove', 'block', 'unblock', 'suspend', 'restore', 'restore'] as const),
];

function randomCommand(random: Random): FollowCommand {
  const op = random.pick(ops);
  const target = random.pick(names);
  const follower = ['suspend', 'restore'].includes(op)
    ? target
    : random.pick(names.filter((name) => name !== target));
  return { op, follower, target, roleType: 3, device: null, attribution: null };
}

/** What mentions show of themselves, as the ledger has it: all of an account, oldest first. */
function foldMentions(changes: readonly Change[], target: string, window: number) {
  const begun = changes.filter((change) => change.type === 'followed' && change.target === target);
  return begun
    .map(({ follower, at }, index) => ({ follower, at, number: index + 1 }))
    .filter(({ follower, at }) => {
      const repeats = begun.filter((b) => b.follower === follower && b.at < at);
      return !repeats.some((b) => b.at > at - window);
    });
}

const shown = ({ follower, at, number }: Mention) => ({ follower: follower.username, at, number });

/** Reads pages until one is empty. */
async function walk(
  store: GraphStore,
  target: string,
  { limit, ...page }: { limit: number; order: 'oldest' | 'newest'; window: number },
  from?: MentionMark,
) {
  const found: ReturnType<typeof shown>[] = [];
  let place = from;
  for (;;) {
    const rows = await store.mentions(target, { ...page, limit, ...(place && { from: place }) });
    expect(rows.length).toBeLessThanOrEqual(limit);
    found.push(...rows.map(shown));
    place = rows.at(-1);
    if (!place) return found;
  }
}

/** `mentions`: order, numbers and paging. */
export function mentionCases(openStore: OpenStore): void {
  test('mentions are numbered by the account’s own follows, and keep their numbers', async () => {
    const { store, reopen } = await openStore();
    await store.apply([follow(bob, alice), follow(bob, carol), follow(carol, alice)], noon);
    await store.apply([unfollow(bob, alice)], noon + 10);
    await store.apply([follow(bob, alice)], noon + 20);
    const told = [
      { follower: bob, number: 1 },
      { follower: carol, number: 2 },
      { follower: bob, number: 3 },
    ];
    const page = { limit: 10, window: 0, order: 'oldest' } as const;
    expect((await store.mentions(alice, page)).map(shown)).toMatchObject(told);
    expect((await store.mentions(carol, page)).map(shown)).toMatchObject([{ number: 1 }]);
    const newest = await (await reopen()).mentions(alice, { ...page, order: 'newest' });
    expect(newest.map(shown)).toMatchObject(told.toReversed());
  });

  test('a follow ended and begun again in one batch has a number of its own', async () => {
    const { store } = await openStore();
    await store.apply([follow(bob, alice)], noon);
    await store.apply([unfollow(bob, alice), follow(bob, alice)], noon + 10);
    await store.apply([follow(carol, alice)], noon + 20);
    const rows = await store.mentions(alice, { limit: 10, window: 0, order: 'newest' });
    expect(rows.map(({ number }) => number)).toEqual([3, 2, 1]);
  });

  test('an account without followers, and one that is not, have none', async () => {
    const { store } = await openStore();
    for (const order of ['oldest', 'newest'] as const) {
      const page = { limit: 10, window: 0, order };
      expect(await store.mentions(alice, page)).toEqual([]);
      expect(await store.mentions('v2_nobody', page)).toEqual([]);
    }
  });

  test('after random writes, pages of any size are what the ledger says, either way', async () => {
    const random = new Random();
    await withSeed(random, async () => {
      const { store } = await openStore(names.map((name) => accountNamed(name)));
      for (let batch = 0; batch < 60; batch += 1) {
        const commands = Array.from({ length: random.integer(1, 6) }, () => randomCommand(random));
        await store.apply(commands, noon + batch * 10);
      }
      const changes = await store.changes(undefined, 10_000);
      for (const target of names) {
        const window = random.pick([0, 40, 1_000_000]);
        const all = foldMentions(changes, target, window);
        const limit = random.integer(1, 7);
        expect(await walk(store, target, { limit, window, order: 'oldest' })).toEqual(all);
        const newest = await walk(store, target, { limit, window, order: 'newest' });
        expect(newest).toEqual(all.toReversed());
        // From a time alone, as a callback goes on, too.
        const { at } = random.pick(changes);
        expect(await walk(store, target, { limit, window, order: 'oldest' }, { at })).toEqual(
          all.filter((mention) => mention.at > at),
        );
      }
    });
  });
}
