import { existsSync, realpathSync } from 'node:fs';
import { copyDatabase } from './copy-database.js';
import { isBackupFile, markAsCopy } from './ledger-identity.js';

/**
 * Makes a backup, marked as one: whoever serves it gives it another identity first.
 *
 * @param options.replace whether it takes the place of an earlier backup. Another file is never replaced: it may be
 *   a database that is served, or that holds its last changes in a log beside it.
 * @throws Error as `copyDatabase`.
 */
export function backUp(
  database: string,
  file: string,
  { replace = false }: { readonly replace?: boolean } = {},
): void {
  if (replace && existsSync(file) && !isBackupFile(file)) {
    const isItself = existsSync(database) && realpathSync(file) === realpathSync(database);
    const what = isItself ? 'the database itself' : 'no backup, and is not replaced';
    throw new Error(`${file} is ${what}: choose another name`);
  }
  copyDatabase(database, file, markAsCopy, replace);
}
