import type { DatabaseLocation } from './open.js';
import { replacePostgresSecret } from './postgres/secret-writer.js';
import { replaceSqliteSecret } from './sqlite/secret-writer.js';

/** Puts a secret in the place of one, beside any server. */
export async function replaceSecret(
  location: DatabaseLocation,
  name: string,
  value: Uint8Array,
): Promise<void> {
  if (location.engine === 'sqlite') return replaceSqliteSecret(location.file, name, value);
  await replacePostgresSecret(location.urls, name, value);
}
