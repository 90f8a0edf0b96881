import type { Change } from '../../domain/change.js';
import type { ChangeQuery } from '../../domain/change-reads.js';
import { GuanzhuError } from '../../domain/errors.js';
import type { LedgerHead } from '../../domain/ledger-head.js';
import type { Revision } from '../../domain/revision.js';
import { bucketOf, noAccount } from '../bucket.js';
import { decodeRevision, encodeRevision } from '../revision.js';
import { toChange } from '../rows.js';
import { usernamesById } from './accounts-by-id.js';
import type { Connection } from './driver.js';
import type { Pool } from './pool.js';
import type { BareChangeRow } from './statements/ledger-statements.js';
import { statements } from './statements.js';

export async function readHead(db: Connection): Promise<LedgerHead> {
  const row = await db.get(statements.head, noAccount);
  return { revision: encodeRevision(row?.position ?? 0), at: row?.at ?? 0 };
}

/** Changes with the names of their accounts. */
export async function nameChanges(
  db: Connection,
  rows: readonly BareChangeRow[],
): Promise<readonly Change[]> {
  const nameOf = await usernamesById(
    db,
    rows.flatMap(({ follower, target }) => [follower, target]),
  );
  return rows.map((row) =>
    toChange({ ...row, follower: nameOf(row.follower), target: nameOf(row.target) }),
  );
}

/** See `GraphStore.changes`. */
export async function readChanges(
  pool: Pool,
  after: Revision | undefined,
  limit: number,
): Promise<readonly Change[]> {
  const position = after === undefined ? 0 : decodeRevision(after);
  if (position === undefined) throw new GuanzhuError('parameter_invalid', { field: 'after' });
  return pool.use(async (db) =>
    nameChanges(db, await db.all(statements.changesAfter, noAccount, position, limit)),
  );
}

/** See `ChangeReads.selectChanges`. */
export async function selectChanges(pool: Pool, query: ChangeQuery): Promise<readonly Change[]> {
  const { after, account, limit, order } = query;
  if (account === undefined && order === 'oldest') return readChanges(pool, after.revision, limit);
  const before = order === 'newest' ? query.before : undefined;
  return pool.use(async (db) => {
    if (account === undefined) {
      const end = before ? decodeRevision(before.revision) : undefined;
      const [from, to] = [decodeRevision(after.revision) ?? 0, end ?? Number.MAX_SAFE_INTEGER];
      return nameChanges(db, await db.all(statements.changesBefore, noAccount, to, from, limit));
    }
    const times = order === 'oldest' ? statements.changeTimesOldest : statements.changeTimesNewest;
    const last = before?.at ?? Number.MAX_SAFE_INTEGER;
    const found = await db.all(times, bucketOf(account), account, after.at, last, limit);
    const rows = await db.all(
      statements.changesAt,
      noAccount,
      found.map(({ at }) => at),
    );
    const direction = order === 'oldest' ? 1 : -1;
    return nameChanges(
      db,
      rows.toSorted((a, b) => direction * (a.position - b.position)),
    );
  });
}
