import type { Micros } from '../../../domain/time.js';
import type { Standing } from '../../move/move-end.js';
import {
  type Cell,
  type ColumnKind,
  columnsOf,
  keyOf,
  type SectionName,
} from '../../move/sections.js';
import { type Column, type Statement, statement } from './statement.js';

type NamedRow = Readonly<Record<string, Cell>>;

/** Counts stand in two tables, the followers' in slots. */
const countsAfter = statement<Cell[], NamedRow>(`
  SELECT x.b, x.account, x.followers, x.following, x.gained FROM (
    SELECT a.b, a.id AS account,
      (SELECT coalesce(sum(n.n), 0)::bigint FROM follower_counts n
        WHERE n.b = a.b AND n.account = a.id) AS followers,
      (SELECT coalesce(sum(n.n), 0)::bigint FROM following_counts n
        WHERE n.b = a.b AND n.account = a.id) AS following,
      (SELECT coalesce(sum(n.gained), 0)::bigint FROM follower_counts n
        WHERE n.b = a.b AND n.account = a.id) AS gained
    FROM accounts a WHERE (a.b, a.id) > ($1, $2)
  ) x
  WHERE x.followers + x.following + x.gained > 0 ORDER BY x.b, x.account LIMIT $3`);

/** Rows of a section after its bucket and key, in their order, with their buckets. */
export function rowsAfter(section: SectionName): Statement<Cell[], NamedRow> {
  if (section === 'counts') return countsAfter;
  const names = columnsOf(section).map(({ name }) => name);
  const key = ['b', ...keyOf(section).map(({ name }) => name)];
  const places = key.map((_, index) => `$${index + 1}`).join(', ');
  return statement(
    `SELECT ${[...new Set(['b', ...names])].join(', ')} FROM ${section}
    WHERE (${key.join(', ')}) > (${places}) ORDER BY ${key.join(', ')} LIMIT $${key.length + 1}`,
  );
}

const arrays: Readonly<Record<ColumnKind, string>> = {
  integer: 'bigint[]',
  account: 'bigint[]',
  text: 'text[]',
  bytes: 'bytea[]',
};

/** Adds rows: their buckets, then a column after the other. Not for counts and identities. */
export function addRows(section: SectionName): Statement<(readonly Cell[])[], never> {
  const columns = columnsOf(section);
  const names = columns.map(({ name }) => name).join(', ');
  const places = columns.map(({ kind }, index) => `$${index + 2}::${arrays[kind]}`).join(', ');
  return statement(
    `INSERT INTO ${section} (b, ${names}) SELECT * FROM unnest($1::integer[], ${places})`,
  );
}

/** A move's marks, and what is not read and written as sections are. */
export const moveStatements = {
  moveMark: statement<[b: number], { mark: string }>('SELECT mark FROM moves WHERE b = $1'),
  keepMoveMark: statement<[b: number, mark: string]>(`
    INSERT INTO moves (b, mark) VALUES ($1, $2)
    ON CONFLICT (b) DO UPDATE SET mark = excluded.mark`),
  dropMoveMark: statement<[b: number]>('DELETE FROM moves WHERE b = $1'),
  setClosed: statement<[b: number, closed: number]>('UPDATE head SET closed = $2 WHERE b = $1'),
  lastLease: statement<[b: number], { until: Micros }>(
    'SELECT coalesce(max(until), 0) AS until FROM leases WHERE b = $1',
  ),
  standing: statement<[b: number], Standing>(`
    SELECT h.position, h.at, h.ledger, h.takes_bare AS "takesBare", h.accounts, h.devices,
      t.accounts AS "liveAccounts", t.follows
    FROM head h JOIN totals t ON t.b = h.b WHERE h.b = $1`),
  setStanding: statement<[b: number, accounts: number, devices: number]>(
    'UPDATE head SET accounts = $2, devices = $3 WHERE b = $1',
  ),
  setTotals: statement<[b: number, accounts: number, follows: number]>(
    'UPDATE totals SET accounts = $2, follows = $3 WHERE b = $1',
  ),
  accountIdsAfter: statement<
    [b: number, id: number, limit: number],
    { readonly b: number; readonly id: number }
  >('SELECT b, id FROM accounts WHERE (b, id) > ($1, $2) ORDER BY b, id LIMIT $3'),
  /** Whom devices host, by ids alone: the usernames are the accounts'. */
  copyIdentities: statement<
    [b: number, device: Column, accountB: Column, account: Column, roleType: Column]
  >(`
    INSERT INTO identities (b, device, account, username, role_type)
    SELECT $1::integer, k.device, a.id, a.username, k.role_type
    FROM unnest($2::bigint[], $3::integer[], $4::bigint[], $5::integer[])
      AS k (device, b, id, role_type)
    JOIN accounts a ON a.b = k.b AND a.id = k.id`),
} as const;
