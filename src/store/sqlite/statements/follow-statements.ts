import type { Micros } from '../../../domain/time.js';
import type { AccountRow } from '../../rows.js';
import { statement } from './statement.js';

export interface FollowPageRow {
  readonly username: string;
  readonly followedAt: Micros;
}

export interface MentionRow extends AccountRow {
  readonly mentionedAt: Micros;
  readonly followedBack: number;
}

/** Follows, live and ended, and their counts. */
export const followStatements = {
  followedAt: statement<[number, number], { at: Micros }>(
    'SELECT at FROM follows WHERE follower = ? AND target = ?',
  ),
  addFollow: statement<[number, number, Micros]>(
    'INSERT INTO follows (follower, target, at) VALUES (?, ?, ?)',
  ),
  removeFollow: statement<[number, number]>(
    'DELETE FROM follows WHERE follower = ? AND target = ?',
  ),
  addFollower: statement<[number, Micros, number]>(
    'INSERT INTO followers (target, at, follower) VALUES (?, ?, ?)',
  ),
  removeFollower: statement<[number, Micros]>('DELETE FROM followers WHERE target = ? AND at = ?'),
  addEndedFollow: statement<[number, number, Micros, Micros, number]>(
    'INSERT INTO ended_follows (follower, target, since, until, cause) VALUES (?, ?, ?, ?, ?)',
  ),
  counts: statement<[number], { followers: number; following: number }>(
    'SELECT followers, following FROM counts WHERE account = ?',
  ),
  setCounts: statement<[number, number, number]>(`
    INSERT INTO counts (account, followers, following) VALUES (?, ?, ?)
    ON CONFLICT (account) DO UPDATE
    SET followers = excluded.followers, following = excluded.following`),
  followersPage: statement<[number, Micros, number], FollowPageRow>(`
    SELECT a.username, l.at AS followedAt
    FROM followers l JOIN accounts a ON a.id = l.follower
    WHERE l.target = ? AND l.at < ? ORDER BY l.at DESC LIMIT ?`),
  followingPage: statement<[number, Micros, number], FollowPageRow>(`
    SELECT a.username, l.at AS followedAt
    FROM follows l JOIN accounts a ON a.id = l.target
    WHERE l.follower = ? AND l.at < ? ORDER BY l.at DESC LIMIT ?`),
  // Both arms come in the order of their index, so they are merged and read only as far as the limit.
  // CROSS JOIN keeps that order: an account looked up first would lose it.
  mentionsPage: statement<
    [{ target: number; after: Micros; window: Micros; limit: number }],
    MentionRow
  >(`
    SELECT a.*, l.at AS mentionedAt,
      EXISTS (SELECT 1 FROM follows b WHERE b.follower = @target AND b.target = l.follower)
        AS followedBack
    FROM followers l CROSS JOIN accounts a ON a.id = l.follower
    WHERE l.target = @target AND l.at > @after AND NOT EXISTS (
      SELECT 1 FROM ended_follows p WHERE p.follower = l.follower AND p.target = @target
        AND p.since > l.at - @window AND p.since < l.at)
    UNION ALL
    SELECT a.*, e.since AS mentionedAt,
      EXISTS (SELECT 1 FROM follows b WHERE b.follower = @target AND b.target = e.follower)
        AS followedBack
    FROM ended_follows e CROSS JOIN accounts a ON a.id = e.follower
    WHERE e.target = @target AND e.since > @after AND NOT EXISTS (
      SELECT 1 FROM ended_follows p WHERE p.follower = e.follower AND p.target = @target
        AND p.since > e.since - @window AND p.since < e.since)
    ORDER BY mentionedAt LIMIT @limit`),
  // Two ways to one number: over whom the viewer follows, or over who follows the target.
  friendsByFollowing: statement<[{ viewer: number; target: number }], { friends: number }>(`
    SELECT count(*) AS friends
    FROM follows l CROSS JOIN follows f ON f.follower = l.target AND f.target = @target
    WHERE l.follower = @viewer`),
  friendsByFollowers: statement<[{ viewer: number; target: number }], { friends: number }>(`
    SELECT count(*) AS friends
    FROM followers l CROSS JOIN follows f ON f.follower = @viewer AND f.target = l.follower
    WHERE l.target = @target`),
} as const;
