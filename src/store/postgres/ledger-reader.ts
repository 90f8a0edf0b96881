import type { Change } from '../../domain/change.js';
import type { LedgerHead } from '../../domain/ledger-head.js';
import type { Revision } from '../../domain/revision.js';
import { noAccount } from '../bucket.js';
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
