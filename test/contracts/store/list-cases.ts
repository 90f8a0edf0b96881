import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FollowCommand, FollowRow } from '#guanzhu/domain/follow.js';
import type { FollowPage, GraphStore } from '#guanzhu/domain/store.js';
import {
  accountNamed,
  alice,
  bob,
  carol,
  dave,
  follow,
  microsPerHour,
  noon,
  unfollow,
} from '../../support/follow-data.js';
import { readList } from '../../support/ledger-fold.js';
import type { OpenStore } from './store-home.js';

/** One list of the two, and the command that puts an account into it. */
interface Direction {
  readonly name: string;
  readPage(store: GraphStore, owner: string, page: FollowPage): Promise<readonly FollowRow[]>;
  add(owner: string, other: string): FollowCommand;
  remove(owner: string, other: string): FollowCommand;
}

const directions: readonly Direction[] = [
  {
    name: 'followers',
    readPage: (store, owner, page) => store.followers(owner, page),
    add: (owner, other) => follow(other, owner),
    remove: (owner, other) => unfollow(other, owner),
  },
  {
    name: 'following',
    readPage: (store, owner, page) => store.following(owner, page),
    add: (owner, other) => follow(owner, other),
    remove: (owner, other) => unfollow(owner, other),
  },
];

/** `followers` and `following`: order and paging. */
export function listCases(openStore: OpenStore): void {
  test.each(directions)('$name come newest first', async ({ readPage, add }) => {
    const { store } = await openStore();
    await store.apply([add(alice, dave)], noon);
    await store.apply([add(alice, bob), add(alice, carol)], noon + 10);
    const rows = await readPage(store, alice, { limit: 10 });
    expect(rows).toEqual([
      { username: carol, followedAt: noon + 11 },
      { username: bob, followedAt: noon + 10 },
      { username: dave, followedAt: noon },
    ]);
  });

  test.each(directions)('a follow begun anew leads the $name list', async (direction) => {
    const { store } = await openStore();
    const { readPage, add, remove } = direction;
    await store.apply([add(alice, bob), add(alice, carol)], noon);
    await store.apply([add(alice, bob)], noon + 10);
    const usernames = async () =>
      (await readPage(store, alice, { limit: 10 })).map(({ username }) => username);
    expect(await usernames()).toEqual([carol, bob]);
    await store.apply([remove(alice, bob)], noon + 20);
    expect(await usernames()).toEqual([carol]);
    await store.apply([add(alice, bob)], noon + 30);
    expect(await usernames()).toEqual([bob, carol]);
  });

  test.each(directions)('$name pages of any size join up to the whole list', async (direction) => {
    const others = Array.from({ length: 12 }, (_, index) => `v2_other_${index}@finder`);
    const { store } = await openStore([alice, ...others].map((name) => accountNamed(name)));
    for (const [index, other] of others.entries()) {
      // A clock that leaps about must not disturb the order.
      const now = noon + (index % 3) * microsPerHour - index;
      await store.apply([direction.add(alice, other)], now);
    }
    const page = (limits: FollowPage) => direction.readPage(store, alice, limits);
    const whole = await page({ limit: 100 });
    expect(whole.map(({ username }) => username)).toEqual(others.toReversed());
    for (const limit of [1, 2, 3, 4, 5, 6, 11, 12, 13]) {
      expect(await readList(page, limit)).toEqual(whole);
    }
    const last = whole.at(-1);
    expect(last && (await page({ limit: 5, after: last }))).toEqual([]);
  });

  test.each(directions)(
    'a $name page goes on after a row that has gone since',
    async (direction) => {
      const { store } = await openStore();
      const { readPage, add, remove } = direction;
      await store.apply([add(alice, bob), add(alice, carol), add(alice, dave)], noon);
      const [newest] = await readPage(store, alice, { limit: 1 });
      if (!newest) throw new Error('an empty page');
      expect(newest.username).toBe(dave);
      await store.apply([remove(alice, dave), add(alice, dave)], noon + 10);
      const rest = await readPage(store, alice, { limit: 10, after: newest });
      expect(rest.map(({ username }) => username)).toEqual([carol, bob]);
    },
  );

  test.each(directions)(
    'walking $name under writes shows each lasting row once',
    async (direction) => {
      const { store } = await openStore([]);
      let walks = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.nat(11), { minLength: 3, maxLength: 12 }),
          fc.integer({ min: 1, max: 4 }),
          fc.array(fc.array(fc.tuple(fc.boolean(), fc.nat(11)), { maxLength: 5 }), {
            maxLength: 8,
          }),
          async (atFirst, limit, writes) => {
            // Accounts of its own for each walk: opening a store takes far longer than a walk.
            walks += 1;
            const others = Array.from({ length: 12 }, (_, index) => `v2_${walks}_${index}@finder`);
            const owner = `v2_${walks}_owner@finder`;
            await store.provision({
              accounts: [owner, ...others].map((name) => accountNamed(name)),
            });
            const write = async (rows: readonly (readonly [boolean, number])[]) => {
              const commands = rows.flatMap(([adds, index]) => {
                const other = others[index] ?? owner;
                return [adds ? direction.add(owner, other) : direction.remove(owner, other)];
              });
              await store.apply(commands, noon);
            };
            await write(atFirst.map((index) => [true, index] as const));
            const page = (wanted: FollowPage) => direction.readPage(store, owner, wanted);
            const lasting = new Map(
              (await page({ limit: 100 })).map((row) => [keyOf(row), row] as const),
            );

            const walked: FollowRow[] = [];
            for (let round = 0; ; round += 1) {
              const after = walked.at(-1);
              const rows = await page(after ? { limit, after } : { limit });
              expect(rows.length).toBeLessThanOrEqual(limit);
              expect(round, 'pages without end').toBeLessThan(50);
              walked.push(...rows);
              if (rows.length < limit) break;
              await write(writes[round] ?? []);
              const live = new Set((await page({ limit: 100 })).map(keyOf));
              for (const key of lasting.keys()) if (!live.has(key)) lasting.delete(key);
            }

            const keys = walked.map(keyOf);
            expect(new Set(keys).size).toBe(keys.length);
            expect(keys.filter((key) => lasting.has(key))).toEqual([...lasting.keys()]);
            const times = walked.map(({ followedAt }) => followedAt);
            expect(times).toEqual(times.toSorted((a, b) => b - a));
          },
        ),
        { numRuns: 100 },
      );
    },
  );
}

function keyOf({ username, followedAt }: FollowRow): string {
  return `${username} since ${followedAt}`;
}
