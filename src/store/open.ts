import type { GraphStore } from '../domain/store.js';
import { openSqliteStore, type SqliteOptions } from './sqlite/sqlite-store.js';

/** Where the graph is kept, as the configuration decided it. */
export interface DatabaseLocation {
  readonly engine: 'sqlite';
  /** Absolute path of the database file. */
  readonly file: string;
}

export function openStore(
  location: DatabaseLocation,
  options: SqliteOptions = {},
): Promise<GraphStore> {
  return openSqliteStore(location.file, options);
}
