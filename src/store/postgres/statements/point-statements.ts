import type { Micros } from '../../../domain/time.js';
import { accountOfName } from './account-statements.js';
import { type Column, statement } from './statement.js';

/** One row of a list: the other account, and when the follow began. */
export interface ListedRow {
  readonly account: number;
  readonly followedAt: Micros;
}

export interface PairTimeRow {
  readonly follower: number;
  readonly target: number;
  readonly at: Micros;
}

const orders = {
  newest: { compare: '<', direction: 'DESC' },
  oldest: { compare: '>', direction: 'ASC' },
} as const;
type Order = keyof typeof orders;

const live = {
  followers: { table: 'followers', own: 'target', other: 'follower' },
  following: { table: 'follows', own: 'follower', other: 'target' },
} as const;
const ended = {
  followers: { table: 'ended_followers', own: 'target', other: 'follower' },
  following: { table: 'ended_follows', own: 'follower', other: 'target' },
} as const;
type Side = keyof typeof live;

// $1 bucket and $2 username of the list's account, $3 the exclusive time to begin behind, $4 the limit.
const livePage = (side: Side, order: Order, asOf = '') => {
  const { table, own, other } = live[side];
  const { compare, direction } = orders[order];
  return `SELECT l.${other} AS account, l.at AS "followedAt" FROM ${table} l
    WHERE l.b = $1 AND l.${own} = ${accountOfName} AND l.at ${compare} $3${asOf}
    ORDER BY l.at ${direction} LIMIT $4`;
};
const endedPage = (side: Side, order: Order) => {
  const { table, own, other } = ended[side];
  const { compare, direction } = orders[order];
  return `SELECT l.${other} AS account, l.since AS "followedAt" FROM ${table} l
    WHERE l.b = $1 AND l.${own} = ${accountOfName} AND l.since ${compare} $3
      AND l.since <= $5 AND l.until > $5
    ORDER BY l.since ${direction} LIMIT $4`;
};

const page = (side: Side, order: Order) =>
  statement<[b: number, username: string, after: Micros, limit: number], ListedRow>(
    livePage(side, order),
  );
// Each arm reads no more than the limit, so what is merged is bounded.
const pageAsOf = (side: Side, order: Order) =>
  statement<[b: number, username: string, after: Micros, limit: number, asOf: Micros], ListedRow>(`
    (${livePage(side, order, ' AND l.at <= $5')})
    UNION ALL
    (${endedPage(side, order)})
    ORDER BY "followedAt" ${orders[order].direction} LIMIT $4`);

const pairs = 'unnest($1::integer[], $2::bigint[], $3::bigint[]) AS k (b, follower, target)';

/** Lists, relations and counts, now and as of a moment. */
export const pointStatements = {
  followersNewest: page('followers', 'newest'),
  followersOldest: page('followers', 'oldest'),
  followingNewest: page('following', 'newest'),
  followingOldest: page('following', 'oldest'),
  followersNewestAsOf: pageAsOf('followers', 'newest'),
  followersOldestAsOf: pageAsOf('followers', 'oldest'),
  followingNewestAsOf: pageAsOf('following', 'newest'),
  followingOldestAsOf: pageAsOf('following', 'oldest'),

  followedPairs: statement<[b: Column, follower: Column, target: Column], PairTimeRow>(`
    SELECT f.follower, f.target, f.at FROM ${pairs}
    JOIN follows f ON f.b = k.b AND f.follower = k.follower AND f.target = k.target`),
  /** A pair has one follow at a moment at most. */
  followedPairsAsOf: statement<
    [b: Column, follower: Column, target: Column, asOf: Micros],
    PairTimeRow
  >(`
    SELECT f.follower, f.target, f.at FROM ${pairs}
    JOIN follows f ON f.b = k.b AND f.follower = k.follower AND f.target = k.target
    WHERE f.at <= $4
    UNION ALL
    SELECT e.follower, e.target, e.since FROM ${pairs}
    JOIN ended_follows e ON e.b = k.b AND e.follower = k.follower AND e.target = k.target
    WHERE e.since <= $4 AND e.until > $4`),
  countsAsOf: statement<
    [b: number, username: string, asOf: Micros],
    { followers: number; following: number }
  >(`
    SELECT
      (SELECT count(*) FROM followers
        WHERE b = $1 AND target = ${accountOfName} AND at <= $3) +
      (SELECT count(*) FROM ended_followers
        WHERE b = $1 AND target = ${accountOfName} AND since <= $3 AND until > $3) AS followers,
      (SELECT count(*) FROM follows
        WHERE b = $1 AND follower = ${accountOfName} AND at <= $3) +
      (SELECT count(*) FROM ended_follows
        WHERE b = $1 AND follower = ${accountOfName} AND since <= $3 AND until > $3) AS following`),

  /** $3 to $5: the start of the first bucket, their width, and the end of the last. */
  history: statement<
    [b: number, username: string, start: Micros, width: Micros, end: Micros],
    { bucket: number; gained: number; lost: number }
  >(`
    SELECT x.bucket, sum(x.gained)::bigint AS gained, sum(x.lost)::bigint AS lost FROM (
      SELECT (at - $3) / $4 AS bucket, 1 AS gained, 0 AS lost FROM followers
      WHERE b = $1 AND target = ${accountOfName} AND at >= $3 AND at < $5
      UNION ALL
      SELECT (since - $3) / $4, 1, 0 FROM ended_followers
      WHERE b = $1 AND target = ${accountOfName} AND since >= $3 AND since < $5
      UNION ALL
      SELECT (until - $3) / $4, 0, 1 FROM ended_followers
      WHERE b = $1 AND target = ${accountOfName} AND until >= $3 AND until < $5
    ) x GROUP BY x.bucket`),
} as const;
