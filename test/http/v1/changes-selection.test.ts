import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Change, GuanzhuClient } from '#guanzhu/client/index.js';
import { engines, startInstanceOn } from '../../support/engines.js';
import type { Instance } from '../../support/instance.js';

const adminToken = 'test-admin-token-0123456789';
const accounts = ['v2_a', 'v2_b', 'v2_c', 'v2_d'];

for (const engine of engines) {
  describe(`changes picked out of the ledger, on ${engine}`, () => {
    let instance: Instance;
    let client: GuanzhuClient;
    let all: readonly Change[];
    beforeAll(async () => {
      instance = await startInstanceOn(engine, { adminToken });
      client = new GuanzhuClient({ baseUrl: instance.address, adminToken });
      for (const [index, username] of accounts.entries()) {
        await client.accounts.create({ username, nickname: `第${index}家小店` });
      }
      const rows = accounts.flatMap((follower) =>
        accounts
          .filter((target) => target !== follower)
          .map((target) => ({ op: 'follow' as const, follower, target })),
      );
      await client.follows.batch({ rows });
      await client.follows.batch({
        rows: rows.map((row) => ({ ...row, op: 'unfollow' as const })),
      });
      await client.follows.batch({ rows: rows.slice(0, 5) });
      all = await gather(client.changes.list({ limit: 1000 }));
    });
    afterAll(() => instance.stop());

    test('the newest come first when asked for, and page by page to the oldest', async () => {
      const newest = await client.changes.list({ order: 'newest', limit: 3 });
      expect(newest.items).toEqual(all.toReversed().slice(0, 3));
      expect(newest.hasMore).toBe(true);
      const back = await gather(client.changes.list({ order: 'newest', limit: 7 }));
      expect(back).toEqual(all.toReversed());
    });

    test('those of an account come alone, in both orders and over pages', async () => {
      const own = all.filter(({ follower, target }) => [follower, target].includes('v2_b'));
      expect(own.length).toBeGreaterThan(10);
      const list = { account: 'v2_b', limit: 4 } as const;
      expect(await gather(client.changes.list(list))).toEqual(own);
      expect(await gather(client.changes.list({ ...list, order: 'newest' }))).toEqual(
        own.toReversed(),
      );
    });

    test('those since a time come alone, and newest first end there', async () => {
      const { at } = all[all.length - 6] ?? { at: 0 };
      // To the microsecond, as the ledger has it.
      const fraction = String(at % 1_000_000).padStart(6, '0');
      const time = new Date(at / 1000).toISOString().replace(/\.\d+Z$/, `.${fraction}Z`);
      expect(await gather(client.changes.list({ after: time }))).toEqual(all.slice(-5));
      const newest = client.changes.list({ after: time, order: 'newest', limit: 2 });
      expect(await gather(newest)).toEqual(all.slice(-5).toReversed());
      expect(
        await gather(client.changes.list({ after: new Date(Date.now() + 3_600_000) })),
      ).toEqual([]);
    });

    test('a reader of the newest goes on with what comes next', async () => {
      const { items, nextCursor } = await client.changes.list({ from: 'head' });
      expect({ items, nextCursor }).toEqual({ items: [], nextCursor: all.at(-1)?.revision });
    });

    test('an account that does not exist is named, and so is a cursor that is none', async () => {
      await expect(client.changes.list({ account: 'v2_nobody' })).rejects.toMatchObject({
        code: 'account_unknown',
        detail: expect.stringContaining('v2_nobody'),
      });
      await expect(client.changes.list({ cursor: 'nonsense' })).rejects.toMatchObject({
        code: 'parameter_invalid',
        detail: expect.stringContaining('cursor'),
      });
      await expect(
        client.changes.stream({ account: 'v2_nobody' }, { maxRetries: 0 }).next(),
      ).rejects.toMatchObject({ code: 'account_unknown' });
    });

    test('a stream tells those of an account alone', async () => {
      const stop = new AbortController();
      const after = all.at(-1)?.revision ?? '';
      const stream = client.changes.stream({ after, account: 'v2_d' }, { signal: stop.signal });
      const next = stream.next();
      await client.follows.batch({
        rows: [
          { op: 'unfollow', follower: 'v2_a', target: 'v2_b' },
          { op: 'follow', follower: 'v2_c', target: 'v2_d' },
        ],
      });
      expect((await next).value).toMatchObject({ follower: 'v2_c', target: 'v2_d' });
      stop.abort();
      await client.follows.batch({ rows: [{ op: 'unfollow', follower: 'v2_c', target: 'v2_d' }] });
    });
  });
}

async function gather<Item>(list: AsyncIterable<Item>): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const item of list) items.push(item);
  return items;
}
