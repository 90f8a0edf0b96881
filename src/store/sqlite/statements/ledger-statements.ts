import type { RoleType } from '../../../domain/identity.js';
import type { Micros } from '../../../domain/time.js';
import type { ChangeRow } from '../../rows.js';
import { statement } from './statement.js';

/** Transactions, the head and the changes. */
export const ledgerStatements = {
  begin: statement<[]>('BEGIN IMMEDIATE'),
  commit: statement<[]>('COMMIT'),
  rollback: statement<[]>('ROLLBACK'),
  head: statement<[], { position: number; at: Micros }>(
    'SELECT position, at FROM head WHERE id = 1',
  ),
  identity: statement<[], { identity: string; takesBare: number }>(
    'SELECT identity, takes_bare AS takesBare FROM head WHERE id = 1',
  ),
  setIdentity: statement<[name: string, takesBare: number]>(
    'UPDATE head SET identity = ?, takes_bare = ? WHERE id = 1',
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
  changesAfter: statement<[number, number], ChangeRow>(`
    SELECT c.position, c.at, c.type, c.cause, f.username AS follower, t.username AS target,
      c.role_type AS roleType, d.app_id AS device, c.search_id AS searchId, c.doc_id AS docId, c.query
    FROM changes c
    JOIN accounts f ON f.id = c.follower
    JOIN accounts t ON t.id = c.target
    LEFT JOIN devices d ON d.id = c.device
    WHERE c.position > ? ORDER BY c.position LIMIT ?`),
} as const;
