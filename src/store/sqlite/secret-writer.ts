import { existsSync } from 'node:fs';
import { intoFile, openDatabase, prepare } from './driver.js';
import { isUpToDate } from './migrate.js';
import { statements } from './statements.js';

/**
 * Puts a secret in the place of one, also while a server has the file open.
 *
 * @throws Error when there is no file, or another release made it.
 */
export function replaceSqliteSecret(file: string, name: string, value: Uint8Array): void {
  if (!existsSync(file))
    throw new Error('it does not exist: the first start makes it, and a token');
  const db = openDatabase(file, 'write');
  try {
    if (!isUpToDate(db)) {
      throw new Error(
        'it holds no graph with the schema of this release: start this release with it once',
      );
    }
    prepare(db, statements.replaceSecret).run(name, value);
    // A server that has the file open knows of no write to bring into it.
    intoFile(db);
  } finally {
    db.close();
  }
}
