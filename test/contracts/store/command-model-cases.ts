import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Change } from '#guanzhu/domain/change.js';
import type { CommandOp, FollowCommand, FollowResult } from '#guanzhu/domain/follow.js';
import { followSides } from '#guanzhu/domain/follow-reads.js';
import type { LedgerHead } from '#guanzhu/domain/ledger-head.js';
import type { GraphStore } from '#guanzhu/domain/store.js';
import type { Micros } from '#guanzhu/domain/time.js';
import {
  CommandModel,
  type Effect,
  endsOf,
  pairOf,
  type Verdict,
} from '../../support/command-model.js';
import { accountNamed, noon } from '../../support/follow-data.js';
import type { OpenStore } from './store-home.js';

const accountsPerRun = 3;
/** A longer hunt than the suite's: `STORE_RUNS=5000 npx vitest run test/store`. */
const mostRuns = Number(process.env.STORE_RUNS ?? 150);

const ownState: readonly CommandOp[] = ['suspend', 'restore', 'delete'];
const command = fc.record({
  op: fc.oneof(
    { weight: 16, arbitrary: fc.constant('follow' as const) },
    { weight: 5, arbitrary: fc.constantFrom('unfollow' as const, 'remove' as const) },
    { weight: 6, arbitrary: fc.constantFrom('block' as const, 'unblock' as const) },
    { weight: 10, arbitrary: fc.constantFrom('suspend' as const, 'restore' as const) },
    { weight: 1, arbitrary: fc.constant('delete' as const) },
  ),
  // The number after the last account is one that does not exist.
  follower: fc.nat(accountsPerRun),
  target: fc.nat(accountsPerRun),
});
const batches = fc.array(fc.array(command, { minLength: 1, maxLength: 15, size: 'max' }), {
  minLength: 1,
  maxLength: 7,
  size: 'max',
});

/** When each live follow began, at the end of one batch. */
interface Snapshot {
  readonly at: Micros;
  readonly live: ReadonlyMap<string, Micros>;
}

/** Random batches of every command: results, readers, previews and the past agree with the model. */
export function commandModelCases(openStore: OpenStore, share: number): void {
  const numRuns = Math.ceil(mostRuns * share);
  test(
    'blocks, states and follows in any mixture are what the model says',
    async () => {
      const { store } = await openStore([]);
      let runs = 0;
      await fc.assert(
        fc.asyncProperty(batches, async (given) => {
          runs += 1;
          const names = Array.from({ length: accountsPerRun }, (_, i) => `v2_${runs}_${i}`);
          await store.provision({ accounts: names.map((name) => accountNamed(name)) });
          const nameOf = (index: number) => names[index] ?? `v2_${runs}_nobody`;
          const model = new CommandModel(names);
          let live = new Map<string, Micros>();
          const snapshots: Snapshot[] = [];
          const begin = await store.head();
          for (const batch of given) {
            const commands = batch.map(({ op, follower, target }): FollowCommand => {
              const other = op === 'block' && follower === target ? target + 1 : target;
              const from = ownState.includes(op) ? target : follower;
              return {
                op,
                follower: nameOf(from),
                target: nameOf(other),
                roleType: 3,
                device: null,
                attribution: null,
              };
            });
            const before = await store.head();
            const preview = await store.preview(commands, noon);
            expect(await store.head()).toEqual(before);
            const results = await store.apply(commands, noon);
            expect(results).toEqual(preview);
            const changes = await store.changes(before.revision, 1000);
            live = checkResults(commands, results, changes, model, live);
            expect(new Set(live.keys())).toEqual(model.live);
            await checkReaders(store, names, model, live);
            snapshots.push({ at: (await store.head()).at, live });
          }
          for (const { at, live: then } of snapshots) await checkLists(store, names, then, at);
          if (runs % 5 === 0) await checkSelections(store, names, begin);
        }),
        { numRuns },
      );
    },
    300_000 + numRuns * 2_000,
  );
}

/** Holds each result to the model's verdict, and the ledger to all of them; gives what is live then. */
function checkResults(
  commands: readonly FollowCommand[],
  results: readonly FollowResult[],
  changes: readonly Change[],
  model: CommandModel,
  before: ReadonlyMap<string, Micros>,
): Map<string, Micros> {
  const live = new Map(before);
  let place = 0;
  for (const [index, each] of commands.entries()) {
    const verdict = model.apply(each);
    const effects = verdict.refusal === null ? verdict.effects : [];
    const written = changes.slice(place, place + effects.length);
    place += effects.length;
    expect(sorted(written)).toEqual(sorted(effects));
    for (const { type, follower, target, at } of written) {
      if (type === 'followed') live.set(pairOf(follower, target), at);
      else live.delete(pairOf(follower, target));
    }
    expect(shown(results[index], each, live)).toEqual(verdict);
  }
  expect(changes).toHaveLength(place);
  return live;
}

/** A result in the words of the model. */
function shown(
  result: FollowResult | undefined,
  { follower, target }: FollowCommand,
  live: ReadonlyMap<string, Micros>,
): unknown {
  if (!result?.ok) return { refusal: result?.refusal.code };
  const { changed, followedAt, counts } = result.outcome;
  expect(followedAt).toBe(live.get(pairOf(follower, target)) ?? null);
  const verdict: Verdict = {
    refusal: null,
    changed,
    effects: expect.anything(),
    following: followedAt !== null,
    counts,
  };
  return verdict;
}

const sorted = (effects: readonly Effect[]) =>
  effects
    .map(({ type, cause, follower, target }) => `${type} ${cause} ${follower} ${target}`)
    .sort();

async function checkReaders(
  store: GraphStore,
  names: readonly string[],
  model: CommandModel,
  live: ReadonlyMap<string, Micros>,
): Promise<void> {
  for (const name of names) {
    const found = await store.accountAt(name);
    expect(found?.state).toBe(model.states.get(name));
    for (const other of names) {
      const blocked = (await store.blockedAt(name, other)) !== undefined;
      expect(blocked).toBe(model.blocks.has(pairOf(name, other)));
    }
  }
  await checkLists(store, names, live);
}

/** What is picked out of the ledger is what stands in it, from both ends and between any two places. */
async function checkSelections(
  store: GraphStore,
  names: readonly string[],
  begin: LedgerHead,
): Promise<void> {
  const all = await store.changes(begin.revision, 10_000);
  const middle = all[Math.floor(all.length / 2)] ?? begin;
  for (const account of [undefined, ...names]) {
    const named = account === undefined ? {} : { account };
    const own = all.filter(
      ({ follower, target }) => account === undefined || [follower, target].includes(account),
    );
    for (const limit of [1, 3, 10_000]) {
      const select = { ...named, limit };
      expect(await store.selectChanges({ ...select, order: 'oldest', after: begin })).toEqual(
        own.slice(0, limit),
      );
      expect(await store.selectChanges({ ...select, order: 'newest', after: begin })).toEqual(
        own.toReversed().slice(0, limit),
      );
      expect(await store.selectChanges({ ...select, order: 'oldest', after: middle })).toEqual(
        own.filter(({ at }) => at > middle.at).slice(0, limit),
      );
      const before = { after: begin, before: middle };
      expect(await store.selectChanges({ ...select, order: 'newest', ...before })).toEqual(
        own
          .toReversed()
          .filter(({ at }) => at < middle.at)
          .slice(0, limit),
      );
    }
  }
}

/** Lists, counts and relations, now or as of a moment. */
async function checkLists(
  store: GraphStore,
  names: readonly string[],
  live: ReadonlyMap<string, Micros>,
  at?: Micros,
): Promise<void> {
  const asOf = at === undefined ? {} : { asOf: at };
  const rows = [...live].map(([pair, since]) => ({ ...endsOf(pair), since }));
  rows.sort((a, b) => b.since - a.since);
  for (const name of names) {
    const following = rows.filter(({ follower }) => follower === name);
    const wanted = {
      followers: rows.filter(({ target }) => target === name).map((row) => row.follower),
      following: following.map((row) => row.target),
      mutuals: following
        .filter(({ target }) => live.has(pairOf(target, name)))
        .map((row) => row.target),
    };
    for (const side of followSides) {
      const { items } = await store.listFollows(name, {
        side,
        order: 'newest',
        limit: 50,
        ...asOf,
      });
      expect(items.map(({ account }) => account.username)).toEqual(wanted[side]);
    }
    const counts = (await store.accountAt(name, at))?.counts;
    expect(counts).toEqual({
      followers: wanted.followers.length,
      following: wanted.following.length,
    });
  }
  const pairs = names.flatMap((follower) => names.map((target) => ({ follower, target })));
  const { relations } = await store.relations(pairs, at);
  expect(relations).toEqual(
    pairs.map(({ follower, target }) => ({
      following: live.has(pairOf(follower, target)),
      followedBy: live.has(pairOf(target, follower)),
      followedAt: live.get(pairOf(follower, target)) ?? null,
    })),
  );
}
