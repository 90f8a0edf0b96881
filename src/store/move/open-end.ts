import { type DatabaseLocation, nameOfLocation } from '../open.js';
import { openPostgresSource, openPostgresTarget } from '../postgres/move-end.js';
import { openSqliteSource, openSqliteTarget } from '../sqlite/move-end.js';
import type { MoveEnd } from './move-end.js';

/** Opens the database that a graph is moved from. */
export async function openSource(location: DatabaseLocation): Promise<MoveEnd> {
  if (location.engine === 'sqlite') return openSqliteSource(location.file);
  return openPostgresSource(nameOfLocation(location), location.urls);
}

/** Opens the database that a graph is moved to, made where it is a file that does not exist. */
export async function openTarget(location: DatabaseLocation): Promise<MoveEnd> {
  if (location.engine === 'postgres') {
    return openPostgresTarget(nameOfLocation(location), location.urls);
  }
  return openSqliteTarget(location.file);
}
