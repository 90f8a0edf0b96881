import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { GuanzhuError } from '../../domain/errors.js';

/** What a busy moment may write at once, in bytes. */
const room = 1024 * 1024;

/**
 * Writes a file of some size beside a database, and removes it: one page may still find a place where no
 * batch does.
 *
 * @throws GuanzhuError `store_unavailable` when there is no room.
 */
export function findRoom(database: string): void {
  const file = `${database}.probe`;
  try {
    const handle = openSync(file, 'w', 0o600);
    try {
      const written = writeSync(handle, Buffer.alloc(room));
      // A file that may grow no further takes the part that fits.
      if (written < room) throw new Error('the file took a part only');
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch (cause) {
    throw new GuanzhuError('store_unavailable', { reason: 'no-room' }, { cause });
  } finally {
    rmSync(file, { force: true });
  }
}
