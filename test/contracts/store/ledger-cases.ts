import { expect, test } from 'vitest';
import {
  alice,
  bob,
  carol,
  cast,
  dave,
  follow,
  microsPerHour,
  nobody,
  noon,
  outcomesOf,
  unfollow,
} from '../../support/follow-data.js';
import { expectReadersToMatchLedger, readLedger } from '../../support/ledger-fold.js';
import type { OpenStore } from './store-home.js';

/** Revisions, ledger times, `head` and `changes`. */
export function ledgerCases(openStore: OpenStore): void {
  test('an empty ledger has no changes, and a head that lies before the first one', async () => {
    const { store } = await openStore();
    const start = await store.head();
    expect(await store.changes(undefined, 10)).toEqual([]);
    expect(await store.changes(start.revision, 10)).toEqual([]);
    await store.apply([follow(alice, bob)], noon);
    expect(await store.changes(start.revision, 10)).toEqual(await store.changes(undefined, 10));
  });

  test('a change holds who, what, when, as which role, through which device and search', async () => {
    const { store } = await openStore();
    await store.provision({ devices: [{ appId: 'wx_1', tenant: { id: 't' }, identities: [] }] });
    const attribution = { searchId: '搜索-1', docId: '', query: 'q' };
    const outcomes = outcomesOf(
      await store.apply(
        [
          follow(alice, bob, { roleType: 1, device: 'wx_1', attribution }),
          follow(alice, carol),
          unfollow(alice, bob, {
            device: 'wx_1',
            attribution: { searchId: '', docId: '', query: 'q' },
          }),
        ],
        noon,
      ),
    );
    const [first, second, third] = outcomes.map(({ revision }) => revision);
    const at = noon;
    expect(await store.changes(undefined, 10)).toEqual([
      {
        revision: first,
        at,
        type: 'followed',
        cause: 'request',
        follower: alice,
        target: bob,
        roleType: 1,
        device: 'wx_1',
        attribution,
      },
      {
        revision: second,
        at: at + 1,
        type: 'followed',
        cause: 'request',
        follower: alice,
        target: carol,
        roleType: 3,
        device: null,
        attribution: null,
      },
      {
        revision: third,
        at: at + 2,
        type: 'unfollowed',
        cause: 'request',
        follower: alice,
        target: bob,
        roleType: 3,
        device: 'wx_1',
        attribution: { searchId: '', docId: '', query: 'q' },
      },
    ]);
  });

  test('changes take consecutive revisions in the order of their commands; the rest take none', async () => {
    const { store } = await openStore();
    const start = await store.head();
    const commands = [
      follow(alice, bob),
      follow(alice, bob),
      follow(alice, nobody),
      unfollow(carol, dave),
      follow(carol, dave),
      unfollow(alice, bob),
    ];
    const first = await store.apply(commands, noon);
    const second = await store.apply([unfollow(alice, bob), follow(bob, carol)], noon + 100);
    const made = [...first, ...second].flatMap((result) =>
      result.ok && result.outcome.changed ? [result.outcome.revision] : [],
    );
    const ledger = await store.changes(undefined, 10);
    expect(ledger.map(({ revision }) => revision)).toEqual(made);
    expect(ledger.map(({ type, follower }) => [type, follower])).toEqual([
      ['followed', alice],
      ['followed', carol],
      ['unfollowed', alice],
      ['followed', bob],
    ]);
    for (const [index, before] of [start.revision, ...made].entries()) {
      const next = await store.changes(before, 1);
      expect(next.map(({ revision }) => revision)).toEqual(made.slice(index, index + 1));
    }
  });

  test('the head moves with each change and with nothing else', async () => {
    const { store } = await openStore();
    const [outcome] = outcomesOf(await store.apply([follow(alice, bob)], noon));
    const head = { revision: outcome?.revision, at: noon };
    expect(await store.head()).toEqual(head);
    await store.apply([follow(alice, bob), follow(nobody, bob), unfollow(bob, alice)], noon + 50);
    await store.provision({ tokens: [{ hash: Uint8Array.of(1), tenant: { id: 't' } }] });
    expect(await store.head()).toEqual(head);
  });

  test('a change’s time is the wall clock’s when that has moved on', async () => {
    const { store } = await openStore();
    await store.apply([follow(alice, bob)], noon);
    await store.apply([follow(alice, carol)], noon + 1);
    await store.apply([follow(alice, dave)], noon + microsPerHour);
    expect(await ledgerTimes(store)).toEqual([noon, noon + 1, noon + microsPerHour]);
  });

  test('times rise by one microsecond while the clock stands still', async () => {
    const { store } = await openStore();
    await store.apply([follow(alice, bob), follow(alice, carol)], noon);
    await store.apply([follow(alice, dave)], noon);
    await store.apply([unfollow(alice, dave)], noon + 1);
    expect(await ledgerTimes(store)).toEqual([noon, noon + 1, noon + 2, noon + 3]);
  });

  test('times rise though the clock jumps back an hour, also over a restart', async () => {
    const { store, reopen } = await openStore();
    await store.apply([follow(alice, bob)], noon);
    const past = noon - microsPerHour;
    const [outcome] = outcomesOf(await store.apply([follow(carol, bob)], past));
    expect(outcome).toMatchObject({ followedAt: noon + 1, at: noon + 1 });
    const reopened = await reopen();
    await reopened.apply([follow(dave, bob)], past + 1);
    expect(await ledgerTimes(reopened)).toEqual([noon, noon + 1, noon + 2]);
    const followers = await reopened.followers(bob, { limit: 10 });
    expect(followers.map(({ username }) => username)).toEqual([dave, carol, alice]);
    await reopened.apply([unfollow(dave, bob)], noon + microsPerHour);
    expect((await reopened.head()).at).toBe(noon + microsPerHour);
  });

  test('changes come oldest first, at most as many as asked for, right after the revision', async () => {
    const { store } = await openStore();
    for (const [index, target] of [bob, carol, dave].entries()) {
      await store.apply([follow(alice, target), follow(target, alice)], noon + index * 10);
    }
    const all = await store.changes(undefined, 100);
    expect(all).toHaveLength(6);
    expect(await store.changes(undefined, 4)).toEqual(all.slice(0, 4));
    for (const [index, { revision }] of all.entries()) {
      expect(await store.changes(revision, 2)).toEqual(all.slice(index + 1, index + 3));
    }
    for (const pageSize of [1, 2, 3, 5, 6, 7]) {
      expect(await readLedger(store, undefined, pageSize)).toEqual(all);
    }
  });

  test('a batch of a thousand commands has a thousand consecutive changes', async () => {
    const { store } = await openStore();
    const commands = Array.from({ length: 1000 }, (_, index) =>
      index % 2 === 0 ? follow(alice, bob) : unfollow(alice, bob),
    );
    await store.apply(commands, noon);
    const ledger = await expectReadersToMatchLedger(store, cast);
    expect(ledger.map(({ at }) => at)).toEqual(commands.map((_, index) => noon + index));
  });

  async function ledgerTimes(store: Parameters<typeof readLedger>[0]) {
    return (await readLedger(store)).map(({ at }) => at);
  }
}
