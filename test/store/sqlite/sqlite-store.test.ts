import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { NewerSchemaError } from '#guanzhu/store/newer-schema.js';
import { decodeRevision } from '#guanzhu/store/revision.js';
import { FolderInUseError } from '#guanzhu/store/sqlite/folder-lock.js';
import { storeSuite } from '../../contracts/store-suite.js';
import {
  accountNamed,
  alice,
  bob,
  carol,
  cast,
  dave,
  follow,
  nobody,
  noon,
  unfollow,
} from '../../support/follow-data.js';
import { LedgerFold, readLedger } from '../../support/ledger-fold.js';
import { newSqliteHome, type SqliteHome } from '../../support/sqlite-home.js';

storeSuite('SQLite', async () => newSqliteHome());

function homeOfThisTest(): SqliteHome {
  const home = newSqliteHome();
  onTestFinished(() => home.remove());
  return home;
}

/** Looks into a file behind the store's back. */
function inFile<T>(file: string, look: (db: SqliteDatabase.Database) => T): T {
  const db = new SqliteDatabase(file);
  try {
    return look(db);
  } finally {
    db.close();
  }
}

describe('a SQLite file', () => {
  test('is refused a second time, with the holder’s process id, until it is closed', async () => {
    const home = homeOfThisTest();
    const store = await home.open();
    const second = home.open();
    await expect(second).rejects.toBeInstanceOf(FolderInUseError);
    await expect(second).rejects.toThrow(`${home.file} is in use by process ${process.pid}`);
    expect(await store.isEmpty()).toBe(true);

    await store.close();
    const reopened = await home.open();
    expect(await reopened.isEmpty()).toBe(true);
  });

  test('held by another process is refused with that one’s id, and free when it is killed', async () => {
    const home = homeOfThisTest();
    const holder = await holdInAnotherProcess(home.file);
    await expect(home.open()).rejects.toThrow(`is in use by process ${holder.pid}`);
    const exited = once(holder, 'exit');
    holder.kill('SIGKILL');
    await exited;
    const store = await home.open();
    await store.provision({ accounts: [accountNamed(alice)] });
    expect(await store.isEmpty()).toBe(false);
  });

  test('of a newer release is refused, left as it is and left free', async () => {
    const home = homeOfThisTest();
    await (await home.open()).close();
    const version = inFile(home.file, (db) => {
      const known = Number(db.pragma('user_version', { simple: true }));
      db.pragma(`user_version = ${known + 1}`);
      return known;
    });
    await expect(home.open()).rejects.toBeInstanceOf(NewerSchemaError);
    await expect(home.open()).rejects.toThrow(`schema ${version + 1}`);
    inFile(home.file, (db) => {
      expect(db.pragma('user_version', { simple: true })).toBe(version + 1);
      db.pragma(`user_version = ${version}`);
    });
    expect(await (await home.open()).isEmpty()).toBe(true);
  });

  test('that is no database is refused, and can be put right without a restart', async () => {
    const home = homeOfThisTest();
    writeFileSync(home.file, 'not a database, and long enough to be read as one\n'.repeat(100));
    await expect(home.open()).rejects.toThrow('file is not a database');
    rmSync(home.file);
    expect(await (await home.open()).isEmpty()).toBe(true);
  });

  test('is in write-ahead mode and leaves no log behind when closed', async () => {
    const home = homeOfThisTest();
    const store = await home.open();
    await store.provision({ accounts: [accountNamed(alice)] });
    await store.close();
    expect(existsSync(`${home.file}-wal`)).toBe(false);
    inFile(home.file, (db) => {
      expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
      expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    });
  });

  test('is served by a SQLite without the WAL reset bug, 3.51.3 or later', () => {
    const version = inFile(':memory:', (db) =>
      String(db.prepare('SELECT sqlite_version()').pluck().get()),
    );
    const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
    expect(major * 1_000_000 + minor * 1000 + patch, version).toBeGreaterThanOrEqual(3_051_003);
  });
});

describe('the rows of the file', () => {
  test('positions in the ledger are 1, 2, 3 and so on without a gap', async () => {
    const home = homeOfThisTest();
    const store = await home.open();
    await store.provision({ accounts: cast.map((name) => accountNamed(name)) });
    const { revision: start } = await store.head();
    await store.apply([follow(alice, bob), follow(alice, nobody), follow(alice, bob)], noon);
    await store.apply([unfollow(carol, bob)], noon);
    await store.apply([unfollow(alice, bob), follow(carol, bob)], noon);
    const revisions = (await readLedger(store)).map(({ revision }) => revision);
    expect([start, ...revisions].map(decodeRevision)).toEqual([0, 1, 2, 3]);
  });

  test('every ended follow is kept with the times it lived between', async () => {
    const home = homeOfThisTest();
    const store = await home.open();
    await store.provision({ accounts: cast.map((name) => accountNamed(name)) });
    await store.apply([follow(alice, bob), follow(carol, bob), follow(dave, dave)], noon);
    await store.apply([unfollow(alice, bob), follow(alice, bob), unfollow(alice, bob)], noon + 10);
    await store.apply([follow(alice, bob), unfollow(dave, dave), unfollow(dave, carol)], noon + 20);
    const { ended } = new LedgerFold(await readLedger(store));
    await store.close();
    const kept = inFile(home.file, (db) =>
      db
        .prepare(`
          SELECT f.username AS follower, t.username AS target, e.since, e.until
          FROM ended_follows e
          JOIN accounts f ON f.id = e.follower JOIN accounts t ON t.id = e.target
          ORDER BY e.until`)
        .all(),
    );
    expect(ended).toHaveLength(3);
    expect(kept).toEqual(ended);
  });
});

async function holdInAnotherProcess(file: string) {
  const module = new URL('../../../dist/store/sqlite/sqlite-store.js', import.meta.url);
  const script = `
    import { openSqliteStore } from ${JSON.stringify(module.href)};
    await openSqliteStore(${JSON.stringify(file)});
    console.log('open');
    setInterval(() => {}, 1000);`;
  const holder = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    holder.kill('SIGKILL');
  });
  const [line] = await once(createInterface({ input: holder.stdout }), 'line');
  expect(line).toBe('open');
  return holder;
}
