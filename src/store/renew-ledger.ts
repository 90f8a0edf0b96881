import { existsSync } from 'node:fs';
import type { DatabaseLocation } from './open.js';
import { renewIdentity as renewPostgres } from './postgres/renew-identity.js';
import { renewFile } from './sqlite/restore.js';

/**
 * Gives a ledger another identity, as after a restore that it cannot know of. Returns its name.
 *
 * @throws FolderInUseError when a process serves the file; the driver's own error.
 */
export async function renewLedger(location: DatabaseLocation): Promise<string> {
  if (location.engine === 'postgres') return renewPostgres(location.urls);
  if (!existsSync(location.file)) throw new Error(`${location.file} does not exist`);
  return renewFile(location.file);
}
