import { expect, test } from 'vitest';
import { type AuditWalk, auditWalks } from '#guanzhu/domain/audit.js';
import type { CommandOp, FollowCommand } from '#guanzhu/domain/follow.js';
import type { GraphStore } from '#guanzhu/domain/store.js';
import { auditAll } from '../../support/audit.js';
import { accountNamed, noon } from '../../support/follow-data.js';
import { Random, withSeed } from '../../support/random.js';
import type { OpenStore } from './store-home.js';

const names = Array.from({ length: 12 }, (_, index) => `v2_${index}`);
const ops: readonly CommandOp[] = [
  ...Array.from({ length: 14 }, () => 'follow' as const),
  ...(['unfollow', 'unfollow', 'unfollow', 'remove', 'block', 'unblock'] as const),
  ...(['suspend', 'restore', 'restore'] as const),
];

function randomCommand(random: Random): FollowCommand {
  const op = random.pick(ops);
  const target = random.pick(names);
  const follower = ['suspend', 'restore'].includes(op)
    ? target
    : random.pick(names.filter((name) => name !== target));
  return { op, follower, target, roleType: 3, device: null, attribution: null };
}

/** How many rows the slices of a walk look at. */
async function rowsOf(store: GraphStore, walk: AuditWalk, limit: () => number): Promise<number> {
  let sum = 0;
  let after: string | null = null;
  do {
    const slice = await store.auditSlice(walk, after, limit());
    sum += slice.checked;
    after = slice.next;
  } while (after !== null);
  return sum;
}

export function auditCases(openStore: OpenStore): void {
  test('an empty graph is sound', async () => {
    const { store } = await openStore([]);
    expect(await auditAll(store)).toEqual([]);
  });

  test('a graph is sound at every moment of random writes', async () => {
    const random = new Random();
    await withSeed(random, async () => {
      const { store } = await openStore(names.map((name) => accountNamed(name)));
      let writing = true;
      const write = async () => {
        for (let batch = 0; batch < 150; batch += 1) {
          const commands = Array.from({ length: random.integer(1, 8) }, () =>
            randomCommand(random),
          );
          await store.apply(commands, noon + batch);
        }
        await store.apply(
          [{ ...randomCommand(random), op: 'delete', follower: 'v2_0', target: 'v2_0' }],
          noon,
        );
        writing = false;
      };
      const audit = async () => {
        let passes = 0;
        while (writing) {
          expect(await auditAll(store, random.integer(1, 40))).toEqual([]);
          passes += 1;
        }
        return passes;
      };
      const [, passes] = await Promise.all([write(), audit()]);
      expect(passes).toBeGreaterThan(0);
      expect(await auditAll(store)).toEqual([]);
    });
  });

  test('slices look at every row once, whatever their size', async () => {
    const random = new Random();
    await withSeed(random, async () => {
      const { store } = await openStore(names.map((name) => accountNamed(name)));
      for (let batch = 0; batch < 30; batch += 1) {
        await store.apply(
          Array.from({ length: 8 }, () => randomCommand(random)),
          noon + batch,
        );
      }
      for (const walk of auditWalks) {
        const whole = await rowsOf(store, walk, () => 100_000);
        expect(await rowsOf(store, walk, () => random.integer(1, 5)), walk).toBe(whole);
      }
      const ledger = await store.auditSlice('ledger', null, 100_000);
      expect(ledger.checked).toBe((await store.changes(undefined, 100_000)).length);
    });
  });
}
