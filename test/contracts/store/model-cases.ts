import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FollowCommand, FollowResult } from '#guanzhu/domain/follow.js';
import type { Revision } from '#guanzhu/domain/revision.js';
import { accountNamed, follow, microsPerHour, noon, unfollow } from '../../support/follow-data.js';
import { type ExpectedResult, GraphModel } from '../../support/graph-model.js';
import { expectReadersToMatchLedger } from '../../support/ledger-fold.js';
import type { OpenStore } from './store-home.js';

const accountsPerRun = 6;
/** A longer hunt than the suite's: `STORE_RUNS=5000 npx vitest run test/store`. */
const mostRuns = Number(process.env.STORE_RUNS ?? 120);

const attribution = fc.option(
  fc.record({
    searchId: fc.string({ unit: 'grapheme' }),
    docId: fc.constantFrom('', 'doc'),
    query: fc.string({ unit: 'grapheme' }),
  }),
);

/** A command between accounts by number; the number after the last one is an unknown account. */
const command = fc.record({
  ends: fc.boolean(),
  follower: fc.nat(accountsPerRun),
  target: fc.nat(accountsPerRun),
  roleType: fc.constantFrom(1 as const, 3 as const),
  device: fc.constantFrom('wx_1', 'wx_2', null),
  attribution,
});

const step = fc.record({
  commands: fc.array(command, { maxLength: 12 }),
  clock: fc.constantFrom(0, 0, 1, 2, 5_000_000, -1, -microsPerHour, microsPerHour),
  restart: fc.nat(24).map((n) => n === 0),
});

/** Random batches, held to a small model and to each other. */
export function modelCases(openStore: OpenStore, share: number): void {
  const numRuns = Math.ceil(mostRuns * share);
  test(
    'results, readers and ledger agree with the model, over clock jumps and restarts',
    async () => {
      const opened = await openStore([]);
      let { store } = opened;
      const devices = ['wx_1', 'wx_2'].map((appId) => ({
        appId,
        tenant: { id: 't' },
        identities: [],
      }));
      await store.provision({ devices });
      let runs = 0;

      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
          // Each run has accounts of its own and goes on in the same ledger.
          runs += 1;
          const usernames = Array.from({ length: accountsPerRun }, (_, i) => `v2_${runs}_${i}`);
          const nameOf = (index: number) => usernames[index] ?? `v2_${runs}_nobody`;
          await store.provision({ accounts: usernames.map((name) => accountNamed(name)) });
          const start = await store.head();
          const model = new GraphModel(usernames, start.at);
          let now = Math.max(noon, start.at);

          const expected: ExpectedResult[] = [];
          const results: FollowResult[] = [];
          for (const { commands, clock, restart } of steps) {
            if (restart) store = await opened.reopen();
            now += clock;
            const batch = commands.map(({ ends, follower, target, ...origin }): FollowCommand => {
              const make = ends ? unfollow : follow;
              return make(nameOf(follower), nameOf(target), origin);
            });
            expected.push(...model.apply(batch, now));
            results.push(...(await store.apply(batch, now)));
          }

          const ledger = await expectReadersToMatchLedger(store, usernames, start.revision);
          expect(ledger.map(({ revision: _, ...change }) => change)).toEqual(model.changes);
          const revisions = [start.revision, ...ledger.map(({ revision }) => revision)];
          expect(results.map((result) => inPlaces(result, revisions))).toEqual(expected);
        }),
        { numRuns },
      );
      await expectReadersToMatchLedger(store, []);
    },
    300_000 + numRuns * 2_000,
  );
}

/** A result in the model's words: its revision becomes a place among the run's revisions. */
function inPlaces(result: FollowResult, revisions: readonly Revision[]): ExpectedResult {
  if (!result.ok) return { ok: false, code: result.refusal.code };
  const { revision, target: _, ...outcome } = result.outcome;
  return { ok: true, ...outcome, place: revisions.indexOf(revision) };
}
