import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { followList } from '#guanzhu/contract/follow-list.js';
import { addCrowd, addDevice, command } from '../support/crowd.js';
import { engines, startInstanceOn } from '../support/engines.js';
import type { Instance } from '../support/instance.js';
import { succeed } from '../support/operation-call.js';

/** Fixed seeds, and one that differs each run; the title prints it, to be put here when it fails. */
const seeds = [1, 2, 3, 5, 8, 13, Date.now() % 1_000_000];

describe.each(engines)('on %s', (engine) => {
  let instance: Instance;
  beforeAll(async () => {
    instance = await startInstanceOn(engine);
  });
  afterAll(() => instance.stop());

  test.each(seeds)('paging under writes skips and repeats no row (seed %i)', async (seed) => {
    const { store } = instance.app;
    const random = randomFrom(seed);
    const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)];
    const [reader = ''] = await addCrowd(store, `reader${seed}`, 1);
    const appId = `wx_reader_${seed}`;
    await addDevice(store, appId, [{ username: reader, roleType: 3 }]);
    const staying = await addCrowd(store, `staying${seed}`, 30 + Math.floor(random() * 60));
    const moving = await addCrowd(store, `moving${seed}`, 40);
    const begin = [...staying, ...moving.slice(0, 20)].sort(() => random() - 0.5);
    // Most follows of one batch share their clock reading: order must not need distinct ones.
    await store.apply(
      begin.map((target) => command('follow', reader, target)),
      Date.now() * 1000,
    );

    const churn = async () => {
      for (let batch = 0; batch < 4; batch += 1) {
        const commands = Array.from({ length: 1 + Math.floor(random() * 6) }, () =>
          command(random() < 0.5 ? 'follow' : 'unfollow', reader, pick(moving) ?? ''),
        );
        await store.apply(commands, Date.now() * 1000);
      }
    };
    const seen: string[] = [];
    const times: number[] = [];
    let lastBuffer = '';
    for (let more = true; more; ) {
      const body = { appId, myUserName: reader, myRoleType: 3, lastBuffer };
      const [{ reply }] = await Promise.all([succeed(instance.address, followList, body), churn()]);
      for (const { username, followTime } of reply.data.contactList) {
        seen.push(username);
        times.push(followTime);
      }
      lastBuffer = reply.data.lastBuffer;
      more = reply.data.continueFlag === 1;
    }

    expect(seen).toHaveLength(new Set(seen).size);
    expect(staying.filter((username) => !seen.includes(username))).toEqual([]);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    const { reply } = await succeed(instance.address, followList, {
      appId,
      myUserName: reader,
      myRoleType: 3,
    });
    expect(reply.data.followCount).toBe((await store.counts(reader)).following);
  });
});

/** A small generator (mulberry32), so that a seed gives the same run again. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
