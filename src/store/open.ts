import type { GraphStore } from '../domain/store.js';
import { openPostgresStore } from './postgres/postgres-store.js';
import { hidePassword } from './postgres/urls.js';
import { openSqliteStore, type SqliteOptions } from './sqlite/sqlite-store.js';

/** Where the graph is kept, as the configuration decided it. */
export type DatabaseLocation =
  | {
      readonly engine: 'sqlite';
      /** Absolute path of the database file. */
      readonly file: string;
    }
  | {
      readonly engine: 'postgres';
      /** As it was given: it may hold a password. */
      readonly url: string;
      /** One for each of its hosts. */
      readonly urls: readonly string[];
    };

/** How a location is named to people: without a password. */
export function nameOfLocation(location: DatabaseLocation): string {
  return location.engine === 'sqlite' ? location.file : hidePassword(location.url);
}

export function openStore(
  location: DatabaseLocation,
  options: SqliteOptions = {},
): Promise<GraphStore> {
  return location.engine === 'sqlite'
    ? openSqliteStore(location.file, options)
    : openPostgresStore(location.urls);
}
