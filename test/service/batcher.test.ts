import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { FollowCommand, FollowOutcome, FollowResult } from '#guanzhu/domain/follow.js';
import type { GraphStore } from '#guanzhu/domain/store.js';
import { Batcher, type BatcherOptions } from '#guanzhu/service/batcher.js';
import type { FaultPlan } from '#guanzhu/store/sqlite/faults.js';
import { accountNamed, alice, bob, follow, nobody, noon } from '../support/follow-data.js';
import { expectReadersToMatchLedger } from '../support/ledger-fold.js';
import { newSqliteHome } from '../support/sqlite-home.js';

const fans = Array.from({ length: 400 }, (_, index) => `v2_fan_${index}@finder`);

type Apply = BatcherOptions<FollowCommand, FollowOutcome>['apply'];

interface Bench {
  readonly store: GraphStore;
  readonly batcher: Batcher<FollowCommand, FollowOutcome>;
  /** The sizes of the batches that the store was given, in order. */
  readonly sizes: readonly number[];
}

/** A batcher over a real store; `around` may watch or hold up each call. */
async function openBench(
  limits: { maxBatch?: number; maxWaiting?: number } = {},
  { around = (apply) => apply(), faults = [] }: { around?: Around; faults?: FaultPlan } = {},
): Promise<Bench> {
  const home = newSqliteHome();
  onTestFinished(() => home.remove());
  const store = await home.open(faults);
  await store.provision({ accounts: [alice, bob, ...fans].map((name) => accountNamed(name)) });
  const sizes: number[] = [];
  const apply: Apply = (batch) => {
    sizes.push(batch.length);
    return around(() => store.apply(batch, noon));
  };
  return {
    store,
    sizes,
    batcher: new Batcher({ maxBatch: 256, maxWaiting: 1000, ...limits, apply }),
  };
}

type Around = (apply: () => Promise<readonly FollowResult[]>) => Promise<readonly FollowResult[]>;

/** Holds every batch up until it is opened. */
function gate(): { readonly around: Around; open(): void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { around: (apply) => opened.then(apply), open: () => open() };
}

describe('sharing commits', () => {
  test('commands that arrive during a commit share the next ones', async () => {
    const { store, batcher, sizes } = await openBench({ maxBatch: 150 });
    const outcomes = await Promise.all(fans.map((fan) => batcher.submit(follow(fan, alice))));
    expect(sizes).toEqual([1, 150, 150, 99]);
    expect(outcomes.every(({ changed }) => changed)).toBe(true);
    expect(outcomes.map(({ counts }) => counts.target.followers)).toEqual(
      fans.map((_, index) => index + 1),
    );
    const ledger = await expectReadersToMatchLedger(store, [alice]);
    expect(ledger.map(({ follower }) => follower)).toEqual(fans);
  });

  test('callers that each wait for their answer still share commits', async () => {
    const { store, batcher, sizes } = await openBench();
    const callers = fans.slice(0, 50);
    await Promise.all(
      callers.map(async (caller) => {
        for (const target of fans.slice(50, 58)) await batcher.submit(follow(caller, target));
      }),
    );
    const commands = callers.length * 8;
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(commands);
    expect(sizes.length).toBeLessThan(commands / 10);
    expect((await store.counts(fans[50] ?? '')).followers).toBe(callers.length);
  });

  test('no batch is larger than the limit, and one is the smallest', async () => {
    const { batcher, sizes } = await openBench({ maxBatch: 1 });
    await Promise.all(fans.slice(0, 5).map((fan) => batcher.submit(follow(fan, alice))));
    expect(sizes).toEqual([1, 1, 1, 1, 1]);
  });

  test('an idle batcher starts at once, the first time and every later time', async () => {
    const { batcher, sizes } = await openBench();
    for (const [index, fan] of fans.slice(0, 3).entries()) {
      const answer = batcher.submit(follow(fan, alice));
      expect(sizes).toHaveLength(index + 1);
      await answer;
      await nextTurn();
    }
  });
});

describe('answering', () => {
  test('a caller is answered only after the commit of its own batch', async () => {
    const { around, open } = gate();
    const { store, batcher } = await openBench({}, { around });
    const answered: string[] = [];
    const answers = fans.slice(0, 3).map(async (fan) => {
      const outcome = await batcher.submit(follow(fan, alice));
      // Read at once, on another connection than the one that wrote.
      expect(await store.followedAt(fan, alice)).toBe(outcome.followedAt);
      answered.push(fan);
    });
    for (let turn = 0; turn < 10; turn += 1) await nextTurn();
    expect(answered).toEqual([]);
    expect((await store.counts(alice)).followers).toBe(0);
    open();
    await Promise.all(answers);
    expect(answered).toEqual(fans.slice(0, 3));
  });

  test('a refused command rejects its own caller and nobody else', async () => {
    const { batcher, sizes } = await openBench();
    const answers = await Promise.allSettled(
      [
        follow(fans[0] ?? '', alice),
        follow(nobody, alice),
        follow(alice, bob),
        follow(alice, nobody),
        follow(bob, alice),
      ].map((command) => batcher.submit(command)),
    );
    expect(sizes).toEqual([1, 4]);
    expect(answers).toMatchObject([
      { status: 'fulfilled' },
      {
        status: 'rejected',
        reason: { code: 'identity_unknown', params: { myUserName: nobody } },
      },
      { status: 'fulfilled' },
      { status: 'rejected', reason: { code: 'target_unknown', params: { toUserName: nobody } } },
      { status: 'fulfilled' },
    ]);
  });
});

describe('overload', () => {
  test('one command more than may wait is refused and never applied; the others are answered', async () => {
    const { around, open } = gate();
    const { store, batcher, sizes } = await openBench({ maxWaiting: 3 }, { around });
    const answers = Promise.allSettled(
      fans.slice(0, 6).map((fan) => batcher.submit(follow(fan, alice))),
    );
    await expect(batcher.submit(follow(bob, alice))).rejects.toMatchObject({ code: 'overloaded' });
    open();
    const overloaded = { status: 'rejected', reason: { code: 'overloaded' } };
    const fulfilled = { status: 'fulfilled' };
    // The first is with the store already and waits no more.
    expect(await answers).toMatchObject([
      fulfilled,
      fulfilled,
      fulfilled,
      fulfilled,
      overloaded,
      overloaded,
    ]);
    expect(sizes).toEqual([1, 3]);
    expect(await store.counts(alice)).toEqual({ followers: 4, following: 0 });

    await batcher.submit(follow(bob, alice));
    expect(await store.counts(alice)).toEqual({ followers: 5, following: 0 });
  });
});

describe('failures', () => {
  test('a failing batch rejects each of its members, and the next batch works', async () => {
    // The third commit: the accounts' own and a batch of one come before it.
    const faults = [{ point: 'before-commit', nth: 3, code: 'SQLITE_FULL' }] as const;
    const { store, batcher, sizes } = await openBench({ maxBatch: 4 }, { faults });
    const answers = await Promise.allSettled(
      fans.slice(0, 9).map((fan) => batcher.submit(follow(fan, alice))),
    );
    expect(sizes).toEqual([1, 4, 4]);
    const failed = { status: 'rejected', reason: { code: 'store_unavailable' } };
    expect(answers.slice(1, 5)).toMatchObject([failed, failed, failed, failed]);
    const fulfilled = [...answers.slice(0, 1), ...answers.slice(5)];
    expect(fulfilled.every(({ status }) => status === 'fulfilled')).toBe(true);
    const ledger = await expectReadersToMatchLedger(store, [alice]);
    expect(ledger.map(({ follower }) => follower)).toEqual([
      ...fans.slice(0, 1),
      ...fans.slice(5, 9),
    ]);
  });

  test('an unknown outcome is told to every member and to all who come later', async () => {
    const faults = [{ point: 'after-commit', nth: 2, code: 'SQLITE_FULL' }] as const;
    const { batcher } = await openBench({}, { faults });
    const answers = await Promise.allSettled(
      fans.slice(0, 3).map((fan) => batcher.submit(follow(fan, alice))),
    );
    const unknown = { status: 'rejected', reason: { code: 'outcome_unknown' } };
    expect(answers).toMatchObject([unknown, unknown, unknown]);
    const later = batcher.submit(follow(bob, alice));
    await expect(later).rejects.toMatchObject({ code: 'outcome_unknown' });
  });

  test('an error that is not ours reaches callers as internal, thrown late or at once', async () => {
    const cause = new TypeError('broken');
    const applies: readonly Apply[] = [
      () => Promise.reject(cause),
      () => {
        throw cause;
      },
    ];
    for (const apply of applies) {
      const batcher = new Batcher<FollowCommand, FollowOutcome>({
        apply,
        maxBatch: 10,
        maxWaiting: 10,
      });
      for (let round = 0; round < 2; round += 1) {
        const answer = batcher.submit(follow(alice, bob));
        await expect(answer).rejects.toMatchObject({ code: 'internal', params: {}, cause });
      }
    }
  });

  test('a caller whose result is missing is rejected rather than left waiting', async () => {
    const batcher = new Batcher<FollowCommand, FollowOutcome>({
      apply: async () => [],
      maxBatch: 10,
      maxWaiting: 10,
    });
    const answer = batcher.submit(follow(alice, bob));
    await expect(answer).rejects.toMatchObject({ code: 'internal' });
  });
});
