import type { Micros } from '../../../domain/time.js';
import { accountOfName } from './account-statements.js';
import { type Column, statement } from './statement.js';

export interface PairRow {
  readonly follower: number;
  readonly target: number;
}

/** A live or hidden follow, or a block, of a pair that was asked for. */
export interface PairFactRow {
  readonly fact: 'follow' | 'block' | 'hidden';
  readonly first: number;
  readonly second: number;
  /** 0 for one without a time. */
  readonly at: Micros;
}

const pairs = 'unnest($1::integer[], $2::bigint[], $3::bigint[]) AS k (b, first, second)';

/** Follows, live and ended, blocks and counts: what batches read and write. */
export const followStatements = {
  followedAt: statement<[b: number, follower: number, target: number], { at: Micros }>(
    'SELECT at FROM follows WHERE b = $1 AND follower = $2 AND target = $3',
  ),
  pairFacts: statement<[b: Column, first: Column, second: Column], PairFactRow>(`
    SELECT 'follow' AS fact, f.follower AS first, f.target AS second, f.at
    FROM ${pairs} JOIN follows f ON f.b = k.b AND f.follower = k.first AND f.target = k.second
    UNION ALL
    SELECT 'block', x.blocker, x.blocked, x.at
    FROM ${pairs} JOIN blocks x ON x.b = k.b AND x.blocker = k.first AND x.blocked = k.second
    UNION ALL
    SELECT 'hidden', h.follower, h.target, 0
    FROM ${pairs} JOIN hidden_follows h
      ON h.b = k.b AND h.follower = k.first AND h.target = k.second`),
  followsOfFollower: statement<[b: number, account: number], PairRow>(
    'SELECT follower, target FROM follows WHERE b = $1 AND follower = $2',
  ),
  followsOfTarget: statement<[b: number, account: number], PairRow>(
    'SELECT follower, target FROM followers WHERE b = $1 AND target = $2',
  ),
  hiddenOfFollower: statement<[b: number, account: number], PairRow>(
    'SELECT follower, target FROM hidden_follows WHERE b = $1 AND follower = $2',
  ),
  hiddenOfTarget: statement<[b: number, account: number], PairRow>(
    'SELECT follower, target FROM hidden_followers WHERE b = $1 AND target = $2',
  ),

  addFollows: statement<[b: Column, follower: Column, target: Column, at: Column]>(`
    INSERT INTO follows (b, follower, target, at)
    SELECT * FROM unnest($1::integer[], $2::bigint[], $3::bigint[], $4::bigint[])`),
  removeFollows: statement<[b: Column, follower: Column, target: Column]>(`
    DELETE FROM follows f USING ${pairs}
    WHERE f.b = k.b AND f.follower = k.first AND f.target = k.second`),
  addFollowers: statement<[b: Column, target: Column, at: Column, follower: Column]>(`
    INSERT INTO followers (b, target, at, follower)
    SELECT * FROM unnest($1::integer[], $2::bigint[], $3::bigint[], $4::bigint[])`),
  removeFollowers: statement<[b: Column, target: Column, at: Column]>(`
    DELETE FROM followers f USING ${pairs}
    WHERE f.b = k.b AND f.target = k.first AND f.at = k.second`),
  addEndedFollows: statement<
    [b: Column, follower: Column, target: Column, since: Column, until: Column, cause: Column]
  >(`
    INSERT INTO ended_follows (b, follower, target, since, until, cause)
    SELECT * FROM unnest($1::integer[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[],
      $6::integer[])`),
  addEndedFollowers: statement<
    [b: Column, target: Column, follower: Column, since: Column, until: Column]
  >(`
    INSERT INTO ended_followers (b, target, follower, since, until)
    SELECT * FROM unnest($1::integer[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[])`),
  setFollowingCounts: statement<[b: Column, account: Column, n: Column]>(`
    INSERT INTO following_counts (b, account, n)
    SELECT * FROM unnest($1::integer[], $2::bigint[], $3::bigint[])
    ON CONFLICT (b, account) DO UPDATE SET n = excluded.n`),
  setFollowerCounts: statement<[b: Column, account: Column, n: Column, gained: Column]>(`
    INSERT INTO follower_counts (b, account, slot, n, gained)
    SELECT k.b, k.account, 0, k.n, k.gained
    FROM unnest($1::integer[], $2::bigint[], $3::bigint[], $4::bigint[]) AS k (b, account, n, gained)
    ON CONFLICT (b, account, slot) DO UPDATE SET n = excluded.n, gained = excluded.gained`),

  addBlocks: statement<[b: Column, blocker: Column, blocked: Column, at: Micros]>(`
    INSERT INTO blocks (b, blocker, blocked, at)
    SELECT k.b, k.first, k.second, $4::bigint FROM ${pairs}`),
  removeBlocks: statement<[b: Column, blocker: Column, blocked: Column]>(`
    DELETE FROM blocks x USING ${pairs}
    WHERE x.b = k.b AND x.blocker = k.first AND x.blocked = k.second`),
  addHidden: statement<[b: Column, follower: Column, target: Column]>(`
    INSERT INTO hidden_follows (b, follower, target) SELECT * FROM ${pairs}`),
  removeHidden: statement<[b: Column, follower: Column, target: Column]>(`
    DELETE FROM hidden_follows h USING ${pairs}
    WHERE h.b = k.b AND h.follower = k.first AND h.target = k.second`),
  addHiddenFollowers: statement<[b: Column, target: Column, follower: Column]>(`
    INSERT INTO hidden_followers (b, target, follower) SELECT * FROM ${pairs}`),
  removeHiddenFollowers: statement<[b: Column, target: Column, follower: Column]>(`
    DELETE FROM hidden_followers h USING ${pairs}
    WHERE h.b = k.b AND h.target = k.first AND h.follower = k.second`),

  counts: statement<[b: number, username: string], { followers: number; following: number }>(`
    SELECT
      (SELECT coalesce(sum(n), 0)::bigint FROM follower_counts
        WHERE b = $1 AND account = ${accountOfName}) AS followers,
      (SELECT coalesce(sum(n), 0)::bigint FROM following_counts
        WHERE b = $1 AND account = ${accountOfName}) AS following`),
  blockedAt: statement<[b: number, blocker: number, blocked: number], { at: Micros }>(
    'SELECT at FROM blocks WHERE b = $1 AND blocker = $2 AND blocked = $3',
  ),
} as const;
