import type { GraphStore } from '#guanzhu/domain/store.js';
import { openDatabase } from '#guanzhu/store/sqlite/driver.js';
import { Reader } from '#guanzhu/store/sqlite/reader.js';

type Readers = Pick<GraphStore, 'changes' | 'counts' | 'followers' | 'following' | 'head'>;

export interface OpenedFile extends Disposable {
  readonly store: Readers;
  /** What SQLite itself says of the file: `ok`, or what is wrong with it. */
  integrity(): string;
}

/** Reads a database file beside the server that has it open. */
export function readBeside(file: string): OpenedFile {
  const db = openDatabase(file, 'read');
  const reader = new Reader(db);
  return {
    store: {
      changes: async (after, limit) => reader.changes(after, limit),
      counts: async (username) => reader.counts(username),
      followers: async (username, page) => reader.followers(username, page),
      following: async (username, page) => reader.following(username, page),
      head: async () => reader.head(),
    },
    integrity: () => String(db.pragma('integrity_check', { simple: true })),
    [Symbol.dispose]: () => db.close(),
  };
}
