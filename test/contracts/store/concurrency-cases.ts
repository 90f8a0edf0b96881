import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Change } from '#guanzhu/domain/change.js';
import type { FollowCommand, FollowOutcome } from '#guanzhu/domain/follow.js';
import type { Revision } from '#guanzhu/domain/revision.js';
import {
  alice,
  bob,
  carol,
  cast,
  dave,
  follow,
  noon,
  outcomeOf,
  outcomesOf,
  unfollow,
} from '../../support/follow-data.js';
import { expectReadersToMatchLedger, LedgerFold } from '../../support/ledger-fold.js';
import type { OpenStore } from './store-home.js';

/** Calls that do not wait for each other. */
export function concurrencyCases(openStore: OpenStore): void {
  test('of many follows of one pair at once, one is the change; so too of unfollows', async () => {
    const { store } = await openStore();
    for (const command of [follow(alice, bob), unfollow(alice, bob)]) {
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => store.apply([command], noon)),
      );
      const changed = answers.map(outcomeOf).filter((outcome) => outcome.changed);
      expect(changed).toHaveLength(1);
    }
    expect(await expectReadersToMatchLedger(store, [alice, bob])).toHaveLength(2);
    expect(await store.counts(bob)).toEqual({ followers: 0, following: 0 });
  });

  test('batches applied at once have one order, and each outcome is true at its revision', async () => {
    const { store } = await openStore();
    const batches = Array.from({ length: 60 }, (_, batch) =>
      Array.from({ length: 1 + (batch % 5) }, (_, index): FollowCommand => {
        const pick = batch * 7 + index * 3;
        const follower = cast[pick % cast.length] ?? alice;
        const target = cast[(pick >> 2) % cast.length] ?? bob;
        return (pick >> 1) % 3 === 0 ? unfollow(follower, target) : follow(follower, target);
      }),
    );
    const start = await store.head();
    const answers = await Promise.all(batches.map((batch) => store.apply(batch, noon)));
    const ledger = await expectReadersToMatchLedger(store, cast);
    const outcomes = answers.map(outcomesOf);
    for (const [index, batch] of batches.entries()) {
      for (const [position, command] of batch.entries()) {
        const outcome = outcomes[index]?.[position];
        if (!outcome) throw new Error('a command without an outcome');
        expectTrueAtItsRevision(command, outcome, ledger, start.revision);
      }
    }
    const made = outcomes.flat().filter(({ changed }) => changed);
    expect(made.map(({ at }) => at).toSorted((a, b) => a - b)).toEqual(ledger.map(({ at }) => at));
  });

  test('a reader sees a batch whole or not at all', async () => {
    const { store } = await openStore();
    const batches = Array.from({ length: 40 }, (_, round) =>
      [bob, carol, dave].map((name) =>
        round % 2 === 0 ? follow(name, alice) : unfollow(name, alice),
      ),
    );
    let writing = true;
    const written = Promise.all(batches.map((batch) => store.apply(batch, noon))).then(() => {
      writing = false;
    });
    const seen = new Set<number>();
    while (writing) {
      seen.add((await store.counts(alice)).followers);
      seen.add((await store.followers(alice, { limit: 10 })).length);
      await nextTurn();
    }
    await written;
    expect([...seen].filter((followers) => followers !== 0 && followers !== 3)).toEqual([]);
    expect(await expectReadersToMatchLedger(store, cast)).toHaveLength(batches.length * 3);
  });

  test('whoever reads the ledger while it grows misses no change and sees none twice', async () => {
    const { store } = await openStore();
    let writing = true;
    const written = Promise.all(
      Array.from({ length: 40 }, (_, round) =>
        store.apply(
          [bob, carol].map((name) =>
            round % 2 === 0 ? follow(name, alice) : unfollow(name, alice),
          ),
          noon,
        ),
      ),
    ).then(() => {
      writing = false;
    });
    const seen: Change[] = [];
    for (let last = false; ; last = !writing) {
      const page = await store.changes(seen.at(-1)?.revision, 3);
      seen.push(...page);
      if (page.length === 0 && last) break;
      await nextTurn();
    }
    await written;
    expect(seen).toEqual(await expectReadersToMatchLedger(store, cast));
  });

  test('an answered change is there for every reader', async () => {
    const { store } = await openStore();
    for (let round = 0; round < 20; round += 1) {
      const { revision, at, followedAt } = outcomeOf(await store.apply([follow(alice, bob)], noon));
      expect(await store.head()).toEqual({ revision, at });
      expect(await store.followedAt(alice, bob)).toBe(followedAt);
      expect(await store.followers(bob, { limit: 1 })).toEqual([{ username: alice, followedAt }]);
      expect(await store.counts(bob)).toEqual({ followers: 1, following: 0 });
      await store.apply([unfollow(alice, bob)], noon);
      expect(await store.followers(bob, { limit: 1 })).toEqual([]);
    }
  });
}

function expectTrueAtItsRevision(
  { op, follower, target }: FollowCommand,
  outcome: FollowOutcome,
  ledger: readonly Change[],
  start: Revision,
): void {
  const place = ledger.findIndex(({ revision }) => revision === outcome.revision);
  if (place < 0) expect(outcome.revision).toBe(start);
  const change = ledger[place];
  const after = new LedgerFold(ledger.slice(0, place + 1));
  expect(outcome.at).toBe(change?.at ?? 0);
  expect(outcome.followedAt).toBe(after.followedAt(follower, target) ?? null);
  expect(outcome.followedAt !== null).toBe(op === 'follow');
  expect(outcome.counts).toEqual({
    follower: after.counts(follower),
    target: after.counts(target),
  });
  if (outcome.changed) {
    const type = op === 'follow' ? 'followed' : 'unfollowed';
    expect(change).toMatchObject({ type, follower, target });
    const before = new LedgerFold(ledger.slice(0, place));
    expect(outcome.previous).toBe(before.followedAt(follower, target) ?? null);
  } else {
    expect(outcome.previous).toBe(outcome.followedAt);
  }
}
