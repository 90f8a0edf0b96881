import { GuanzhuError } from '../../domain/errors.js';
import { noAccount } from '../bucket.js';
import type { Connection } from './driver.js';
import type { Mark } from './floor.js';
import type { HeadRow } from './statements/ledger-statements.js';
import { statements } from './statements.js';

/** What a read came to, and at which mark of the database it is true. */
export interface MarkedRead<T> {
  readonly mark: Mark;
  /** @throws GuanzhuError what the read refused. */
  result(): T;
}

/** @param judge throws for a head that must not count. */
export async function readMark(
  db: Connection,
  judge: (head: HeadRow | undefined) => void,
): Promise<Mark> {
  const row = await db.get(statements.head, noAccount);
  judge(row);
  return { position: row?.position ?? 0, at: row?.at ?? 0, writes: row?.writes ?? 0 };
}

/**
 * Runs statements and reads the head in one snapshot, so that the mark is exactly what the statements
 * saw. They are sent together: a mark that falls short costs the work, not another round trip.
 *
 * @param judge as `readMark` has it.
 * @param patience how long the mark may take, in ms: a server that hangs is told by it, and work may be long.
 */
export async function readMarked<T>(
  db: Connection,
  work: (db: Connection) => Promise<T>,
  judge: (head: HeadRow | undefined) => void,
  patience?: number,
): Promise<MarkedRead<T>> {
  const begun = db.script('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const marked = Promise.all([readMark(db, judge), begun]);
  const worked = work(db).then(
    (value) => () => value,
    (error: unknown) => {
      if (!(error instanceof GuanzhuError)) throw error;
      return () => {
        throw error;
      };
    },
  );
  // Whichever fails first tells: the other then has nobody who waits for it.
  worked.catch(() => {});
  const [mark] = await (patience === undefined ? marked : within(patience, marked));
  const result = await worked;
  db.script('COMMIT').catch(() => db.destroy());
  return { mark, result };
}

/** Fails when a promise takes longer. */
export function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`timeout expired after ${ms} ms`)), ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
