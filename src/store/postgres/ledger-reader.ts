import type { Change } from '../../domain/change.js';
import type { LedgerHead } from '../../domain/ledger-head.js';
import type { Revision } from '../../domain/revision.js';
import { brokenRule, rules } from '../../domain/rule.js';
import { noAccount } from '../bucket.js';
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
  if (position === undefined) throw brokenRule('after', rules.revision, after);
  return pool.use(async (db) =>
    nameChanges(db, await db.all(statements.changesAfter, noAccount, position, limit)),
  );
}
