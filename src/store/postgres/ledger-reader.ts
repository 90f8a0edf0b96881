import type { Change } from '../../domain/change.js';
import type { ChangeQuery } from '../../domain/change-reads.js';
import type { LedgerHead } from '../../domain/ledger-head.js';
import type { Revision } from '../../domain/revision.js';
import { bucketOf, noAccount } from '../bucket.js';
import type { Revisions } from '../revision.js';
import { toChange } from '../rows.js';
import { usernamesById } from './accounts-by-id.js';
import type { Connection } from './driver.js';
import type { Ledger } from './ledger.js';
import type { Pool } from './pool.js';
import type { BareChangeRow } from './statements/ledger-statements.js';
import { statements } from './statements.js';

export async function readHead(db: Connection, ledger: Ledger): Promise<LedgerHead> {
  return ledger.headOf(await db.get(statements.head, noAccount));
}

/** Changes with the names of their accounts. */
export async function nameChanges(
  db: Connection,
  rows: readonly BareChangeRow[],
  revisions: Revisions,
): Promise<readonly Change[]> {
  const nameOf = await usernamesById(
    db,
    rows.flatMap(({ follower, target }) => [follower, target]),
  );
  return rows.map((row) =>
    toChange({ ...row, follower: nameOf(row.follower), target: nameOf(row.target) }, revisions),
  );
}

/** See `GraphStore.changes`. */
export async function readChanges(
  pool: Pool,
  ledger: Ledger,
  after: Revision | undefined,
  limit: number,
): Promise<readonly Change[]> {
  const { revisions } = ledger;
  const position = after === undefined ? 0 : revisions.decode(after, 'after');
  return pool.use(async (db) => {
    const [rows, head] = await Promise.all([
      db.all(statements.changesAfter, noAccount, position, limit),
      db.get(statements.head, noAccount),
    ]);
    // Whoever reads on from page to page never asks for the head.
    ledger.refuseOther(head);
    return nameChanges(db, rows, revisions);
  });
}

/** See `ChangeReads.selectChanges`. */
export async function selectChanges(
  pool: Pool,
  ledger: Ledger,
  query: ChangeQuery,
): Promise<readonly Change[]> {
  const { after, account, limit, order } = query;
  if (account === undefined && order === 'oldest') {
    return readChanges(pool, ledger, after.revision, limit);
  }
  const { revisions } = ledger;
  const before = order === 'newest' ? query.before : undefined;
  return pool.use(async (db) => {
    ledger.refuseOther(await db.get(statements.head, noAccount));
    if (account === undefined) {
      const from = revisions.decode(after.revision, 'after');
      const to = before ? revisions.decode(before.revision, 'cursor') : Number.MAX_SAFE_INTEGER;
      const rows = await db.all(statements.changesBefore, noAccount, to, from, limit);
      return nameChanges(db, rows, revisions);
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
      revisions,
    );
  });
}
