import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import type { Change } from '#guanzhu/domain/change.js';
import { openPostgresStore } from '#guanzhu/store/postgres/postgres-store.js';
import { temporaryFolder } from '../support/folder.js';
import { provisionPopulation } from '../support/population.js';
import { startPostgresServer } from '../support/postgres-server.js';
import { Random, withSeed } from '../support/random.js';
import { spawnServer } from '../support/server-process.js';
import { checkStore, Journal, writeFromAllSeats } from './journal.js';

const rounds = 8;
const size = { seats: 12, followers: 24, followersPerSeat: 6, targets: 20 };

/** Two servers over one database; in each round the database, a server, or all are killed. */
test('no acknowledged change is lost when servers and their database are killed', async ({
  annotate,
}) => {
  const postgres = await startPostgresServer();
  using folder = temporaryFolder();
  onTestFinished(() => postgres.stop());
  const store = await openPostgresStore([postgres.url]);
  onTestFinished(() => store.close());
  const population = await provisionPopulation(store, size);
  const env = { GUANZHU_DATABASE_URL: postgres.url, GUANZHU_DATA_DIR: folder.path };
  const start = () => spawnServer(['--log-level', 'silent'], env);

  const random = new Random();
  const tally = { rounds, acknowledged: 0, unknown: 0, carriedOut: 0 };
  await withSeed(random, async () => {
    const acknowledged: Journal['acknowledged'] = [];
    let settled: readonly Change[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const servers = await Promise.all([start(), start()]);
      const journal = new Journal();
      let ending = false;
      const half = population.seats.length / 2;
      const clients = servers.map(({ address }, index) =>
        writeFromAllSeats(
          journal,
          address,
          { ...population, seats: population.seats.slice(index * half, (index + 1) * half) },
          random.fork(),
          () => ending,
        ),
      );
      const answered = async (count: number) => {
        while (journal.acknowledged.length < count) await sleep(20);
        await sleep(random.integer(0, 300));
      };
      await answered(60);
      if (round % 2 === 0) {
        // Requests under way wait for it, and are answered.
        await postgres.kill();
        await sleep(random.integer(0, 300));
        await postgres.start();
        await answered(100);
        ending = true;
        await Promise.all(clients);
        expect(journal.unknown).toEqual([]);
        await Promise.all(servers.map((server) => server.end('SIGKILL')));
      } else {
        await Promise.all([
          servers[0]?.end('SIGKILL'),
          round % 4 === 3 ? postgres.kill() : undefined,
        ]);
        if (round % 4 === 3) await postgres.start();
        await sleep(200);
        ending = true;
        await Promise.all(clients);
        await servers[1]?.end('SIGTERM');
      }
      expect(journal.refused.map(({ message }) => message)).toEqual([]);
      acknowledged.push(...journal.acknowledged);
      tally.unknown += journal.unknown.length;
      const changed = acknowledged.filter((reply) => reply.changed).length;
      const witness = { acknowledged, unknown: journal.unknown };
      settled = await checkStore(store, population, witness, settled);
      tally.carriedOut = settled.length - changed;
    }
    tally.acknowledged = acknowledged.length;
  });
  const report = JSON.stringify({ seed: random.seed, ...tally });
  await annotate(report);
  expect(tally.acknowledged, report).toBeGreaterThan(500);
});
