import SqliteDatabase from 'better-sqlite3';
import { GuanzhuError } from '../../domain/errors.js';
import { InjectedFault } from './faults.js';
import type { Statement } from './statements/statement.js';

export type Database = SqliteDatabase.Database;

/** SQLite before 3.51.3 can corrupt a WAL database when a reset races with a writer. */
const oldestSafeSqlite = [3, 51, 3] as const;

/** Opens a file for one thread. `synchronous=FULL` makes a commit durable before it returns. */
export function openDatabase(file: string, access: 'write' | 'read'): Database {
  const db = new SqliteDatabase(file, { readonly: access === 'read' });
  try {
    assertSafeVersion(db);
    if (access === 'write') {
      db.pragma('journal_mode = WAL');
      db.pragma('synchronous = FULL');
      // A longer WAL makes checkpoints rarer; each one rewrites the same hot pages once.
      db.pragma('wal_autocheckpoint = 4000');
      db.pragma('foreign_keys = ON');
      assertDurable(db);
    }
    db.pragma('busy_timeout = 5000');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

export function prepare<Params extends unknown[], Row>(
  db: Database,
  { sql }: Statement<Params, Row>,
): SqliteDatabase.Statement<Params, Row> {
  return db.prepare<Params, Row>(sql);
}

/** Opens a file that nobody else has, and leaves it one file, without a log beside it. */
export function openAlone(file: string): Database {
  return new SqliteDatabase(file, { fileMustExist: true });
}

/** Opens a file whose only use is the operating system's lock on it. */
export function openLockFile(file: string): Database {
  return new SqliteDatabase(file, { timeout: 0 });
}

/**
 * Brings the write-ahead log into the database file as far as readers let it, waiting for none.
 *
 * @returns false when a reader kept a part of it back.
 */
export function intoFile(db: Database): boolean {
  try {
    const { log, checkpointed } = asCheckpoint(db.pragma('wal_checkpoint(PASSIVE)'));
    return checkpointed >= log;
  } catch {
    // As with SQLite's own checkpoints, the log keeps what could not be written: nothing is lost.
    return true;
  }
}

function asCheckpoint(rows: unknown): { readonly log: number; readonly checkpointed: number } {
  const [row]: readonly unknown[] = Array.isArray(rows) ? rows : [];
  const { log, checkpointed } = Object(row);
  return { log: Number(log), checkpointed: Number(checkpointed) };
}

function assertSafeVersion(db: Database): void {
  const version = String(db.prepare('SELECT sqlite_version()').pluck().get());
  const parts = version.split('.').map(Number);
  for (const [index, least] of oldestSafeSqlite.entries()) {
    const part = parts[index] ?? 0;
    if (part > least) return;
    if (part < least) {
      throw new Error(`SQLite ${version} is too old: ${oldestSafeSqlite.join('.')} is needed`);
    }
  }
}

function assertDurable(db: Database): void {
  const mode = db.pragma('journal_mode', { simple: true });
  const synchronous = db.pragma('synchronous', { simple: true });
  if (mode !== 'wal' || synchronous !== 2) {
    throw new Error(`SQLite refuses durable settings: journal_mode ${mode}, sync ${synchronous}`);
  }
}

/** Whether another connection holds the lock that was asked for. */
export function isBusy(error: unknown): boolean {
  return codeOf(error)?.startsWith('SQLITE_BUSY') === true;
}

/** Whether a file is no database, or not a sound one. */
export function isUnreadable(error: unknown): boolean {
  return /^SQLITE_(NOTADB|CORRUPT)/.test(codeOf(error) ?? '');
}

/**
 * Failures after which the state on disk is not known, or not sound. A failed sync may have lost
 * pages that the kernel now reports as clean, so it must never be tried again in the same process.
 * The WAL's index is written after the commit is synced: when that fails, as on a full disk, the
 * batch is gone from this process but back after a crash.
 */
const fatalCodes = [
  'SQLITE_IOERR_FSYNC',
  'SQLITE_IOERR_DIR_FSYNC',
  'SQLITE_IOERR_SHM',
  'SQLITE_CORRUPT',
  'SQLITE_NOTADB',
];

/** The domain's error for a driver's; the driver's own stays attached as the cause. */
export function translate(error: unknown): GuanzhuError {
  if (error instanceof GuanzhuError) return error;
  const code = codeOf(error);
  if (code === undefined) return new GuanzhuError('internal', {}, { cause: error });
  const fatal = fatalCodes.some((prefix) => code.startsWith(prefix));
  return new GuanzhuError(
    fatal ? 'outcome_unknown' : 'store_unavailable',
    { reason: code },
    {
      cause: error,
    },
  );
}

/** Failures of the storage that meet every write until somebody has looked after it. */
const lastingCodes = ['SQLITE_FULL', 'SQLITE_IOERR', 'SQLITE_READONLY', 'SQLITE_CANTOPEN'];

export function isLastingFault({ code, params }: GuanzhuError): boolean {
  const reason = params.reason ?? '';
  return code === 'store_unavailable' && lastingCodes.some((known) => reason.startsWith(known));
}

/** Whatever fails, a read has written nothing: its outcome is never unknown. */
export function read<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof GuanzhuError) throw error;
    throw new GuanzhuError('store_unavailable', translate(error).params, { cause: error });
  }
}

/** Reads inside one transaction: everything that `work` sees is of one moment. */
export function readOnce<T>(db: Database, work: () => T): T {
  return read(() => db.transaction(work).deferred());
}

function codeOf(error: unknown): string | undefined {
  if (error instanceof SqliteDatabase.SqliteError) return error.code;
  return error instanceof InjectedFault ? error.code : undefined;
}
