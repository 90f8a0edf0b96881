import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
  unlinkSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { type Database, openAlone, openDatabase } from './driver.js';

/**
 * Copies a database to a new file, as it stands at one moment, also while a server writes it. The file
 * appears whole and durable, or not at all.
 *
 * @param finish what is done to the copy before it appears.
 * @param replace whether a file that is there already is replaced.
 * @throws Error when there is no database, or the new file exists or cannot be written.
 */
export function copyDatabase(
  from: string,
  to: string,
  finish: (copy: Database) => void,
  replace = false,
): void {
  if (!existsSync(from)) throw new Error(`${from} does not exist`);
  if (existsSync(to) && !replace) throw new Error(`${to} exists: choose another name`);
  const partial = `${to}.partial-${process.pid}`;
  // What stands there is of a process of this number that was killed.
  rmSync(partial, { force: true });
  const source = openDatabase(from, 'read');
  try {
    copyPages(source, partial, to);
    const copy = openAlone(partial);
    try {
      finish(copy);
    } finally {
      copy.close();
    }
    sync(partial);
    // A link refuses a file that has appeared meanwhile; a rename replaces it.
    if (replace) renameSync(partial, to);
    else linkSync(partial, to);
    sync(dirname(to));
  } finally {
    source.close();
    if (existsSync(partial)) unlinkSync(partial);
  }
}

function copyPages(source: Database, partial: string, to: string): void {
  try {
    source.prepare('VACUUM INTO ?').run(partial);
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new Error(`${to} cannot be written (${reason}): choose another place`, { cause });
  }
}

export function sync(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
