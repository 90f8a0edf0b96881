import { existsSync, linkSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { copyDatabase, sync } from './copy-database.js';
import { type Database, isUnreadable, openDatabase } from './driver.js';
import { lockDatabaseFile } from './folder-lock.js';
import { readIdentity, renewIdentity } from './ledger-identity.js';
import { migrate } from './migrate.js';

export interface Restored {
  /** The identity of the ledger that was made. */
  readonly ledger: string;
  /** Where the database is now that stood in its place; null for none. */
  readonly aside: string | null;
}

/** What SQLite keeps beside a database: a log that is left there would be played into another file. */
const logs = ['-wal', '-shm'] as const;
const besides = ['', ...logs];

/**
 * Makes a database of a backup: whole, with the schema of this release, and another ledger than the one
 * that the backup was made of.
 *
 * @param replace whether a database that is there already is moved aside.
 * @throws Error when there is no backup, it is damaged, or a database is there; FolderInUseError when a
 *   process serves that; NewerSchemaError.
 */
export function restore(backup: string, file: string, replace: boolean): Restored {
  verify(backup);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const lock = lockDatabaseFile(file);
  try {
    const found = besides.map((end) => `${file}${end}`).filter((path) => existsSync(path));
    if (found[0] !== undefined && !replace) {
      throw new Error(
        `${found[0]} exists: name another place, or add --force, which moves it aside`,
      );
    }
    const fresh = `${file}.restored-${process.pid}`;
    // What stands there is of a process of this number that was killed.
    rmSync(fresh, { force: true });
    let ledger = '';
    copyDatabase(backup, fresh, (copy) => {
      migrate(copy);
      ledger = renewed(copy);
    });
    const aside = found.length === 0 ? null : `${file}.before-${ledger}`;
    if (aside !== null) setAside(file, aside);
    renameSync(fresh, file);
    sync(dirname(file));
    return { ledger, aside };
  } finally {
    lock.release();
  }
}

/**
 * Keeps a database under another name. It stays under its own as well until another takes its place, so that
 * there is a whole one at every moment.
 */
function setAside(file: string, aside: string): void {
  foldLog(file);
  for (const end of logs) {
    if (existsSync(`${file}${end}`)) renameSync(`${file}${end}`, `${aside}${end}`);
  }
  if (!existsSync(file)) return;
  try {
    linkSync(file, aside);
  } catch {
    // Some file systems know no links.
    renameSync(file, aside);
  }
}

/** Brings what the log holds into the file, so that there is no log; one that cannot be read keeps it. */
function foldLog(file: string): void {
  if (!existsSync(file)) return;
  try {
    openDatabase(file, 'write').close();
  } catch (error) {
    if (!isUnreadable(error)) throw error;
  }
}

/** Gives the ledger of a file that nobody serves another identity; returns its name. */
export function renewFile(file: string): string {
  const lock = lockDatabaseFile(file);
  try {
    const db = openDatabase(file, 'write');
    try {
      migrate(db);
      return renewed(db);
    } finally {
      db.close();
    }
  } finally {
    lock.release();
  }
}

function renewed(db: Database): string {
  renewIdentity(db);
  return readIdentity(db).name;
}

/** @throws Error unless it is a whole database of ours. */
function verify(backup: string): void {
  if (!existsSync(backup)) throw new Error(`${backup} does not exist`);
  let db: Database | undefined;
  try {
    db = openDatabase(backup, 'read');
    const verdict = String(db.pragma('quick_check(1)', { simple: true }));
    if (verdict !== 'ok') throw new Error(`${backup} is damaged: ${verdict}`);
    if (Number(db.pragma('user_version', { simple: true })) === 0) {
      throw new Error(`${backup} holds no follow graph`);
    }
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    throw new Error(`${backup} is no database, or damaged`, { cause: error });
  } finally {
    db?.close();
  }
}
