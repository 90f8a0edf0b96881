import type { RoleType } from '../../../domain/identity.js';
import type { Micros } from '../../../domain/time.js';
import type { ChangeRow } from '../../rows.js';
import { statement } from './statement.js';

const orders = { oldest: 'ASC', newest: 'DESC' } as const;

const changeOf = `
    SELECT c.position, c.at, c.type, c.cause, f.username AS follower, t.username AS target,
      c.role_type AS roleType, d.app_id AS device, c.search_id AS searchId, c.doc_id AS docId, c.query`;
const named = `
    JOIN accounts f ON f.id = c.follower
    JOIN accounts t ON t.id = c.target
    LEFT JOIN devices d ON d.id = c.device`;

// A change has the time at which a follow of the account began or ended. Each arm comes in the order of
// its index, but for the account's own follows by their end: those are put in order.
const changesOf = (order: keyof typeof orders) =>
  statement<
    [{ account: number; after: Micros; before: Micros; limit: number }],
    ChangeRow
  >(`${changeOf}
    FROM (
      SELECT at FROM follows WHERE follower = @account AND at > @after AND at < @before
      UNION SELECT at FROM followers WHERE target = @account AND at > @after AND at < @before
      UNION SELECT since FROM ended_follows
        WHERE follower = @account AND since > @after AND since < @before
      UNION SELECT since FROM ended_follows
        WHERE target = @account AND since > @after AND since < @before
      UNION SELECT until FROM ended_follows
        WHERE follower = @account AND until > @after AND until < @before
      UNION SELECT until FROM ended_follows
        WHERE target = @account AND until > @after AND until < @before
      ORDER BY at ${orders[order]} LIMIT @limit
    ) l CROSS JOIN changes c ON c.at = l.at${named}
    ORDER BY l.at ${orders[order]}`);

/** Transactions, the head and the changes. */
export const ledgerStatements = {
  begin: statement<[]>('BEGIN IMMEDIATE'),
  commit: statement<[]>('COMMIT'),
  rollback: statement<[]>('ROLLBACK'),
  head: statement<[], { position: number; at: Micros }>(
    'SELECT position, at FROM head WHERE id = 1',
  ),
  identity: statement<[], { ledger: string; takesBare: number }>(
    'SELECT ledger, takes_bare AS takesBare FROM head WHERE id = 1',
  ),
  setIdentity: statement<[name: string, takesBare: number]>(
    'UPDATE head SET ledger = ?, takes_bare = ? WHERE id = 1',
  ),
  closed: statement<[], { closed: number }>('SELECT closed FROM head WHERE id = 1'),
  touchHead: statement<[]>('UPDATE head SET closed = closed WHERE id = 1'),
  moveHead: statement<[number, Micros]>('UPDATE head SET position = ?, at = ? WHERE id = 1'),
  addChange: statement<
    [
      number,
      Micros,
      number,
      number,
      number,
      RoleType,
      number,
      number | null,
      string | null,
      string | null,
      string | null,
    ]
  >(`
    INSERT INTO changes (position, at, type, follower, target, role_type, cause, device, search_id, doc_id,
      query)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
  changesAfter: statement<[number, number], ChangeRow>(`${changeOf}
    FROM changes c${named}
    WHERE c.position > ? ORDER BY c.position LIMIT ?`),
  changesBefore: statement<[before: number, after: number, limit: number], ChangeRow>(`${changeOf}
    FROM changes c${named}
    WHERE c.position < ? AND c.position > ? ORDER BY c.position DESC LIMIT ?`),
  changesOfOldest: changesOf('oldest'),
  changesOfNewest: changesOf('newest'),
} as const;
