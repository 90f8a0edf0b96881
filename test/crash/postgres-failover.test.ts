import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openPostgresStore } from '#guanzhu/store/postgres/postgres-store.js';
import { decodeRevision } from '#guanzhu/store/revision.js';
import { auditAll } from '../support/audit.js';
import { command } from '../support/crowd.js';
import { temporaryFolder } from '../support/folder.js';
import { type Population, provisionPopulation } from '../support/population.js';
import { inDatabase } from '../support/postgres.js';
import { startPostgresProxy } from '../support/postgres-proxy.js';
import {
  type PostgresServer,
  startPostgresServer,
  startStandby,
  withStandbys,
} from '../support/postgres-server.js';
import { Random, withSeed } from '../support/random.js';
import { spawnServer } from '../support/server-process.js';
import { callV1 } from '../support/v1-call.js';
import { checkStore, Journal, writeFromAllSeats } from './journal.js';

const size = { seats: 12, followers: 24, followersPerSeat: 6, targets: 20 };

/** A primary that waits for its standby at every commit, and a server over both, by way of a proxy. */
async function startPair() {
  const primary = await startPostgresServer(withStandbys);
  const standby = await startStandby(primary, 'second');
  onTestFinished(async () => {
    await standby.stop();
    await primary.stop();
  });
  await waitForStandby(primary, 'second');
  const proxy = await startPostgresProxy(primary.url);
  onTestFinished(() => proxy.close());
  const urls = [proxy.url, standby.url];
  const setUp = await openPostgresStore([primary.url]);
  const population = await provisionPopulation(setUp, size);
  await setUp.close();
  const folder = temporaryFolder();
  // One URL with both hosts.
  const url = proxy.url.replace(/(?<=@)[^/]+/, urls.map((each) => new URL(each).host).join());
  const server = await spawnServer(['--log-level', 'silent'], {
    GUANZHU_DATABASE_URL: url,
    GUANZHU_REPLICA_URLS: urls.join(' '),
    GUANZHU_DATA_DIR: folder.path,
  });
  onTestFinished(async () => {
    await server.end('SIGKILL');
    folder[Symbol.dispose]();
  });
  return { primary, standby, proxy, urls, population, server };
}

async function waitForStandby(primary: PostgresServer, name: string): Promise<void> {
  await inDatabase(primary.url, `ALTER SYSTEM SET synchronous_standby_names = '${name}'`);
  await inDatabase(primary.url, 'SELECT pg_reload_conf()');
  const sql = `SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'`;
  while ((await inDatabase(primary.url, sql)).length === 0) await sleep(20);
}

/** Reads without pause; each must be answered, and none may show less than the one before. */
async function readOn(
  address: string,
  { seats, targets }: Population,
  random: Random,
  done: () => boolean,
): Promise<number> {
  let [reads, last] = [0, 0];
  for (; !done(); reads += 1) {
    const path = `/accounts/${random.pick(targets)}/followers?limit=5`;
    const { status, body } = await callV1(address, 'GET', path, {
      token: random.pick(seats).token,
    });
    const position = decodeRevision(String(Object(body).revision)) ?? -1;
    if (status !== 200 || position < last)
      throw new Error(`read ${JSON.stringify(body)} after ${last}`);
    last = position;
  }
  return reads;
}

/** Writes and reads through a server while something befalls its database; checks all that was told. */
async function underLoad(
  { population, server, urls }: Awaited<ReturnType<typeof startPair>>,
  random: Random,
  befall: (journal: Journal) => Promise<void>,
) {
  const journal = new Journal();
  let ending = false;
  const clients = writeFromAllSeats(
    journal,
    server.address,
    population,
    random.fork(),
    () => ending,
  );
  const readers = [0, 1].map(() => readOn(server.address, population, random.fork(), () => ending));
  try {
    await sleep(random.integer(300, 600));
    await befall(journal);
    const before = journal.acknowledged.length;
    // Clients end early only by failing, which says more than the test's time limit.
    const goesOn = async () => {
      while (journal.acknowledged.length < before + 50) await sleep(20);
    };
    await Promise.race([goesOn(), clients, ...readers]);
  } finally {
    ending = true;
    await Promise.allSettled([clients, ...readers]);
  }
  await clients;
  const reads = await Promise.all(readers);
  expect(Math.min(...reads)).toBeGreaterThan(0);
  // Every request was answered, and what was answered is true.
  expect({ unknown: journal.unknown, refused: journal.refused }).toEqual({
    unknown: [],
    refused: [],
  });
  const store = await openPostgresStore(urls.toReversed());
  try {
    await checkStore(store, population, journal);
    expect(await auditAll(store, 500)).toEqual([]);
  } finally {
    await store.close();
  }
  return journal;
}

describe('a server over two hosts', () => {
  test('goes on at the standby when the primary is killed, with all that it acknowledged', async ({
    annotate,
  }) => {
    const pair = await startPair();
    const random = new Random();
    await withSeed(random, async () => {
      let died = 0;
      const { acknowledged } = await underLoad(pair, random, async (journal) => {
        died = journal.acknowledged.length;
        await pair.primary.kill();
        await sleep(random.integer(0, 300));
        await inDatabase(pair.standby.url, 'SELECT pg_promote()');
        while (journal.acknowledged.length < died + 20) await sleep(20);
      });
      await annotate(
        `${died} acknowledged before the kill, ${acknowledged.length - died} after it`,
      );
    });
  });

  test('leaves a primary that was made a standby, and comes back to it', async () => {
    const pair = await startPair();
    const { primary, standby } = pair;
    const random = new Random();
    await withSeed(random, async () => {
      await underLoad(pair, random, async () => {
        await primary.halt();
        await inDatabase(standby.url, 'SELECT pg_promote()');
        await primary.follow(standby, 'other');
        await waitForStandby(standby, 'other');
        await sleep(500);
        await standby.halt();
        await inDatabase(primary.url, 'ALTER SYSTEM RESET synchronous_standby_names');
        await inDatabase(primary.url, 'SELECT pg_reload_conf()');
        await inDatabase(primary.url, 'SELECT pg_promote()');
      });
    });
  });

  test('leaves a primary that answers and refuses writes', async () => {
    const pair = await startPair();
    const { primary, standby } = pair;
    const random = new Random();
    await withSeed(random, async () => {
      await underLoad(pair, random, async () => {
        await inDatabase(primary.url, 'ALTER SYSTEM SET default_transaction_read_only = on');
        await inDatabase(primary.url, 'SELECT pg_reload_conf()');
        await sleep(200);
        await inDatabase(standby.url, 'SELECT pg_promote()');
        await sleep(1_000);
      });
    });
  });

  test('leaves a primary that is gone without a word', async () => {
    const pair = await startPair();
    const random = new Random();
    await withSeed(random, async () => {
      await underLoad(pair, random, async (journal) => {
        pair.proxy.setHung(true);
        const before = journal.acknowledged.length;
        await inDatabase(pair.standby.url, 'SELECT pg_promote()');
        while (journal.acknowledged.length < before + 20) await sleep(20);
      });
    });
  });

  test('takes up what there is when a failover lost the newest changes', async () => {
    const primary = await startPostgresServer(withStandbys);
    const standby = await startStandby(primary, 'second');
    onTestFinished(async () => {
      await standby.stop();
      await primary.stop();
    });
    let reads = 0;
    const events = {
      ...{ onFallback: () => {}, onLag: () => {}, onState: () => {} },
      onRead: () => {
        reads += 1;
      },
    };
    const urls = [primary.url, standby.url];
    const store = await openPostgresStore(urls, { replicas: [[standby.url]], events });
    onTestFinished(() => store.close());
    const { usernames } = await provisionPopulation(store, size);
    const [target = '', ...followers] = usernames;
    const follow = (follower: string) =>
      store.apply([command('follow', follower, target)], Date.now() * 1000);
    for (const follower of followers.slice(0, 5)) await follow(follower);
    while (reads === 0) expect((await store.reads.counts(target)).followers).toBe(5);
    const replayed = `SELECT 1 FROM pg_stat_replication WHERE replay_lsn = pg_current_wal_lsn()`;
    while ((await inDatabase(primary.url, replayed)).length === 0) await sleep(20);
    await standby.halt();
    for (const follower of followers.slice(5, 9)) await follow(follower);
    expect((await store.reads.counts(target)).followers).toBe(9);
    await primary.kill();
    await standby.start();
    await inDatabase(standby.url, 'SELECT pg_promote()');
    const before = reads;
    while (reads < before + 5) expect((await store.reads.counts(target)).followers).toBe(5);
    await follow(followers[10] ?? '');
    expect((await store.reads.counts(target)).followers).toBe(6);
    expect(await auditAll(store, 500)).toEqual([]);
  });
});
