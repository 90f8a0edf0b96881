import { closeSync, existsSync, fsyncSync, linkSync, openSync, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Database, openDatabase } from './driver.js';

/**
 * Copies a database to a new file, as it stands at one moment, also while a server writes it. The file
 * appears whole and durable, or not at all.
 *
 * @throws Error when there is no database, or the new file exists or cannot be written.
 */
export function backUp(database: string, file: string): void {
  if (!existsSync(database)) throw new Error(`${database} does not exist`);
  if (existsSync(file)) throw new Error(`${file} exists: choose another name`);
  const partial = `${file}.partial-${process.pid}`;
  const db = openDatabase(database, 'read');
  try {
    copy(db, partial, file);
    sync(partial);
    // A link refuses a file that has appeared meanwhile; a rename would replace it.
    linkSync(partial, file);
    sync(dirname(file));
  } finally {
    db.close();
    if (existsSync(partial)) unlinkSync(partial);
  }
}

function copy(db: Database, partial: string, file: string): void {
  try {
    db.prepare('VACUUM INTO ?').run(partial);
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new Error(`${file} cannot be written (${reason}): choose another place`, { cause });
  }
}

function sync(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
