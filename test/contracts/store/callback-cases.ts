import { expect, test } from 'vitest';
import type { CallbackAttempt, CallbackEvent } from '#guanzhu/domain/callback.js';
import { keptCallbackAttempts } from '#guanzhu/domain/callback-store.js';
import type { GraphStore } from '#guanzhu/domain/store.js';
import type { OpenStore } from './store-home.js';

const hash = new Uint8Array(32).fill(7);
const url = 'https://example.com/回调';

const eventAt = (followedAt: number): CallbackEvent => ({
  appId: 'wx_a',
  follower: 'v2_粉丝@finder',
  followedAt,
});
const attemptOf = (
  event: CallbackEvent | null,
  failedStep: CallbackAttempt['failedStep'],
  at: number,
): CallbackAttempt => ({
  event,
  attempt: event ? 1 : 0,
  at,
  durationMs: 7,
  status: failedStep === 'status' ? 500 : failedStep === null ? 200 : null,
  failedStep,
  detail: failedStep === null ? '' : '拒绝',
});
const rested = { failures: 0, failingSince: null, nextAttemptAt: null };

async function withCallback(openStore: OpenStore): Promise<GraphStore> {
  const { store } = await openStore();
  const token = { hash, tenant: { id: 'tenant' }, label: '', lastFour: '', createdAt: 0 };
  await store.addToken({ ...token, expiresAt: null, suspended: false });
  await store.setCallback(hash, url);
  return store;
}

const only = async (store: GraphStore) => {
  const [callback, ...others] = await store.callbacks();
  expect(others).toEqual([]);
  return callback && { ...callback, tokenHash: [...callback.tokenHash] };
};

export function callbackCases(openStore: OpenStore): void {
  test('a callback shows how the event that is next stands, and the last failure', async () => {
    const store = await withCallback(openStore);
    const fresh = await only(store);
    const tenant = { id: 'tenant' };
    expect(fresh).toEqual({
      ...{ tokenHash: [...hash], tenant, url, deliveredTo: fresh?.deliveredTo },
      ...{ standing: rested, takenAt: null, lastFailure: null },
    });
    const failed = attemptOf(eventAt(50), 'status', 60);
    const standing = { failures: 1, failingSince: 60, nextAttemptAt: 70 };
    await store.noteCallback(hash, { url, attempt: failed, standing });
    expect(await only(store)).toEqual({ ...fresh, standing, lastFailure: failed });
    // An attempt that was for no event leaves the event's standing as it is.
    await store.noteCallback(hash, { url, attempt: attemptOf(null, null, 65) });
    expect(await only(store)).toEqual({ ...fresh, standing, takenAt: 65, lastFailure: failed });
    const taken = attemptOf(eventAt(2 ** 45), null, 75);
    await store.noteCallback(hash, { url, attempt: taken, standing: rested });
    expect(await only(store)).toEqual({
      ...fresh,
      ...{ deliveredTo: 2 ** 45, standing: rested, takenAt: 75, lastFailure: failed },
    });
  });

  test('a connection that was made is kept, and takes nothing', async () => {
    const store = await withCallback(openStore);
    const refused = attemptOf(null, 'connect', 60);
    await store.noteCallback(hash, { url, attempt: refused });
    const made = { ...attemptOf(null, null, 70), status: null };
    await store.noteCallback(hash, { url, attempt: made });
    expect(await only(store)).toMatchObject({ takenAt: null, lastFailure: refused });
    const kept = await store.callbackAttempts(hash, undefined, 10);
    expect(kept.map(({ number: _, ...attempt }) => attempt)).toEqual([made, refused]);
  });

  test('a callback moves forwards, never back, to a new address too', async () => {
    const store = await withCallback(openStore);
    const take = (followedAt: number) =>
      store.noteCallback(hash, { url, attempt: attemptOf(eventAt(followedAt), null, 1) });
    await take(2 ** 45 + 2);
    await take(2 ** 45 + 1);
    expect((await only(store))?.deliveredTo).toBe(2 ** 45 + 2);
    await store.setCallback(hash, 'https://example.com/other');
    await take(2 ** 45 + 3);
    // What its old address took is not told again, and is no attempt of the new one.
    expect(await only(store)).toMatchObject({ deliveredTo: 2 ** 45 + 3, takenAt: null });
    expect(await store.callbackAttempts(hash, undefined, 10)).toEqual([]);
  });

  test('the attempts of a callback are kept, newest first, and at least 1000 of them', async () => {
    const store = await withCallback(openStore);
    for (let at = 1; at <= keptCallbackAttempts + 3; at += 1) {
      await store.noteCallback(hash, { url, attempt: attemptOf(eventAt(at), 'connect', at) });
    }
    const all = await store.callbackAttempts(hash, undefined, 2000);
    expect(all).toHaveLength(keptCallbackAttempts);
    const [newest] = all;
    const { number, ...attempt } = newest ?? { number: 0 };
    expect(attempt).toEqual(attemptOf(eventAt(1003), 'connect', 1003));
    const next = await store.callbackAttempts(hash, number, 2);
    expect(next.map(({ at }) => at)).toEqual([1002, 1001]);
  });

  test('a callback that is set again gets another chance; with it or its token all of it goes', async () => {
    const store = await withCallback(openStore);
    const standing = { failures: 4, failingSince: 1, nextAttemptAt: 2 };
    const fail = () =>
      store.noteCallback(hash, { url, attempt: attemptOf(eventAt(1), 'dns', 1), standing });
    await fail();
    await store.setCallback(hash, url);
    expect((await only(store))?.standing).toEqual(rested);
    expect(await store.callbackAttempts(hash, undefined, 10)).toHaveLength(1);
    await store.setCallback(hash, '');
    await fail();
    expect(await store.callbacks()).toEqual([]);
    expect(await store.callbackAttempts(hash, undefined, 10)).toEqual([]);
    await store.setCallback(hash, url);
    await fail();
    await store.removeToken(hash);
    expect(await store.callbacks()).toEqual([]);
    expect(await store.callbackAttempts(hash, undefined, 10)).toEqual([]);
  });
}
