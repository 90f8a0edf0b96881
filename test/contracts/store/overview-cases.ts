import { expect, test } from 'vitest';
import { overviewChanges, quarter } from '#guanzhu/domain/overview.js';
import {
  accountNamed,
  alice,
  bob,
  carol,
  dave,
  follow,
  noon,
  outcomesOf,
  unfollow,
} from '../../support/follow-data.js';
import type { OpenStore } from './store-home.js';

/** `overview`. */
export function overviewCases(openStore: OpenStore): void {
  // A time at which a bucket may begin.
  const start = Math.ceil(noon / quarter) * quarter;
  const minute = 60_000_000;

  test('an empty ledger has buckets of nothing', async () => {
    const { store } = await openStore();
    const overview = await store.overview({ start, width: quarter, buckets: 3 }, start);
    expect(overview.follows).toBe(0);
    expect(overview.head).toEqual(await store.head());
    expect(overview.items).toEqual(
      [0, 1, 2].map((index) => ({
        start: start + index * quarter,
        followed: 0,
        unfollowed: 0,
        follows: 0,
      })),
    );
    expect(overview.recent.changes).toBe(0);
    expect(overview.gainers).toEqual([]);
  });

  test('buckets hold what began and ended in them, and how many follows they left', async () => {
    const { store } = await openStore();
    const at = (quarters: number) => start + quarters * quarter + minute;
    outcomesOf(await store.apply([follow(alice, bob), follow(carol, bob)], at(0)));
    outcomesOf(await store.apply([unfollow(alice, bob), follow(alice, carol)], at(2)));
    outcomesOf(await store.apply([follow(dave, bob)], at(5)));
    const { items, follows, gainers, gainersSince } = await store.overview(
      { start, width: 2 * quarter, buckets: 2 },
      at(5),
    );
    expect(follows).toBe(3);
    expect(items).toEqual([
      { start, followed: 2, unfollowed: 0, follows: 2 },
      { start: start + 2 * quarter, followed: 1, unfollowed: 1, follows: 2 },
    ]);
    // What came after the last bucket is no gain of theirs.
    expect(
      gainers.map(({ account, gained, followers }) => [account.username, gained, followers]),
    ).toEqual([
      [bob, 1, 2],
      [carol, 1, 1],
    ]);
    expect(gainersSince).toBe(start);
  });

  test('a repeat, a refusal and a rolled-back command count for nothing', async () => {
    const { store } = await openStore();
    await store.apply([follow(alice, bob)], start);
    await store.apply(
      [follow(alice, bob), unfollow(bob, alice), follow(alice, 'v2_none@finder')],
      start,
    );
    const { items, follows } = await store.overview({ start, width: quarter, buckets: 1 }, start);
    expect([follows, items[0]]).toEqual([1, { start, followed: 1, unfollowed: 0, follows: 1 }]);
  });

  test('accounts are counted as they are added and deleted; suspended ones stay counted', async () => {
    const { store } = await openStore();
    const count = async () =>
      (await store.overview({ start, width: quarter, buckets: 1 }, start)).accounts;
    const before = await count();
    await store.provision({ accounts: [accountNamed('v2_new@finder'), accountNamed(alice)] });
    expect(await count()).toBe(before + 1);
    const state = (op: 'suspend' | 'delete') => ({ ...follow(alice, alice), op });
    await store.apply([follow(alice, bob), state('suspend')], start);
    expect(await count()).toBe(before + 1);
    await store.apply([state('delete'), state('delete')], start);
    expect(await count()).toBe(before);
    const { follows } = await store.overview({ start, width: quarter, buckets: 1 }, start);
    expect(follows).toBe(0);
  });

  test('the last minute is told by its changes', async () => {
    const { store } = await openStore();
    await store.apply([follow(alice, bob), follow(alice, carol)], start);
    await store.apply([follow(alice, dave)], start + 2 * minute);
    const { recent } = await store.overview(
      { start, width: quarter, buckets: 1 },
      start + 2 * minute + 1,
    );
    expect(recent).toEqual({ changes: 1, seconds: 60 });
    expect(overviewChanges).toBeGreaterThan(1000);
  });
}
