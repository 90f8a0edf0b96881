import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { follow } from '#guanzhu/contract/follow.js';
import { search } from '#guanzhu/contract/search.js';
import { demoTarget } from '#guanzhu/demo/cast.js';
import { demoActor, stranger } from '../../support/crowd.js';
import { type Instance, startInstance } from '../../support/instance.js';
import { succeed } from '../../support/operation-call.js';
import { callV1 } from '../../support/v1-call.js';

const adminToken = 'test-admin-token-0123456789';
const day = 86_400_000_000;
let now = Date.UTC(2026, 0, 31, 20) * 1000;
let instance: Instance;
beforeAll(async () => {
  instance = await startInstance({ adminToken }, { clock: { now: () => now } });
});
afterAll(() => instance.stop());

const report = async (query: string, token = adminToken) =>
  callV1(instance.address, 'GET', `/reports/attribution?${query}`, { token });
const read = async (query: string, token?: string) => Object((await report(query, token)).body);

/** Finds the demo's target by a search and follows it from there, or stops following it. */
async function followFromSearch(content: string): Promise<string> {
  const found = await succeed(instance.address, search, { appId: demoActor.appId, content });
  const { cookies, searchID: searchId, data } = found.reply.data;
  const docId = data[0]?.items?.find(
    (item) => item.jumpInfo.userName === demoTarget.username,
  )?.docID;
  const searchInfo = { cookies, searchId, docId };
  await setFollow(1, searchInfo);
  return searchId;
}
const setFollow = (opType: 1 | 2, searchInfo?: object) =>
  succeed(instance.address, follow, {
    ...demoActor,
    toUserName: demoTarget.username,
    opType,
    ...(searchInfo && { searchInfo }),
  });

test('a report tells which search won a follow, and how long it lasted', async () => {
  await setFollow(2);
  const before = await read('by=origin');
  const first = await followFromSearch('朝夕');
  now += 8 * day;
  await setFollow(2);
  await followFromSearch('朝夕v');
  now += 2 * day;

  const byQuery = await read('by=query');
  expect(byQuery.items).toEqual([
    {
      key: '朝夕',
      query: '朝夕',
      searches: 1,
      follows: 1,
      live: 0,
      survival: [
        { days: 1, of: 1, survived: 1 },
        { days: 7, of: 1, survived: 1 },
        { days: 30, of: 0, survived: 0 },
      ],
      unfollows: { request: 1, removal: 0, block: 0, suspension: 0, deletion: 0 },
    },
    {
      key: '朝夕v',
      query: '朝夕v',
      searches: 1,
      follows: 1,
      live: 1,
      survival: [
        { days: 1, of: 1, survived: 1 },
        { days: 7, of: 0, survived: 0 },
        { days: 30, of: 0, survived: 0 },
      ],
      unfollows: { request: 0, removal: 0, block: 0, suspension: 0, deletion: 0 },
    },
  ]);
  expect(byQuery).toMatchObject({ by: 'query', groups: 2, hasMore: false, nextCursor: '' });
  expect(byQuery.total).toMatchObject({ follows: 2, live: 1 });

  const bySearch = await read('by=search');
  expect(bySearch.items.map(({ key }: { key: string }) => key)).toContain(first);
  const byDay = await read('by=day&tz=%2B08:00');
  // 20:00 in Greenwich is the next day in China.
  expect(byDay.items.map(({ key }: { key: string }) => key)).toEqual(['2026-02-09', '2026-02-01']);
  const origins = await read('by=origin');
  expect(origins.total.follows).toBe(before.total.follows + 2);
  expect(origins.items.map(({ key }: { key: string }) => key).sort()).toEqual(['direct', 'search']);
  const devices = await read('by=device&origin=any');
  expect(devices.items.map(({ key }: { key: string }) => key)).toContain(demoActor.appId);

  // A tenant is told of its own devices alone.
  expect((await read('by=query', 'guanzhu-demo-token')).total.follows).toBe(2);
  expect(await read('by=query', stranger.token)).toMatchObject({ items: [], groups: 0 });
  // The past stays as it was.
  const then = new Date((now - 5 * day) / 1000).toISOString();
  expect((await read(`by=query&asOf=${then}`)).total).toMatchObject({ follows: 1, live: 1 });
  expect((await read(`by=query&from=${then}`)).items).toMatchObject([{ key: '朝夕v' }]);
  expect((await read(`by=query&to=${then}`)).items).toMatchObject([{ key: '朝夕' }]);

  const page = await read('by=query&limit=1');
  expect(page).toMatchObject({ hasMore: true, groups: 2 });
  await setFollow(2);
  const next = await read(`by=query&limit=1&cursor=${page.nextCursor}`);
  expect([...page.items, ...next.items]).toEqual(byQuery.items);
  expect(next).toMatchObject({ revision: page.revision, hasMore: false });
  for (const query of [`by=search&limit=1&cursor=${page.nextCursor}`, 'by=query&cursor=x']) {
    expect(await report(query)).toMatchObject({ status: 400, body: { code: 'parameter_invalid' } });
  }
});

test('what many search for and nobody follows is told of, by the device’s owner alone', async () => {
  const text = '没有这个号';
  for (let count = 0; count < 3; count += 1) {
    await succeed(instance.address, search, { appId: demoActor.appId, content: text });
  }
  // The minute is not over yet.
  expect((await read('by=query')).items).not.toContainEqual(expect.objectContaining({ key: text }));
  now += 60_000_000;
  const row = { key: text, query: text, searches: 3, follows: 0 };
  expect((await read('by=query')).items).toContainEqual(expect.objectContaining(row));
  expect((await read('by=query', stranger.token)).total.searches).toBe(0);
  expect((await read('by=document')).items[0]).toMatchObject({ searches: null });
  expect((await read('by=query&origin=direct')).total.searches).toBeNull();
});

describe('a report that cannot be', () => {
  test.each(['by=nothing', 'from=yesterday', 'tz=Asia/Shanghai', 'limit=1001', 'asOf=rzzzz'])(
    '%s is refused',
    async (query) => {
      expect((await report(query)).status).toBeGreaterThanOrEqual(400);
      expect((await report(query)).status).toBeLessThan(500);
    },
  );
});
