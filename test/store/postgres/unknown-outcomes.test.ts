import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { FollowCommand } from '#guanzhu/domain/follow.js';
import type { GraphStore } from '#guanzhu/domain/store.js';
import { openPostgresStore } from '#guanzhu/store/postgres/postgres-store.js';
import {
  accountNamed,
  alice,
  bob,
  carol,
  cast,
  follow,
  noon,
  outcomeOf,
  outcomesOf,
  unfollow,
} from '../../support/follow-data.js';
import { expectReadersToMatchLedger } from '../../support/ledger-fold.js';
import { inDatabase, newDatabase } from '../../support/postgres.js';
import {
  type CommitFault,
  type PostgresProxy,
  startPostgresProxy,
} from '../../support/postgres-proxy.js';
import { Random, withSeed } from '../../support/random.js';

/** A store that reaches its database by way of a proxy. */
async function openThroughProxy(): Promise<{
  readonly store: GraphStore;
  readonly proxy: PostgresProxy;
  readonly url: string;
}> {
  const database = await newDatabase();
  const proxy = await startPostgresProxy(database.url);
  const store = await openPostgresStore([proxy.url]);
  onTestFinished(async () => {
    await store.close();
    await proxy.close();
    await database.drop();
  });
  await store.provision({ accounts: cast.map((name) => accountNamed(name)) });
  return { store, proxy, url: database.url };
}

const faults: readonly [name: string, fault: CommitFault][] = [
  ['the connection is lost before the commit', 'lost-before'],
  ['the connection is lost during the commit', 'lost-during'],
  ['the connection is lost after the commit', 'lost-after'],
  ['the server refuses it with 40001', { refusedWith: '40001' }],
  ['the server refuses it with 40P01', { refusedWith: '40P01' }],
  ['the server ends it with 57P01', { refusedWith: '57P01' }],
  ['the server has become a standby, 25006', { refusedWith: '25006' }],
  ['the server has done it and says XX000', { doneWith: 'XX000' }],
  ['the server has done it and says 08006', { doneWith: '08006' }],
];

describe('a commit that goes wrong', () => {
  test.each(faults)('is answered as if it had not: %s', async (_, fault) => {
    const { store, proxy } = await openThroughProxy();
    const before = proxy.commits();
    proxy.faults.push(fault);
    const outcomes = outcomesOf(await store.apply([follow(alice, bob), follow(carol, bob)], noon));
    expect(outcomes.map(({ changed, at }) => [changed, at])).toEqual([
      [true, noon],
      [true, noon + 1],
    ]);
    // What was carried out is not carried out again.
    const runs = proxy.commits() - before;
    if (fault === 'lost-after' || (typeof fault === 'object' && 'doneWith' in fault)) {
      expect(runs).toBe(1);
    } else if (fault !== 'lost-during') {
      expect(runs).toBe(2);
    }
    expect(await expectReadersToMatchLedger(store, cast)).toHaveLength(2);
    expect(outcomeOf(await store.apply([unfollow(alice, bob)], noon)).previous).toBe(noon);
  });

  test.each(faults)('adds a finder once: %s', async (_, fault) => {
    const { store, proxy } = await openThroughProxy();
    const tenant = { id: 't' };
    await store.provision({ devices: [{ appId: 'wx', tenant, identities: [] }] });
    proxy.faults.push(fault);
    await store.createFinder('wx', accountNamed('v2_new@finder'));
    expect((await store.findDevice(tenant, 'wx'))?.identities).toHaveLength(1);
    await expect(store.createFinder('wx', accountNamed('v2_other@finder'))).rejects.toMatchObject({
      code: 'finder_exists',
    });
  });

  test('again and again, in a random history', async () => {
    const { store, proxy } = await openThroughProxy();
    const random = new Random();
    await withSeed(random, async () => {
      let changed = 0;
      for (let round = 0; round < 60; round += 1) {
        const commands = Array.from({ length: random.integer(1, 8) }, (): FollowCommand => {
          const [follower, target] = [random.pick(cast), random.pick(cast)];
          return random.fraction() < 0.6 ? follow(follower, target) : unfollow(follower, target);
        });
        while (random.fraction() < 0.5) proxy.faults.push(random.pick(faults)[1]);
        const results = outcomesOf(await store.apply(commands, noon + round));
        changed += results.filter((outcome) => outcome.changed).length;
      }
      proxy.faults.length = 0;
      expect(await expectReadersToMatchLedger(store, cast)).toHaveLength(changed);
    });
  });
});

describe('a database that goes away', () => {
  test('for a moment is waited for, by reads and by writes', async () => {
    const { store, proxy } = await openThroughProxy();
    proxy.setDown(true);
    const answers = Promise.all([store.apply([follow(alice, bob)], noon), store.counts(carol)]);
    await sleep(300);
    proxy.setDown(false);
    const [results, counts] = await answers;
    expect(outcomeOf(results).changed).toBe(true);
    expect(counts).toEqual({ followers: 0, following: 0 });
  });

  test('takes connections with it that nobody was using', async () => {
    const { store, url } = await openThroughProxy();
    await store.apply([follow(alice, bob)], noon);
    for (let round = 0; round < 5; round += 1) {
      await inDatabase(
        url,
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      );
      expect(await store.counts(bob)).toEqual({ followers: 1, following: 0 });
      expect(outcomeOf(await store.apply([follow(alice, bob)], noon)).changed).toBe(false);
    }
  });

  test('and another process that holds the head are waited for', async () => {
    const { store, url } = await openThroughProxy();
    const held = inDatabase(
      url,
      `BEGIN; SELECT * FROM head WHERE b = 0 FOR UPDATE; SELECT pg_sleep(0.5); COMMIT`,
    );
    const results = await store.apply([follow(alice, bob)], noon);
    await held;
    expect(outcomeOf(results).changed).toBe(true);
  });
});
