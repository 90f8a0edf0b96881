import { expect, test } from 'vitest';
import { demoCast } from '#guanzhu/demo/cast.js';
import { engines, startInstanceOn } from '../support/engines.js';
import type { Instance } from '../support/instance.js';
import { Random, withSeed } from '../support/random.js';
import { callV1 } from '../support/v1-call.js';

const adminToken = 'test-admin-token-0123456789';
const usernames = demoCast.map(({ username }) => username);

/** A copy of the graph taken while it changes, and followed on from where the copy stands. */
test.each(engines)(
  'a pinned walk under writes and the changes after it give the graph, with no gap, on %s',
  async (engine) => {
    const instance = await startInstanceOn(engine, { adminToken });
    const random = new Random();
    try {
      await withSeed(random, async () => {
        let writing = true;
        const writers = Array.from({ length: 4 }, async () => {
          const own = random.fork();
          while (writing) {
            const rows = Array.from({ length: 20 }, () => ({
              op: own.pick(['follow', 'unfollow']),
              follower: own.pick(usernames),
              target: own.pick(usernames),
            }));
            await callV1(instance.address, 'POST', '/follows/batch', {
              token: adminToken,
              body: { rows },
            });
          }
        });
        for (let round = 0; round < 3; round += 1) await walkAndFollow(instance, random);
        writing = false;
        await Promise.all(writers);
      });
    } finally {
      await instance.stop();
    }
  },
);

async function walkAndFollow({ address, app }: Instance, random: Random): Promise<void> {
  const { revision } = await app.store.head();
  const copy = new Set<string>();
  for (const username of usernames) {
    const limit = random.integer(1, 5);
    let cursor = '';
    do {
      const path = `/accounts/${username}/followers?limit=${limit}&asOf=${revision}&cursor=${cursor}`;
      const { body } = await callV1(address, 'GET', path);
      const page: { items: { username: string }[]; nextCursor: string; revision: string } =
        Object(body);
      expect(page.revision).toBe(revision);
      for (const item of page.items) {
        const pair = `${item.username}>${username}`;
        expect(copy.has(pair)).toBe(false);
        copy.add(pair);
      }
      cursor = page.nextCursor;
    } while (cursor !== '');
  }
  const all = await app.store.changes(undefined, 1_000_000);
  const live = new Set<string>();
  const apply = (target: Set<string>, { type, ...change }: (typeof all)[number]) => {
    const pair = `${change.follower}>${change.target}`;
    if (type === 'followed') expect(target.has(pair)).toBe(false);
    else expect(target.has(pair)).toBe(true);
    if (type === 'followed') target.add(pair);
    else target.delete(pair);
  };
  const index = all.findIndex((change) => change.revision === revision) + 1;
  for (const change of all.slice(0, index)) apply(live, change);
  const ofCast = (pairs: Set<string>) =>
    [...pairs].filter((pair) => usernames.includes(pair.split('>')[1] ?? '')).sort();
  expect([...copy].sort()).toEqual(ofCast(live));
  for (const change of all.slice(index)) {
    if (usernames.includes(change.target)) apply(copy, change);
    apply(live, change);
  }
  expect([...copy].sort()).toEqual(ofCast(live));
}
