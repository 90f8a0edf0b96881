import { statement } from './statement.js';

/** The schema's number; its row is the lock that migrations take. */
export const migrationStatements = {
  version: statement<[b: number], { version: number }>(
    'SELECT version FROM schema_version WHERE b = $1',
  ),
  lockVersion: statement<[b: number], { version: number }>(
    'SELECT version FROM schema_version WHERE b = $1 FOR UPDATE',
  ),
  setVersion: statement<[b: number, version: number]>(
    'UPDATE schema_version SET version = $2 WHERE b = $1',
  ),
} as const;
