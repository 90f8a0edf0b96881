import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isBusy, openLockFile } from './driver.js';

/** Another process serves this database file. */
export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError';
}

/**
 * Takes a database file for this process, until `release` or the process's end: the lock is the
 * operating system's, so a killed holder leaves none behind. A reserved lock on a SQLite file of its
 * own is that lock; the holder's process id stands beside it, only to be named.
 */
export function lockDatabaseFile(path: string): { release(): void } {
  const file = realFile(path);
  const lock = openLockFile(`${file}.lock`);
  try {
    lock.exec('BEGIN IMMEDIATE');
  } catch (error) {
    lock.close();
    if (!isBusy(error)) throw error;
    throw new FolderInUseError(`${file} is in use by process ${readHolder(file)}`);
  }
  writeFileSync(`${file}.pid`, `${process.pid}\n`);
  return { release: () => lock.close() };
}

/** One file has one lock, whatever symbolic links lead to it. */
function realFile(path: string): string {
  return existsSync(path) ? realpathSync(path) : join(realpathSync(dirname(path)), basename(path));
}

function readHolder(file: string): string {
  try {
    return readFileSync(`${file}.pid`, 'utf8').trim();
  } catch {
    return 'unknown';
  }
}
