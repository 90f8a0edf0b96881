import { existsSync, type Stats, statSync } from 'node:fs';
import { basename } from 'node:path';

/** What stands where a database must be cannot be served; the message says why, and what to do. */
export class DatabasePlaceError extends Error {
  override readonly name = 'DatabasePlaceError';
}

/** What a start finds in the place of its database, before it makes anything. */
export interface DatabasePlace {
  readonly hasFile: boolean;
  /** Whether the place has been served before, which leaves a lock behind. */
  readonly wasServed: boolean;
}

/** @throws DatabasePlaceError. */
export function lookAtPlace(file: string): DatabasePlace {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found && !found.isFile()) {
    throw new DatabasePlaceError('it is no file: name another place for the database');
  }
  const log = `${file}-wal`;
  // SQLite would take the log of an empty file for a leftover, and remove it.
  if (isEmpty(found) && !isEmpty(statSync(log, { throwIfNoEntry: false }))) {
    throw new DatabasePlaceError(
      `it is ${found ? 'empty' : 'gone'}, yet ${basename(log)} beside it holds its last changes: put the file back, or move the log away to begin anew`,
    );
  }
  return { hasFile: found !== undefined, wasServed: existsSync(`${file}.lock`) };
}

const isEmpty = (found: Stats | undefined) => (found?.size ?? 0) === 0;

/** What is strange about a database that holds no graph yet; undefined for a place that is new. */
export function strangenessOf({ hasFile, wasServed }: DatabasePlace): string | undefined {
  if (hasFile) {
    return 'its file was there and held no graph, so it starts empty; a copy of a file that is being served may lack the newest changes: copy with "guanzhu backup"';
  }
  if (wasServed) {
    return 'its file was gone, though it has been served before, so it starts empty; if the file was moved, stop the server and put it back';
  }
  return undefined;
}
