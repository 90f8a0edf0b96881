import type { Micros } from '../../../domain/time.js';
import { accountOfName } from './account-statements.js';
import { type Column, statement, type TextColumn } from './statement.js';

export interface HeadRow {
  readonly position: number;
  readonly at: Micros;
  readonly accounts: number;
  readonly devices: number;
  /** How many transactions wrote. */
  readonly writes: number;
  /** Whether nothing is written, since the graph moves. */
  readonly closed: number;
  /** Which ledger it is, and whether what names none is of it. */
  readonly ledger: string;
  readonly takesBare: number;
}

const headColumns =
  'position, at, accounts, devices, writes, closed, ledger, takes_bare AS "takesBare"';

/** A change without the names of its accounts, which may lie in other buckets. */
export interface BareChangeRow {
  readonly position: number;
  readonly at: Micros;
  readonly type: number;
  readonly cause: number;
  readonly follower: number;
  readonly target: number;
  readonly roleType: 1 | 3;
  readonly device: string | null;
  readonly searchId: string | null;
  readonly docId: string | null;
  readonly query: string | null;
}

export const changeColumns = `c.position, c.at, c.type, c.cause, c.follower, c.target,
      c.role_type AS "roleType", d.app_id AS device, c.search_id AS "searchId", c.doc_id AS "docId",
      c.query`;

const orders = { oldest: 'ASC', newest: 'DESC' } as const;
type Order = keyof typeof orders;

// A change has the time at which a follow of the account began or ended: $1 and $2 are its bucket and
// username, $3 and $4 the times between which, and $5 the limit. Each arm reads no more than that.
const timesOf = (order: Order) => {
  const arm = (table: string, own: 'follower' | 'target', time: 'at' | 'since' | 'until') =>
    `(SELECT l.${time} AS at FROM ${table} l
      WHERE l.b = $1 AND l.${own} = ${accountOfName} AND l.${time} > $3 AND l.${time} < $4
      ORDER BY l.${time} ${orders[order]} LIMIT $5)`;
  const arms = [
    arm('follows', 'follower', 'at'),
    arm('followers', 'target', 'at'),
    arm('ended_follows', 'follower', 'since'),
    arm('ended_followers', 'target', 'since'),
    arm('ended_follows', 'follower', 'until'),
    arm('ended_followers', 'target', 'until'),
  ];
  return statement<
    [b: number, username: string, after: Micros, before: Micros, limit: number],
    { at: Micros }
  >(`${arms.join('\n    UNION ')}
    ORDER BY at ${orders[order]} LIMIT $5`);
};

/** Where a database is: the number of its cluster of servers, and its own number there. */
const here = `((SELECT oid FROM pg_database WHERE datname = current_database())::bigint
  # (SELECT system_identifier FROM pg_control_system()))`;

/** The head, the changes, and what became of transactions. */
export const ledgerStatements = {
  head: statement<[b: number], HeadRow>(`SELECT ${headColumns} FROM head WHERE b = $1`),
  lockHead: statement<[b: number], HeadRow>(
    `SELECT ${headColumns} FROM head WHERE b = $1 FOR UPDATE`,
  ),
  // Compared there: the number is larger than a `number` can hold.
  home: statement<[b: number], { isHere: number }>(`
    SELECT (home = ${here})::int AS "isHere" FROM head WHERE b = $1`),
  setHome: statement<[b: number]>(`UPDATE head SET home = ${here} WHERE b = $1`),
  setIdentity: statement<[b: number, ledger: string, takesBare: number]>(
    'UPDATE head SET ledger = $2, takes_bare = $3 WHERE b = $1',
  ),
  touchHead: statement<[b: number]>('UPDATE head SET closed = closed WHERE b = $1'),
  moveHead: statement<[b: number, position: number, at: Micros]>(
    'UPDATE head SET position = $2, at = $3 WHERE b = $1',
  ),
  countWrite: statement<[b: number, writes: number]>('UPDATE head SET writes = $2 WHERE b = $1'),
  numberAccounts: statement<[b: number, accounts: number]>(
    'UPDATE head SET accounts = $2 WHERE b = $1',
  ),
  numberDevices: statement<[b: number, devices: number]>(
    'UPDATE head SET devices = $2 WHERE b = $1',
  ),
  addChanges: statement<
    [
      b: number,
      position: Column,
      at: Column,
      type: Column,
      cause: Column,
      follower: Column,
      target: Column,
      roleType: Column,
      device: readonly (number | null)[],
      searchId: TextColumn,
      docId: TextColumn,
      query: TextColumn,
    ]
  >(`
    INSERT INTO changes (b, position, at, type, cause, follower, target, role_type, device,
      search_id, doc_id, query)
    SELECT $1::integer, * FROM unnest($2::bigint[], $3::bigint[], $4::integer[], $5::integer[],
      $6::bigint[], $7::bigint[], $8::integer[], $9::bigint[], $10::text[], $11::text[], $12::text[])`),
  changesAfter: statement<[b: number, after: number, limit: number], BareChangeRow>(`
    SELECT ${changeColumns}
    FROM changes c LEFT JOIN devices d ON d.b = c.b AND d.id = c.device
    WHERE c.b = $1 AND c.position > $2 ORDER BY c.position LIMIT $3`),
  changesBefore: statement<
    [b: number, before: number, after: number, limit: number],
    BareChangeRow
  >(`
    SELECT ${changeColumns}
    FROM changes c LEFT JOIN devices d ON d.b = c.b AND d.id = c.device
    WHERE c.b = $1 AND c.position < $2 AND c.position > $3 ORDER BY c.position DESC LIMIT $4`),
  changeTimesOldest: timesOf('oldest'),
  changeTimesNewest: timesOf('newest'),
  /** In no order. */
  changesAt: statement<[b: number, times: Column], BareChangeRow>(`
    SELECT ${changeColumns}
    FROM changes c LEFT JOIN devices d ON d.b = c.b AND d.id = c.device
    WHERE c.b = $1 AND c.at = ANY($2::bigint[])`),
  changeTime: statement<[b: number, position: number], { at: Micros }>(
    'SELECT at FROM changes WHERE b = $1 AND position = $2',
  ),
  positionUpTo: statement<[b: number, time: Micros], { position: number }>(
    'SELECT position FROM changes WHERE b = $1 AND at <= $2 ORDER BY at DESC LIMIT 1',
  ),

  outcome: statement<[b: number, key: Uint8Array], { at: Micros }>(
    'SELECT at FROM outcomes WHERE b = $1 AND key = $2',
  ),
  addOutcome: statement<[b: number, key: Uint8Array, at: Micros]>(
    'INSERT INTO outcomes (b, key, at) VALUES ($1, $2, $3)',
  ),
  dropOldOutcomes: statement<[b: number, before: Micros]>(
    'DELETE FROM outcomes WHERE b = $1 AND at < $2',
  ),

  keptResults: statement<
    [b: number, keys: readonly Uint8Array[], now: Micros],
    { key: Buffer; request: Buffer; results: string; ledger: string }
  >(`
    SELECT key, request, results, ledger FROM idempotency_keys
    WHERE b = $1 AND key = ANY($2::bytea[]) AND expires > $3`),
  keepResults: statement<
    [
      b: number,
      key: readonly Uint8Array[],
      request: readonly Uint8Array[],
      results: readonly string[],
      expires: Micros,
      ledger: string,
    ]
  >(`
    INSERT INTO idempotency_keys (b, key, request, results, expires, ledger)
    SELECT $1::integer, k.key, k.request, k.results, $5::bigint, $6::text
    FROM unnest($2::bytea[], $3::bytea[], $4::text[]) AS k (key, request, results)
    ON CONFLICT (b, key) DO UPDATE
    SET request = excluded.request, results = excluded.results, expires = excluded.expires,
      ledger = excluded.ledger`),
  keepResultsForEver: statement<[b: number]>(`
    UPDATE idempotency_keys SET expires = 9007199254740991
    WHERE b = $1 AND expires < 9007199254740991`),
  dropExpiredResults: statement<[b: number, now: Micros]>(
    'DELETE FROM idempotency_keys WHERE b = $1 AND expires <= $2',
  ),
} as const;
