import type { QuarterRow, TargetRow } from '../../overview-sums.js';
import { type Column, statement } from './statement.js';

/** Sums of the ledger, by quarters of an hour. */
export const overviewStatements = {
  addToQuarters: statement<[b: number, quarter: Column, followed: Column, unfollowed: Column]>(`
    INSERT INTO ledger_quarters AS q (b, quarter, followed, unfollowed)
    SELECT $1::integer, * FROM unnest($2::bigint[], $3::bigint[], $4::bigint[])
    ON CONFLICT (b, quarter) DO UPDATE
    SET followed = q.followed + excluded.followed, unfollowed = q.unfollowed + excluded.unfollowed`),
  addToTotals: statement<[b: number, accounts: number, follows: number]>(
    'UPDATE totals SET accounts = accounts + $2, follows = follows + $3 WHERE b = $1',
  ),
  totals: statement<[b: number], { accounts: number; follows: number }>(
    'SELECT accounts, follows FROM totals WHERE b = $1',
  ),
  quartersFrom: statement<[b: number, quarter: number], QuarterRow>(`
    SELECT quarter, followed, unfollowed FROM ledger_quarters
    WHERE b = $1 AND quarter >= $2 ORDER BY quarter`),
  targetsAfter: statement<[b: number, after: number], TargetRow>(
    'SELECT at, type, target FROM changes WHERE b = $1 AND position > $2 ORDER BY position',
  ),
} as const;
