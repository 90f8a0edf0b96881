import type { QuarterRow, TargetRow } from '../../overview-sums.js';
import type { AccountRow } from '../../rows.js';
import { statement } from './statement.js';

/** Sums of the ledger, by quarters of an hour. */
export const overviewStatements = {
  addToQuarter: statement<[number, number, number]>(`
    INSERT INTO ledger_quarters (quarter, followed, unfollowed) VALUES (?, ?, ?)
    ON CONFLICT (quarter) DO UPDATE SET
      followed = followed + excluded.followed, unfollowed = unfollowed + excluded.unfollowed`),
  addToFollows: statement<[number]>('UPDATE totals SET follows = follows + ? WHERE id = 1'),
  totals: statement<[], { accounts: number; follows: number }>(
    'SELECT accounts, follows FROM totals WHERE id = 1',
  ),
  quartersFrom: statement<[number], QuarterRow>(
    'SELECT quarter, followed, unfollowed FROM ledger_quarters WHERE quarter >= ? ORDER BY quarter',
  ),
  targetsAfter: statement<[number], TargetRow>(
    'SELECT at, type, target FROM changes WHERE position > ? ORDER BY position',
  ),
  accountById: statement<[number], AccountRow>('SELECT * FROM accounts WHERE id = ?'),
} as const;
