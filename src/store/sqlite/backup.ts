import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  realpathSync,
  renameSync,
  unlinkSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { openDatabase } from './driver.js';

/**
 * Copies a database to a new file, as it stands at one moment, also while a server writes it. The file
 * appears whole and durable, or not at all.
 *
 * @throws Error when there is no database, or the new file exists or cannot be written.
 */
export function backUp(
  database: string,
  file: string,
  { replace = false }: { readonly replace?: boolean } = {},
): void {
  if (!existsSync(database)) throw new Error(`${database} does not exist`);
  if (existsSync(file)) {
    if (!replace) throw new Error(`${file} exists`);
    if (realpathSync(file) === realpathSync(database)) {
      throw new Error(`${file} is the database itself: choose another name`);
    }
  }
  const partial = `${file}.partial-${process.pid}`;
  const db = openDatabase(database, 'read');
  try {
    db.prepare('VACUUM INTO ?').run(partial);
    sync(partial);
    // A link refuses a file that has appeared meanwhile; a rename replaces it.
    if (replace) renameSync(partial, file);
    else linkSync(partial, file);
    sync(dirname(file));
  } finally {
    db.close();
    if (existsSync(partial)) unlinkSync(partial);
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
