import type { GraphStore } from '../../domain/store.js';
import { type Database, openDatabase } from './driver.js';
import type { FaultPlan } from './faults.js';
import { lockDatabaseFile } from './folder-lock.js';
import { migrate } from './migrate.js';
import { Reader } from './reader.js';
import { Writer } from './writer.js';

export interface SqliteOptions {
  /** Storage faults to raise, for tests. */
  readonly faults?: FaultPlan;
}

/**
 * Opens the follow graph in a SQLite file, made when it does not exist.
 *
 * @throws FolderInUseError when another process serves the file; NewerSchemaError when a newer
 *   release wrote it; the driver's own error when the file cannot be opened.
 */
export async function openSqliteStore(
  file: string,
  { faults = [] }: SqliteOptions = {},
): Promise<GraphStore> {
  const lock = lockDatabaseFile(file);
  try {
    const readable = openForReading(file);
    const reader = new Reader(readable);
    const writer = new Writer({ file, faults });
    let closing: Promise<void> | undefined;
    const close = async () => {
      readable.close();
      await writer.close();
      lock.release();
    };
    return {
      apply: (commands, now) => writer.apply(commands, now),
      provision: (rows) => writer.provision(rows),
      isEmpty: async () => reader.isEmpty(),
      findSecret: async (name) => reader.findSecret(name),
      findToken: async (hash) => reader.findToken(hash),
      findIdentities: async (tenant, appId) => reader.findIdentities(tenant, appId),
      findAccount: async (username) => reader.findAccount(username),
      counts: async (username) => reader.counts(username),
      followedAt: async (follower, target) => reader.followedAt(follower, target),
      followers: async (username, page) => reader.followers(username, page),
      following: async (username, page) => reader.following(username, page),
      head: async () => reader.head(),
      changes: async (after, limit) => reader.changes(after, limit),
      close: () => {
        closing ??= close();
        return closing;
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Migrates first, and keeps that connection until the reader's is open: it has made the WAL. */
function openForReading(file: string): Database {
  const migrating = openDatabase(file, 'write');
  try {
    migrate(migrating);
    return openDatabase(file, 'read');
  } finally {
    migrating.close();
  }
}
