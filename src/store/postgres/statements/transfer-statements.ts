import type { AccountRow } from '../../rows.js';
import { accountColumns } from './account-statements.js';
import { type BareChangeRow, changeColumns } from './ledger-statements.js';
import { type Column, statement } from './statement.js';

/** What an export reads. */
export const transferStatements = {
  accountsAfter: statement<[after: string, limit: number], AccountRow>(`
    SELECT ${accountColumns} FROM accounts a
    WHERE a.b >= 0 AND a.username > $1 ORDER BY a.username LIMIT $2`),
  followsBegunAfter: statement<
    [b: number, after: number, last: number, limit: number],
    BareChangeRow
  >(`
    SELECT ${changeColumns}
    FROM changes c LEFT JOIN devices d ON d.b = c.b AND d.id = c.device
    WHERE c.b = $1 AND c.position > $2 AND c.position <= $3 ORDER BY c.position LIMIT $4`),
  /** Which follows, named by when they began, had ended up to a moment. */
  endedUpTo: statement<
    [b: Column, follower: Column, target: Column, since: Column, asOf: number],
    { since: number }
  >(`
    SELECT e.since
    FROM unnest($1::integer[], $2::bigint[], $3::bigint[], $4::bigint[])
      AS k (b, follower, target, since)
    JOIN ended_follows e ON e.b = k.b AND e.follower = k.follower AND e.target = k.target
      AND e.since = k.since
    WHERE e.until <= $5`),
} as const;
