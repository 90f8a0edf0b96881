import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folder.js';
import { provisionFile } from '../support/population.js';
import { Random, withSeed } from '../support/random.js';
import { spawnServer } from '../support/server-process.js';
import { checkFile, Journal, writeFromAllSeats } from './journal.js';

test('a disk that fails to sync ends the process with 1, and nothing acknowledged is lost', async ({
  skip,
}) => {
  if (!canTrace()) skip('strace is missing, or may not trace here: a sync cannot be made to fail');
  using folder = temporaryFolder();
  const file = join(folder.path, 'guanzhu.db');
  const size = { seats: 8, followers: 16, followersPerSeat: 4, targets: 8 };
  const population = await provisionFile(file, size);
  const args = ['--data-dir', folder.path, '--log-level', 'warn'];
  const random = new Random();
  await withSeed(random, async () => {
    const journal = new Journal();
    {
      await using server = await spawnServer(args);
      const enough = () => journal.acknowledged.length >= 300;
      await writeFromAllSeats(journal, server.address, population, random, enough);
      expect(journal.lost).toEqual([]);

      await using _ = await failSyncsOf(server.child.pid);
      await writeFromAllSeats(journal, server.address, population, random);
      expect(await server.exited, server.stderr()).toEqual({ code: 1, signal: null });
      const lines = server.stderr().split('\n');
      const said = lines.filter((line) => line.startsWith('guanzhu: '));
      expect(said).toHaveLength(1);
      expect(said[0]).toContain('SQLITE_IOERR_FSYNC');
    }
    expect(journal.refused.length).toBeGreaterThan(0);
    expect(new Set(journal.refused.map(({ code }) => code))).toEqual(new Set(['-6503']));

    // Refused with an unknown outcome is what it says: the new process may find it done.
    const unknown = [...journal.unknown, ...journal.refused.map(({ action }) => action)];
    await using _ = await spawnServer(args);
    await checkFile(file, population, { acknowledged: journal.acknowledged, unknown });
  });
});

function canTrace(): boolean {
  return spawnSync('strace', ['-f', '-e', 'trace=none', 'true']).status === 0;
}

/** From here on, every sync of a process fails as one on a dying disk does. */
async function failSyncsOf(pid: number | undefined): Promise<AsyncDisposable> {
  const inject = 'inject=fsync,fdatasync:error=EIO';
  const args = ['-f', '-p', String(pid), '-e', 'trace=fsync,fdatasync', '-e', inject];
  const tracer = spawn('strace', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = once(tracer, 'exit');
  await Promise.race([
    once(tracer.stderr, 'data'),
    exited.then(() => Promise.reject(new Error('strace ended'))),
  ]);
  tracer.stderr.resume();
  return {
    [Symbol.asyncDispose]: async () => {
      tracer.kill('SIGTERM');
      await exited;
    },
  };
}
