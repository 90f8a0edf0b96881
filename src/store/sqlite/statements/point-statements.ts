import type { Micros } from '../../../domain/time.js';
import type { AccountRow } from '../../rows.js';
import { statement } from './statement.js';

export interface ListedRow extends AccountRow {
  readonly followedAt: Micros;
  /** 1 when the listed account stands the other way round, too; always 1 where nobody asks. */
  readonly mutual: number;
}

/** `after` is exclusive: a time before, or behind, every follow begins at the start. */
export interface ListParams {
  readonly account: number;
  readonly after: Micros;
  readonly limit: number;
}

const orders = {
  newest: { compare: '<', direction: 'DESC' },
  oldest: { compare: '>', direction: 'ASC' },
} as const;
type Order = keyof typeof orders;

// Both arms come in the order of their index, so they are merged and read only as far as the limit.
// CROSS JOIN keeps that order: an account looked up first would lose it.
const following = (order: Order, mutual: string) => `
  SELECT a.*, l.at AS followedAt, ${mutual} AS mutual
  FROM follows l CROSS JOIN accounts a ON a.id = l.target
  WHERE l.follower = @account AND l.at ${orders[order].compare} @after`;
const followers = (order: Order) => `
  SELECT a.*, l.at AS followedAt, 1 AS mutual
  FROM followers l CROSS JOIN accounts a ON a.id = l.follower
  WHERE l.target = @account AND l.at ${orders[order].compare} @after`;
const endedFollowing = (order: Order, mutual: string) => `
  SELECT a.*, l.since AS followedAt, ${mutual} AS mutual
  FROM ended_follows l CROSS JOIN accounts a ON a.id = l.target
  WHERE l.follower = @account AND l.since ${orders[order].compare} @after
    AND l.since <= @asOf AND l.until > @asOf`;
const endedFollowers = (order: Order) => `
  SELECT a.*, l.since AS followedAt, 1 AS mutual
  FROM ended_follows l CROSS JOIN accounts a ON a.id = l.follower
  WHERE l.target = @account AND l.since ${orders[order].compare} @after
    AND l.since <= @asOf AND l.until > @asOf`;

const back = `EXISTS (SELECT 1 FROM follows b WHERE b.follower = l.target AND b.target = @account)`;
const backAsOf = `(EXISTS (SELECT 1 FROM follows b
    WHERE b.follower = l.target AND b.target = @account AND b.at <= @asOf)
  OR EXISTS (SELECT 1 FROM ended_follows e WHERE e.follower = l.target AND e.target = @account
    AND e.since <= @asOf AND e.until > @asOf))`;

const page = (order: Order, sql: string) =>
  statement<[ListParams], ListedRow>(
    `${sql} ORDER BY followedAt ${orders[order].direction} LIMIT @limit`,
  );
const pageAsOf = (order: Order, live: string, ended: string) =>
  statement<[ListParams & { readonly asOf: Micros }], ListedRow>(
    `${live} AND l.at <= @asOf UNION ALL ${ended}
    ORDER BY followedAt ${orders[order].direction} LIMIT @limit`,
  );

/** Lists, relations and counts, now and as of a moment. */
export const pointStatements = {
  followersNewest: page('newest', followers('newest')),
  followersOldest: page('oldest', followers('oldest')),
  followingNewest: page('newest', following('newest', '1')),
  followingOldest: page('oldest', following('oldest', '1')),
  mutualsNewest: page('newest', following('newest', back)),
  mutualsOldest: page('oldest', following('oldest', back)),
  followersNewestAsOf: pageAsOf('newest', followers('newest'), endedFollowers('newest')),
  followersOldestAsOf: pageAsOf('oldest', followers('oldest'), endedFollowers('oldest')),
  followingNewestAsOf: pageAsOf('newest', following('newest', '1'), endedFollowing('newest', '1')),
  followingOldestAsOf: pageAsOf('oldest', following('oldest', '1'), endedFollowing('oldest', '1')),
  mutualsNewestAsOf: pageAsOf(
    'newest',
    following('newest', backAsOf),
    endedFollowing('newest', backAsOf),
  ),
  mutualsOldestAsOf: pageAsOf(
    'oldest',
    following('oldest', backAsOf),
    endedFollowing('oldest', backAsOf),
  ),

  /** A pair has one follow at a moment at most, so the first hit is the answer. */
  followedAtAsOf: statement<[{ follower: number; target: number; asOf: Micros }], { at: Micros }>(`
    SELECT at FROM follows WHERE follower = @follower AND target = @target AND at <= @asOf
    UNION ALL
    SELECT since AS at FROM ended_follows
    WHERE follower = @follower AND target = @target AND since <= @asOf AND until > @asOf
    LIMIT 1`),
  countsAsOf: statement<
    [{ account: number; asOf: Micros }],
    { followers: number; following: number }
  >(`
    SELECT
      (SELECT count(*) FROM followers WHERE target = @account AND at <= @asOf) +
      (SELECT count(*) FROM ended_follows
        WHERE target = @account AND since <= @asOf AND until > @asOf) AS followers,
      (SELECT count(*) FROM follows WHERE follower = @account AND at <= @asOf) +
      (SELECT count(*) FROM ended_follows
        WHERE follower = @account AND since <= @asOf AND until > @asOf) AS following`),
  positionUpTo: statement<[Micros], { position: number }>(
    'SELECT position FROM changes WHERE at <= ? ORDER BY at DESC LIMIT 1',
  ),
  changeTime: statement<[number], { at: Micros }>('SELECT at FROM changes WHERE position = ?'),

  blockedAt: statement<[number, number], { at: Micros }>(
    'SELECT at FROM blocks WHERE blocker = ? AND blocked = ?',
  ),
  addBlock: statement<[number, number, Micros]>(
    'INSERT INTO blocks (blocker, blocked, at) VALUES (?, ?, ?)',
  ),
  removeBlock: statement<[number, number]>('DELETE FROM blocks WHERE blocker = ? AND blocked = ?'),

  isHidden: statement<[number, number], object>(
    'SELECT 1 FROM hidden_follows WHERE follower = ? AND target = ?',
  ),
  hiddenOfFollower: statement<[number], { follower: number; target: number }>(
    'SELECT follower, target FROM hidden_follows WHERE follower = ?',
  ),
  hiddenOfTarget: statement<[number], { follower: number; target: number }>(
    'SELECT follower, target FROM hidden_follows WHERE target = ?',
  ),
  addHidden: statement<[number, number]>(
    'INSERT INTO hidden_follows (follower, target) VALUES (?, ?)',
  ),
  removeHidden: statement<[number, number]>(
    'DELETE FROM hidden_follows WHERE follower = ? AND target = ?',
  ),
  followsOfFollower: statement<[number], { follower: number; target: number }>(
    'SELECT follower, target FROM follows WHERE follower = ?',
  ),
  followsOfTarget: statement<[number], { follower: number; target: number }>(
    'SELECT follower, target FROM followers WHERE target = ?',
  ),

  accountState: statement<[number], { state: number }>('SELECT state FROM accounts WHERE id = ?'),
  setAccountState: statement<[number, number]>('UPDATE accounts SET state = ? WHERE id = ?'),
  blankAccount: statement<[number]>(`
    UPDATE accounts SET nickname = '', name_key = '', letters_key = '', look_key = '', head_url = '', signature = '',
      cover_img_url = '', live_cover_img_url = '', country = '', province = '', city = '', sex = 0
    WHERE id = ?`),
  removeIdentitiesOf: statement<[number]>('DELETE FROM identities WHERE account = ?'),

  keptResults: statement<
    [Uint8Array, Micros],
    { request: Buffer; results: string; ledger: string }
  >('SELECT request, results, ledger FROM idempotency_keys WHERE key = ? AND expires > ?'),
  keepResults: statement<[Uint8Array, Uint8Array, string, Micros, ledger: string]>(`
    INSERT OR REPLACE INTO idempotency_keys (key, request, results, expires, ledger)
    VALUES (?, ?, ?, ?, ?)`),
  dropExpiredResults: statement<[Micros]>('DELETE FROM idempotency_keys WHERE expires <= ?'),
  keepResultsForEver: statement<[]>(`
    UPDATE idempotency_keys SET expires = 9007199254740991 WHERE expires < 9007199254740991`),
} as const;
