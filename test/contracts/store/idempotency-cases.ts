import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  alice,
  bob,
  carol,
  dave,
  follow,
  nobody,
  noon,
  unfollow,
} from '../../support/follow-data.js';
import type { OpenStore } from './store-home.js';

const hash = (text: string) => createHash('sha256').update(text).digest();
const day = 24 * 3_600_000_000;

/** Results under an idempotency key. */
export function idempotencyCases(openStore: OpenStore): void {
  test('come again after a restart, and nothing is written', async () => {
    const { store, reopen } = await openStore();
    const commands = [follow(alice, bob), follow(carol, dave), follow(carol, nobody)];
    const keyed = [{ key: hash('k'), request: hash('r'), first: 1, count: 2 }];
    const first = await store.apply(commands, noon, keyed);
    const open = await reopen();
    await open.apply([unfollow(carol, dave)], noon);
    const again = [{ key: hash('k'), request: hash('r'), first: 0, count: 2 }];
    const second = await open.apply([...commands.slice(1), follow(bob, carol)], noon, again);
    expect(second.slice(0, 2)).toEqual(first.slice(1));
    expect(second[2]).toMatchObject({ ok: true, outcome: { changed: true } });
    expect(await open.followedAt(carol, dave)).toBeUndefined();
  });

  test('belong to one request', async () => {
    const { store } = await openStore();
    const keyed = (request: string) => [
      { key: hash('k'), request: hash(request), first: 0, count: 1 },
    ];
    await store.apply([follow(alice, bob)], noon, keyed('r'));
    const [other] = await store.apply([follow(alice, carol)], noon, keyed('other'));
    expect(other).toMatchObject({ ok: false, refusal: { code: 'idempotency_key_reused' } });
    expect(await store.followedAt(alice, carol)).toBeUndefined();
  });

  test('are those of refused commands too, each in its place', async () => {
    const { store } = await openStore();
    const refusal = { code: 'device_offline', params: { appId: 'wx' } } as const;
    const keyed = [{ key: hash('k'), request: hash('r'), first: 0, count: 2 }];
    const refused = { ...follow(alice, bob), refusal };
    const first = await store.apply([refused, follow(carol, dave)], noon, keyed);
    expect(first).toMatchObject([{ ok: false, refusal }, { ok: true }]);
    expect(await store.followedAt(alice, bob)).toBeUndefined();
    const again = [follow(alice, bob), { ...follow(carol, dave), refusal }];
    expect(await store.apply(again, noon, keyed)).toEqual(first);
    expect(await store.followedAt(alice, bob)).toBeUndefined();
  });

  test('are kept for 24 hours', async () => {
    const { store } = await openStore();
    const keyed = [{ key: hash('k'), request: hash('r'), first: 0, count: 1 }];
    await store.apply([follow(alice, bob)], noon, keyed);
    const [late] = await store.apply([follow(alice, bob)], noon + day - 1, keyed);
    expect(late).toMatchObject({ outcome: { changed: true } });
    const [later] = await store.apply([follow(alice, bob)], noon + day, keyed);
    expect(later).toMatchObject({ outcome: { changed: false } });
  });
}
