import { existsSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { demo } from '#guanzhu/demo/demo.js';
import { temporaryFolder } from '../support/folder.js';
import { newDatabase } from '../support/postgres.js';
import { spawnServer } from '../support/server-process.js';
import { callV1 } from '../support/v1-call.js';
import { runCommand } from './run-command.js';

const adminToken = 'admin-token-of-the-restore-tests';
const env = { GUANZHU_ADMIN_TOKEN: adminToken };
const someAccount = { username: 'v2_last_change@finder', nickname: '最后一刻' };

function newFolder(): string {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  return folder.path;
}

/** The newest revision, as a server on the folder tells it. */
async function headOf(dataDir: string, ...args: string[]): Promise<string> {
  await using server = await spawnServer(['--data-dir', dataDir, ...args], env);
  const { body } = await callV1(server.address, 'GET', '/changes?from=head');
  await server.end('SIGTERM');
  return String(Object(body).nextCursor);
}

const ledgerOf = (revision: string) => revision.split('_')[1];

async function newBackup(): Promise<{ dataDir: string; backup: string; revision: string }> {
  const dataDir = newFolder();
  await runCommand(['demo', '--accounts', '20', '--data-dir', dataDir]);
  const revision = await headOf(dataDir);
  const backup = join(newFolder(), 'monday.db');
  const end = await runCommand(['backup', backup, '--data-dir', dataDir]);
  expect(end).toMatchObject({ code: 0, lines: [] });
  return { dataDir, backup, revision };
}

describe('guanzhu restore', { timeout: 240_000 }, () => {
  test('makes another ledger of a backup, which goes on where the backup ends, and says so', async () => {
    const { dataDir, backup, revision } = await newBackup();
    const fresh = join(newFolder(), 'data');
    const { code, stdout, lines } = await runCommand(['restore', backup, '--data-dir', fresh]);
    expect({ code, lines }).toEqual({ code: 0, lines: [] });
    const [, ledger = ''] =
      /^Restored .*monday\.db to .*guanzhu\.db: the ledger ([0-9a-f]{8})\.\n/.exec(stdout) ?? [];
    expect(stdout).toContain('ledger_changed');
    expect(await headOf(fresh)).toBe(`${revision.split('_')[0]}_${ledger}`);
    expect(ledger).not.toBe(ledgerOf(revision));
    // Neither the backup nor what it was made of is another one for that.
    expect(await headOf(dataDir)).toBe(revision);
    const other = join(newFolder(), 'data');
    await runCommand(['restore', backup, '--data-dir', other]);
    expect(ledgerOf(await headOf(other))).not.toBe(ledger);
    expect(statSync(join(fresh, 'guanzhu.db')).mode & 0o077).toBe(0);
  });

  test('leaves a database that is there alone, or moves it aside when asked to', async () => {
    const { dataDir, backup, revision } = await newBackup();
    const file = join(dataDir, 'guanzhu.db');
    const before = readFileSync(file);
    const refused = await runCommand(['restore', backup, '--data-dir', dataDir]);
    expect(refused.code).toBe(1);
    expect(refused.lines).toEqual([
      `guanzhu: ${file} exists: name another place, or add --force, which moves it aside`,
    ]);
    expect(readFileSync(file).equals(before)).toBe(true);
    const forced = await runCommand(['restore', backup, '--data-dir', dataDir, '--force']);
    expect(forced.code).toBe(0);
    const [, aside = ''] = /What was there before is (\S+) now/.exec(forced.stdout) ?? [];
    expect(existsSync(aside)).toBe(true);
    expect(ledgerOf(await headOf(dataDir))).not.toBe(ledgerOf(revision));
    expect(await headOf(dataDir, '--database-url', `sqlite:${aside}`)).toBe(revision);
  });

  test('what is moved aside has the last changes of a server that was killed', async () => {
    const { dataDir, backup, revision } = await newBackup();
    await using server = await spawnServer(['--data-dir', dataDir], env);
    await callV1(server.address, 'POST', '/accounts', { token: adminToken, body: someAccount });
    await server.end('SIGKILL');
    const forced = await runCommand(['restore', backup, '--data-dir', dataDir, '--force']);
    const [, aside = ''] = /What was there before is (\S+) now/.exec(forced.stdout) ?? [];
    await using before = await spawnServer(['--database-url', `sqlite:${aside}`], env);
    const kept = await callV1(before.address, 'GET', `/accounts/${someAccount.username}`, {
      token: adminToken,
    });
    expect(kept.status).toBe(200);
    await before.end('SIGTERM');
    expect(await headOf(dataDir)).not.toBe(revision);
  });

  test('a log that was left beside a lost database is never played into the restored one', async () => {
    const { backup } = await newBackup();
    const dataDir = newFolder();
    writeFileSync(join(dataDir, 'guanzhu.db-wal'), 'of another database');
    const refused = await runCommand(['restore', backup, '--data-dir', dataDir]);
    expect(refused.lines[0]).toContain('guanzhu.db-wal exists');
    expect((await runCommand(['restore', backup, '--data-dir', dataDir, '--force'])).code).toBe(0);
    expect(existsSync(join(dataDir, 'guanzhu.db-wal'))).toBe(false);
  });

  test('refuses what it cannot restore, and names it', async () => {
    const { dataDir, backup } = await newBackup();
    const fresh = newFolder();
    const [none, text, cut, empty] = ['none', 'text', 'cut', 'empty']
      .map((name) => join(fresh, `${name}.db`))
      .concat('', '', '', '');
    if (!none || !text || !cut || !empty) throw new Error('no names');
    writeFileSync(text, 'not a database at all, but a text that is as long as one must be');
    writeFileSync(cut, readFileSync(backup));
    truncateSync(cut, Math.floor(statSync(backup).size / 2 / 4096) * 4096);
    writeFileSync(empty, '');
    const cases: [args: string[], code: number, text: RegExp][] = [
      [[none], 1, /none\.db does not exist/],
      [[text], 1, /text\.db is no database, or damaged/],
      [[cut], 1, /cut\.db is (no database, or )?damaged/],
      [[empty], 1, /empty\.db holds no follow graph/],
      [
        [backup, '--database-url', 'postgres://a@b/c'],
        2,
        /by its own tools.*guanzhu ledger new-identity/,
      ],
    ];
    for (const [args, code, complaint] of cases) {
      const place = join(fresh, 'data');
      const end = await runCommand(['restore', ...args, '--data-dir', place]);
      expect([args, end.code, end.lines.length]).toEqual([args, code, 1]);
      expect(end.lines[0]).toMatch(complaint);
      expect(existsSync(join(place, 'guanzhu.db'))).toBe(false);
    }
    await using server = await spawnServer(['--data-dir', dataDir]);
    const served = await runCommand(['restore', backup, '--data-dir', dataDir, '--force']);
    expect(served.code).toBe(1);
    expect(served.lines[0]).toMatch(/guanzhu\.db is in use by process \d+/);
    await server.end('SIGTERM');
  });

  test('a backup that is moved is another ledger, and a database that is moved is the same', async () => {
    const { dataDir, backup, revision } = await newBackup();
    const { url, drop } = await newDatabase({ empty: true });
    onTestFinished(drop);
    const moved = join(newFolder(), 'moved.db');
    const from = ['move', '--from', `sqlite:${backup}`, '--to', `sqlite:${moved}`];
    expect((await runCommand(from)).code).toBe(0);
    const place = newFolder();
    const head = await headOf(place, '--database-url', `sqlite:${moved}`);
    expect(ledgerOf(head)).not.toBe(ledgerOf(revision));
    const own = ['move', '--from', `sqlite:${join(dataDir, 'guanzhu.db')}`, '--to', url];
    expect((await runCommand(own)).code).toBe(0);
    expect(await headOf(place, '--database-url', url)).toBe(revision);
  });
});

describe('guanzhu ledger new-identity', { timeout: 240_000 }, () => {
  test('makes a file another ledger, unless it is being served', async () => {
    const { dataDir, revision } = await newBackup();
    const server = await spawnServer(['--data-dir', dataDir]);
    const refused = await runCommand(['ledger', 'new-identity', '--data-dir', dataDir]);
    expect(refused.code).toBe(1);
    expect(refused.lines[0]).toMatch(/is in use by process \d+/);
    await server.end('SIGTERM');
    const { code, stdout } = await runCommand(['ledger', 'new-identity', '--data-dir', dataDir]);
    expect(code).toBe(0);
    const [, ledger] = /guanzhu\.db holds the ledger ([0-9a-f]{8}) now/.exec(stdout) ?? [];
    expect(await headOf(dataDir)).toBe(`${revision.split('_')[0]}_${ledger}`);
  });

  test('ends the servers that have a PostgreSQL database open', async () => {
    const { url, drop } = await newDatabase();
    onTestFinished(drop);
    const folder = newFolder();
    await using one = await spawnServer(['--database-url', url, '--data-dir', folder, '--demo']);
    const before = Object((await callV1(one.address, 'GET', '/changes?from=head')).body).nextCursor;
    const end = await runCommand(['ledger', 'new-identity', '--database-url', url]);
    expect(end.code).toBe(0);
    expect(end.stdout).not.toContain(new URL(url).password || '\0');
    expect(await one.exited).toEqual({ code: 1, signal: null });
    expect(one.stderr()).toContain('it was restored, so start the process again');
    await using again = await spawnServer(['--database-url', url, '--data-dir', folder]);
    const refused = await callV1(again.address, 'GET', `/changes?after=${before}`, {
      token: demo.token,
    });
    expect(refused).toMatchObject({ status: 410, body: { code: 'ledger_changed' } });
    await again.end('SIGTERM');
  });
});
