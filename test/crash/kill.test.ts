import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Change } from '#guanzhu/domain/change.js';
import { temporaryFolder } from '../support/folder.js';
import { provisionFile } from '../support/population.js';
import { Random, withSeed } from '../support/random.js';
import { spawnServer } from '../support/server-process.js';
import { checkFile, Journal, writeFromAllSeats } from './journal.js';

const kills = 20;
const size = { seats: 16, followers: 24, followersPerSeat: 6, targets: 20 };

describe('a server killed with SIGKILL under load', () => {
  test(`keeps every acknowledged change over ${kills} kills`, async ({ annotate }) => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'guanzhu.db');
    const population = await provisionFile(file, size);
    const start = () => spawnServer(['--data-dir', folder.path, '--log-level', 'warn']);

    const random = new Random();
    const tally = { killed: 0, acknowledged: 0, unknown: 0, carriedOut: 0 };
    await withSeed(random, async () => {
      const acknowledged: Journal['acknowledged'] = [];
      let settled: readonly Change[] = [];
      let inFlight: Journal['unknown'] = [];
      for (let life = 0; life <= kills; life += 1) {
        await using server = await start();
        const changed = acknowledged.filter((reply) => reply.changed).length;
        settled = await checkFile(file, population, { acknowledged, unknown: inFlight }, settled);
        tally.carriedOut = settled.length - changed;
        if (life === kills) {
          expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null });
          break;
        }

        const journal = new Journal();
        const clients = writeFromAllSeats(journal, server.address, population, random);
        while (journal.acknowledged.length < 60) await sleep(20);
        await sleep(random.integer(0, 500));
        const { signal } = await server.end('SIGKILL');
        await clients;
        expect(journal.refused.map(({ message }) => message)).toEqual([]);
        if (signal === 'SIGKILL') tally.killed += 1;
        acknowledged.push(...journal.acknowledged);
        inFlight = journal.unknown;
        tally.unknown += inFlight.length;
      }
      tally.acknowledged = acknowledged.length;
    });

    const report = JSON.stringify({ seed: random.seed, ...tally });
    await annotate(report);
    expect(tally.killed, report).toBeGreaterThanOrEqual(20);
    expect(tally.acknowledged, report).toBeGreaterThan(1000);
  });
});

describe('the check of a database file', () => {
  test('rejects a file that lacks, adds or alters what clients were told', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'guanzhu.db');
    const population = await provisionFile(file, size);
    await using server = await spawnServer(['--data-dir', folder.path, '--log-level', 'warn']);
    const journal = new Journal();
    const enough = () => journal.acknowledged.length > 400;
    await writeFromAllSeats(journal, server.address, population, new Random(7), enough);

    const { acknowledged } = journal;
    const checkWith = (replies: typeof acknowledged, settled: readonly Change[] = []) =>
      checkFile(file, population, { acknowledged: replies, unknown: [] }, settled);
    const ledger = await checkWith(acknowledged);
    expect(ledger.length).toBeGreaterThan(100);
    expect(await checkWith(acknowledged, ledger)).toEqual(ledger);

    const newest = acknowledged.findLast(({ changed }) => changed);
    if (!newest) throw new Error('no change was made');
    const later = { ...newest, position: ledger.length + 1 };
    await expect(checkWith([...acknowledged, later])).rejects.toThrow(/change is lost/);
    await expect(checkWith([...acknowledged, newest])).rejects.toThrow(/acknowledged twice/);
    const without = acknowledged.filter((reply) => reply !== newest);
    await expect(checkWith(without)).rejects.toThrow(/nobody asked for/);
    const op = newest.op === 'follow' ? 'unfollow' : 'follow';
    const untrue = { ...later, op, changed: false } as const;
    await expect(checkWith([...acknowledged, untrue])).rejects.toThrow(/does not hold/);
    const altered = ledger.map((change) => ({ ...change, at: change.at + 1 }));
    await expect(checkWith(acknowledged, altered)).rejects.toThrow(/gone or altered/);
  });
});
