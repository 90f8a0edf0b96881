import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../support/folder.js';
import { newDatabase } from '../support/postgres.js';
import { spawnServer } from '../support/server-process.js';
import { callV1 } from '../support/v1-call.js';
import { runCommand } from './run-command.js';

async function newPlaces() {
  const folder = temporaryFolder();
  const database = await newDatabase({ empty: true });
  onTestFinished(async () => {
    await database.drop();
    folder[Symbol.dispose]();
  });
  const file = (name: string) => `sqlite:${join(folder.path, name)}`;
  const { password } = new URL(database.url);
  return { folder: folder.path, file, postgres: database.url, password };
}

const move = (...args: string[]) => runCommand(['move', ...args]);

async function headAt(address: string): Promise<string> {
  const { body } = await callV1(address, 'GET', '/changes?from=head');
  return String(Object(body).nextCursor);
}

const ledgerOf = (revision: string) => revision.replace(/^.*_/, '_');

describe('guanzhu move', () => {
  test('moves a graph, says how it went, and does nothing twice', async () => {
    const { file, folder, postgres, password } = await newPlaces();
    const one = file('one.db');
    await runCommand(['demo', '--accounts', '40', '--database-url', one]);
    const first = await move('--from', one, '--to', postgres);
    expect(first).toMatchObject({ code: 0 });
    expect(first.stdout).toMatch(
      /^Moved \d+ rows from .*one\.db to postgres:.*\nEqual at both ends: [\da-f]{64}\nAudited \d+ rows: drift 0\.\nServe postgres:/,
    );
    expect(first.lines.map((line) => line.replace(/\d+ rows in [\d.]+ s/, '…'))).toEqual([
      'Copying: …',
      'Comparing: …',
      'Auditing: …',
    ]);
    const again = await move('--from', one, '--to', postgres);
    expect(again).toMatchObject({ code: 0, lines: [] });
    expect(again.stdout).toContain('was moved to postgres://');
    const serve = await runCommand(['serve', '--port', '0', '--database-url', one]);
    expect(serve.code).toBe(1);
    expect(serve.lines[0]).toMatch(/one\.db: its graph was moved to postgres:.*: serve that$/);
    const away = await move('--from', one, '--abandon');
    expect(away.code).toBe(1);
    expect(away.lines[0]).toContain('add --force if it is lost');
    for (const { stdout, lines } of [first, again, serve, away]) {
      expect(stdout + lines.join()).not.toContain(password);
    }
    await using server = await spawnServer([], {
      ...{ GUANZHU_DATABASE_URL: postgres, GUANZHU_DATA_DIR: folder },
    });
    const moved = await headAt(server.address);
    expect(moved).toMatch(/^r\w+_[0-9a-f]{8}$/);
    await server.end('SIGTERM');
    expect((await move('--from', one, '--abandon', '--force')).code).toBe(0);
    await using reopened = await spawnServer(['--database-url', one], { GUANZHU_DATA_DIR: folder });
    // What the lost target handed out is of another time line.
    expect(await headAt(reopened.address)).not.toMatch(ledgerOf(moved));
    await reopened.end('SIGTERM');
  });

  test('refuses what it cannot move, and names it', async () => {
    const { file, postgres, password } = await newPlaces();
    const [one, two] = [file('one.db'), file('two.db')];
    for (const name of [one, two]) {
      await runCommand(['demo', '--accounts', '1', '--database-url', name]);
    }
    const bad = postgres.replace(/:\d+\//, ':port/');
    const cases: [args: string[], code: number, text: RegExp][] = [
      [['--from', one], 2, /--to is missing/],
      [['--from', one, '--to', one], 2, /the same database/],
      [['--from', one, '--to', bad], 2, /^guanzhu: --to postgres:.*is not sqlite:<file> or/],
      [['--from', 'one.db', '--to', postgres], 2, /--from one\.db is not sqlite:<file> or/],
      [['--from', file('none.db'), '--to', postgres], 1, /none\.db does not exist/],
      [['--from', postgres, '--to', file('to.db')], 1, /holds no graph with the schema/],
      [['--from', one, '--to', two], 1, /two\.db holds data already: name an empty database/],
      [['--from', one, '--abandon'], 1, /one\.db is not being moved/],
    ];
    for (const [args, code, text] of cases) {
      const end = await move(...args);
      expect([args, end.code]).toEqual([args, code]);
      expect(end.lines).toHaveLength(1);
      expect(end.lines[0]).toMatch(text);
      expect(end.lines[0]).not.toContain(password);
    }
    // None of it has closed anything.
    await using server = await spawnServer(['--database-url', one]);
    await server.end('SIGTERM');
    const moved = await move('--from', one, '--to', postgres);
    expect(moved.code).toBe(0);
    const other = await move('--from', one, '--to', file('other.db'));
    expect(other.lines[0]).toMatch(/one\.db was moved to postgres:/);
  });

  test('refuses a target that is being served', async () => {
    const { file, folder } = await newPlaces();
    const [one, two] = [file('one.db'), file('two.db')];
    await runCommand(['demo', '--accounts', '1', '--database-url', one]);
    await using server = await spawnServer(['--database-url', two], { GUANZHU_DATA_DIR: folder });
    const end = await move('--from', one, '--to', two);
    expect(end.code).toBe(1);
    expect(end.lines[0]).toMatch(/two\.db is in use by process \d+/);
    await server.end('SIGTERM');
  });
});
