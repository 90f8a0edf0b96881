import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { openPostgresStore } from '#guanzhu/store/postgres/postgres-store.js';
import { temporaryFolder } from '../support/folder.js';
import { provisionPopulation } from '../support/population.js';
import { newDatabase } from '../support/postgres.js';
import { Random, withSeed } from '../support/random.js';
import { spawnServer } from '../support/server-process.js';
import { checkStore, Journal, writeFromAllSeats } from './journal.js';

const size = { seats: 18, followers: 60, followersPerSeat: 12, targets: 20 };

test('three processes under one load, half of it on one account, keep one ledger', async () => {
  const { url, drop } = await newDatabase({ empty: true });
  onTestFinished(drop);
  using folder = temporaryFolder();
  const store = await openPostgresStore([url]);
  onTestFinished(() => store.close());
  const population = await provisionPopulation(store, size);
  const celebrity = population.targets.at(-1) ?? '';
  const targets = [...population.targets, ...population.targets.map(() => celebrity)];
  const random = new Random();
  await withSeed(random, async () => {
    const servers = await Promise.all(
      [1, 2, 3].map((nth) =>
        spawnServer(['--log-level', 'silent'], {
          GUANZHU_DATABASE_URL: url,
          GUANZHU_DATA_DIR: `${folder.path}/${nth}`,
        }),
      ),
    );
    const journal = new Journal();
    let ending = false;
    const third = population.seats.length / 3;
    const clients = servers.map(({ address }, index) =>
      writeFromAllSeats(
        journal,
        address,
        {
          ...population,
          targets,
          seats: population.seats.slice(index * third, (index + 1) * third),
        },
        random.fork(),
        () => ending,
      ),
    );
    while (journal.acknowledged.length < 1500) await sleep(20);
    ending = true;
    await Promise.all(clients);
    await Promise.all(servers.map((server) => server.end('SIGTERM')));
    expect(journal.unknown).toEqual([]);
    expect(journal.refused.map(({ message }) => message)).toEqual([]);
    // Every acknowledged change once, both sides and all counts what the ledger adds up to.
    await checkStore(store, population, journal, []);
  });
});
