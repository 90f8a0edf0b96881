import { readFileSync, writeFileSync } from 'node:fs';
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
export function lockDatabaseFile(file: string): { release(): void } {
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

function readHolder(file: string): string {
  try {
    return readFileSync(`${file}.pid`, 'utf8').trim();
  } catch {
    return 'unknown';
  }
}
