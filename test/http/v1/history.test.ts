import { expect, test } from 'vitest';
import { demoCast } from '#guanzhu/demo/cast.js';
import { startInstance } from '../../support/instance.js';
import { Random, withSeed } from '../../support/random.js';
import { callV1 } from '../../support/v1-call.js';

const adminToken = 'test-admin-token-0123456789';
const usernames = demoCast.map(({ username }) => username);
const hour = 3_600_000_000;
const begin = Date.parse('2026-01-01T00:00:00Z') * 1000;

test('followers over weeks are what the ledger says, by hour and by day, in any zone', async () => {
  let now = begin;
  const instance = await startInstance({ adminToken }, { clock: { now: () => now } });
  const random = new Random();
  try {
    await withSeed(random, async () => {
      for (let step = 0; step < 150; step += 1) {
        now += random.integer(1, 8 * hour);
        const rows = Array.from({ length: 6 }, () => ({
          op: random.pick(['follow', 'unfollow', 'unfollow']),
          follower: random.pick(usernames),
          target: random.pick(usernames.slice(0, 3)),
        }));
        await callV1(instance.address, 'POST', '/follows/batch', {
          token: adminToken,
          body: { rows },
        });
      }
      const changes = await instance.app.store.changes(undefined, 10_000);
      for (const target of usernames.slice(0, 3)) {
        for (const [unit, width] of [
          ['hour', hour],
          ['day', 24 * hour],
        ] as const) {
          const tz = random.pick(['+00:00', '+08:00', '-05:30']);
          const end = begin + random.integer(20, 45) * 24 * hour;
          const to = new Date(end / 1000).toISOString();
          const query = new URLSearchParams({ unit, tz, to });
          const { body } = await callV1(
            instance.address,
            'GET',
            `/accounts/${target}/history?${query}`,
          );
          const items: { start: string; gained: number; lost: number; followers: number }[] =
            Object(body).items;
          expect(items).toHaveLength(30);
          for (const item of items) {
            expect(item.start.endsWith(tz)).toBe(true);
            const start = Date.parse(item.start) * 1000;
            const own = changes.filter((change) => change.target === target);
            const within = own.filter(({ at }) => at >= start && at < start + width);
            const before = own.filter(({ at }) => at < start + width);
            const count = (list: typeof own, type: string) =>
              list.filter((c) => c.type === type).length;
            expect(item).toEqual({
              start: item.start,
              gained: count(within, 'followed'),
              lost: count(within, 'unfollowed'),
              followers: count(before, 'followed') - count(before, 'unfollowed'),
            });
          }
          const last = Date.parse(items.at(-1)?.start ?? '') * 1000;
          expect(last <= end && end < last + width).toBe(true);
        }
      }
    });
    const refused = async (query: string) =>
      (await callV1(instance.address, 'GET', `/accounts/${usernames[0]}/history?${query}`)).body;
    for (const query of [
      'from=yesterday',
      'tz=CET',
      'unit=week',
      'from=2020-01-01T00:00:00Z&unit=hour',
    ]) {
      expect(await refused(query)).toMatchObject({ code: 'parameter_invalid' });
    }
    const unknown = await callV1(instance.address, 'GET', '/accounts/nobody/history');
    expect(unknown).toMatchObject({ status: 404, body: { code: 'account_unknown' } });
  } finally {
    await instance.stop();
  }
});
