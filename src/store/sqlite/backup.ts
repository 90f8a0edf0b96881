import { copyDatabase } from './copy-database.js';
import { markAsCopy } from './ledger-identity.js';

/**
 * Makes a backup, marked as one: whoever serves it gives it another identity first.
 *
 * @throws Error as `copyDatabase`.
 */
export function backUp(database: string, file: string): void {
  copyDatabase(database, file, markAsCopy);
}
