import {
  existsSync,
  lstatSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { isBusy, openLockFile } from './driver.js';

/** Another process serves this database file. */
export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError';
}

/**
 * Takes a database file for this process, until `release` or the process's end: the lock is the
 * operating system's, so a killed holder leaves none behind. A reserved lock on a SQLite file of its
 * own is that lock, which stays: who removed it could let two in. The holder's process id stands beside
 * it while it holds the lock, only to be named.
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
  const idFile = `${file}.pid`;
  writeFileSync(idFile, `${process.pid}\n`);
  idFiles.add(idFile);
  return {
    release: () => {
      // The next holder's is not to be removed: the lock goes last.
      if (idFiles.delete(idFile)) rmSync(idFile, { force: true });
      lock.close();
    },
  };
}

/** The files with this process's id. A second signal ends it at once, with its locks held. */
const idFiles = new Set<string>();
process.on('exit', () => {
  for (const idFile of idFiles) rmSync(idFile, { force: true });
});

/** One file has one lock, whatever symbolic links lead to it. */
function realFile(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  const folder = realpathSync(dirname(path));
  const link = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink();
  // A link to what is not there yet: the file will be made where it leads.
  return link ? realFile(resolve(folder, readlinkSync(path))) : join(folder, basename(path));
}

function readHolder(file: string): string {
  try {
    return readFileSync(`${file}.pid`, 'utf8').trim();
  } catch {
    return 'unknown';
  }
}
