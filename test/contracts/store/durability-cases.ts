import { expect, test } from 'vitest';
import type { GraphStore } from '#guanzhu/domain/store.js';
import {
  alice,
  bob,
  carol,
  cast,
  dave,
  follow,
  nobody,
  noon,
  outcomeOf,
  unfollow,
} from '../../support/follow-data.js';
import { expectReadersToMatchLedger, readLedger } from '../../support/ledger-fold.js';
import type { OpenStore } from './store-home.js';

const tenant = { id: 'tenant-a' };
const hash = Uint8Array.of(0, 1, 255);

/** `close`, and what a store still knows when it is opened again. */
export function durabilityCases(openStore: OpenStore): void {
  test('everything is the same after closing and opening again', async () => {
    const { store, reopen } = await openStore();
    await store.provision({
      secrets: [{ name: 'seal', value: hash }],
      tokens: [{ hash, tenant }],
      devices: [{ appId: 'wx_1', tenant, identities: [{ username: alice, roleType: 3 }] }],
    });
    const attribution = { searchId: 's', docId: 'd', query: 'q' };
    await store.apply([follow(alice, bob, { device: 'wx_1', attribution })], noon);
    await store.apply([follow(bob, alice), follow(carol, bob), unfollow(alice, bob)], noon + 10);
    await store.apply([follow(alice, bob), follow(dave, nobody)], noon + 20);
    const before = await everythingIn(store);
    await expectReadersToMatchLedger(store, cast);

    const reopened = await reopen();
    expect(await everythingIn(reopened)).toEqual(before);
    await expectReadersToMatchLedger(reopened, cast);
  });

  test('revisions and decisions go on after a restart where they stood', async () => {
    const { store, reopen } = await openStore();
    const first = outcomeOf(await store.apply([follow(alice, bob)], noon));
    const reopened = await reopen();
    const again = outcomeOf(await reopened.apply([follow(alice, bob)], noon + 5));
    expect(again).toEqual({ ...first, changed: false, previous: noon });
    const next = outcomeOf(await reopened.apply([unfollow(alice, bob)], noon + 5));
    expect(next).toMatchObject({ changed: true, previous: noon, at: noon + 5 });
    const revisions = (await readLedger(reopened)).map(({ revision }) => revision);
    expect(revisions).toEqual([first.revision, next.revision]);
  });

  test('what was accepted before closing is answered, and there afterwards', async () => {
    const { store, reopen } = await openStore();
    const accepted = cast.slice(1).map((name) => store.apply([follow(name, alice)], noon));
    const reopened = await reopen();
    const outcomes = (await Promise.all(accepted)).map(outcomeOf);
    expect(outcomes.every(({ changed }) => changed)).toBe(true);
    expect(await reopened.counts(alice)).toEqual({ followers: cast.length - 1, following: 0 });
    const ledger = await expectReadersToMatchLedger(reopened, cast);
    expect(ledger.map(({ revision }) => revision)).toEqual(
      outcomes.map(({ revision }) => revision),
    );
  });

  test('a probe writes what nobody can see, and finds no fault', async () => {
    const { store } = await openStore();
    await store.apply([follow(alice, bob)], noon);
    const before = await everythingIn(store);
    expect(store.writeFault()).toBeUndefined();
    await store.probe();
    await store.probe();
    expect(store.writeFault()).toBeUndefined();
    expect(await everythingIn(store)).toEqual(before);
  });

  test('closing twice, and twice at once, is closing once', async () => {
    const { store, reopen } = await openStore();
    await store.apply([follow(alice, bob)], noon);
    await Promise.all([store.close(), store.close()]);
    await store.close();
    const reopened = await reopen();
    expect(await reopened.followedAt(alice, bob)).toBe(noon);
  });

  test('a closed store answers every call with store_unavailable', async () => {
    const { store } = await openStore();
    const closing = store.close();
    const calls = () => [
      store.apply([follow(alice, bob)], noon),
      store.provision({}),
      store.isEmpty(),
      store.probe(),
      store.findSecret('seal'),
      store.findToken(hash),
      store.findDevice(tenant, 'wx_1'),
      store.findAccount(alice),
      store.counts(alice),
      store.followedAt(alice, bob),
      store.followers(alice, { limit: 1 }),
      store.following(alice, { limit: 1 }),
      store.head(),
      store.changes(undefined, 1),
    ];
    const whileClosing = await Promise.allSettled(calls());
    await closing;
    const afterwards = await Promise.allSettled(calls());
    for (const answer of [...whileClosing, ...afterwards]) {
      expect(answer).toMatchObject({ status: 'rejected', reason: { code: 'store_unavailable' } });
    }
  });
}

async function everythingIn(store: GraphStore) {
  const token = await store.findToken(hash);
  const secret = await store.findSecret('seal');
  const page = { limit: 100 };
  return {
    secret: secret && [...secret],
    token: token && { hash: [...token.hash], tenant: token.tenant },
    device: await store.findDevice(tenant, 'wx_1'),
    isEmpty: await store.isEmpty(),
    head: await store.head(),
    changes: await readLedger(store),
    accounts: await Promise.all(
      cast.map(async (username) => ({
        account: await store.findAccount(username),
        counts: await store.counts(username),
        followers: await store.followers(username, page),
        following: await store.following(username, page),
      })),
    ),
  };
}
