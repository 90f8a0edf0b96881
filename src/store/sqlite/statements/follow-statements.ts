import type { Micros } from '../../../domain/time.js';
import type { KeptCounts } from '../../batch-plan.js';
import { statement } from './statement.js';

export interface FollowPageRow {
  readonly username: string;
  readonly followedAt: Micros;
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
  keptCounts: statement<[number], KeptCounts>(
    'SELECT followers, following, gained FROM counts WHERE account = ?',
  ),
  setCounts: statement<[number, number, number, number]>(`
    INSERT INTO counts (account, followers, following, gained) VALUES (?, ?, ?, ?)
    ON CONFLICT (account) DO UPDATE SET followers = excluded.followers,
      following = excluded.following, gained = excluded.gained`),
  followersPage: statement<[number, Micros, number], FollowPageRow>(`
    SELECT a.username, l.at AS followedAt
    FROM followers l JOIN accounts a ON a.id = l.follower
    WHERE l.target = ? AND l.at < ? ORDER BY l.at DESC LIMIT ?`),
  followingPage: statement<[number, Micros, number], FollowPageRow>(`
    SELECT a.username, l.at AS followedAt
    FROM follows l JOIN accounts a ON a.id = l.target
    WHERE l.follower = ? AND l.at < ? ORDER BY l.at DESC LIMIT ?`),
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
