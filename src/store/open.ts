import type { ServedStore } from '../domain/public-reads.js';
import { brokenRule, rules } from '../domain/rule.js';
import { openPostgresStore, type PostgresOptions } from './postgres/postgres-store.js';
import { hidePassword, readPostgresUrls } from './postgres/urls.js';
import { decodeRevision } from './revision.js';
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
      /** As they were given; none where reads go to no others. */
      readonly replicaUrls?: readonly string[];
    };

/** How a location is named to people: without a password. */
export function nameOfLocation(location: DatabaseLocation): string {
  return location.engine === 'sqlite' ? location.file : hidePassword(location.url);
}

export async function openStore(
  location: DatabaseLocation,
  options: SqliteOptions & Pick<PostgresOptions, 'events'> = {},
): Promise<ServedStore> {
  if (location.engine === 'postgres') {
    const { urls, replicaUrls = [] } = location;
    const replicas = replicaUrls.map((url) => readPostgresUrls(url) ?? []);
    return openPostgresStore(urls, { ...options, replicas });
  }
  const store = await openSqliteStore(location.file, options);
  // There is one file, and every read sees all of it.
  const reach = async (revision: string) => {
    if (decodeRevision(revision) === undefined) {
      throw brokenRule('revision', rules.revision, revision);
    }
  };
  return { ...store, reads: { ...store, reach } };
}
