import type {
  AuditedChange,
  AuditedCounts,
  AuditedEnd,
  AuditedFollow,
  AuditedFollower,
  AuditedHidden,
  Place,
} from '../../audit-checks.js';
import { statement } from './statement.js';

/** Where the slice before ended: as many numbers as the walk's key has. */
export interface AuditParams {
  readonly first: number;
  readonly second: number;
  readonly third: number;
  readonly limit: number;
}

const states = (row: string) => `(SELECT max(a.state) FROM accounts a
  WHERE a.id IN (${row}.follower, ${row}.target) HAVING count(*) = iif(${row}.follower = ${row}.target, 1, 2))`;

/** What an audit reads: each row with what must agree with it. */
export const auditStatements = {
  auditFollows: statement<[AuditParams], AuditedFollow>(`
    SELECT f.follower, f.target, f.at, m.follower AS mirror, c.position,
      (c.type IS 1 AND c.follower IS f.follower AND c.target IS f.target) AS told,
      ${states('f')} AS states,
      (EXISTS (SELECT 1 FROM blocks b WHERE b.blocker = f.follower AND b.blocked = f.target)
        OR EXISTS (SELECT 1 FROM blocks b WHERE b.blocker = f.target AND b.blocked = f.follower)
      ) AS blocked
    FROM follows f
    LEFT JOIN followers m ON m.target = f.target AND m.at = f.at
    LEFT JOIN changes c ON c.at = f.at
    WHERE (f.follower, f.target) > (@first, @second)
    ORDER BY f.follower, f.target LIMIT @limit`),
  auditFollowers: statement<[AuditParams], AuditedFollower>(`
    SELECT m.follower, m.target, m.at, f.at AS since
    FROM followers m
    LEFT JOIN follows f ON f.follower = m.follower AND f.target = m.target
    WHERE (m.target, m.at) > (@first, @second)
    ORDER BY m.target, m.at LIMIT @limit`),
  auditEnded: statement<[AuditParams], AuditedEnd>(`
    SELECT e.follower, e.target, e.since, e.until,
      (b.type IS 1 AND b.follower IS e.follower AND b.target IS e.target) AS begun,
      (c.type IS 2 AND c.follower IS e.follower AND c.target IS e.target AND c.cause IS e.cause)
        AS ended,
      1 AS mirrored
    FROM ended_follows e
    LEFT JOIN changes b ON b.at = e.since
    LEFT JOIN changes c ON c.at = e.until
    WHERE (e.follower, e.target, e.since) > (@first, @second, @third)
    ORDER BY e.follower, e.target, e.since LIMIT @limit`),
  auditLedger: statement<[AuditParams], AuditedChange>(`
    SELECT c.position, c.at, c.type, c.follower, c.target, p.at AS before,
      EXISTS (SELECT 1 FROM follows f
        WHERE f.follower = c.follower AND f.target = c.target AND f.at = c.at) AS live,
      EXISTS (SELECT 1 FROM ended_follows e
        WHERE e.follower = c.follower AND e.target = c.target AND e.since = c.at) AS began,
      EXISTS (SELECT 1 FROM ended_follows e
        WHERE e.target = c.target AND e.until = c.at AND e.follower = c.follower) AS ended
    FROM changes c
    LEFT JOIN changes p ON p.position = c.position - 1
    WHERE c.position > @first ORDER BY c.position LIMIT @limit`),
  auditCounts: statement<[AuditParams], AuditedCounts>(`
    SELECT a.id, coalesce(n.followers, 0) AS followers, coalesce(n.following, 0) AS following,
      coalesce(n.gained, 0) AS gained,
      (SELECT count(*) FROM followers m WHERE m.target = a.id) AS realFollowers,
      (SELECT count(*) FROM ended_follows e WHERE e.target = a.id) AS realEnded,
      (SELECT count(*) FROM follows f WHERE f.follower = a.id) AS realFollowing
    FROM accounts a
    LEFT JOIN counts n ON n.account = a.id
    WHERE a.id > @first ORDER BY a.id LIMIT @limit`),
  auditHidden: statement<[AuditParams], AuditedHidden>(`
    SELECT h.follower, h.target, ${states('h')} AS states,
      EXISTS (SELECT 1 FROM follows f WHERE f.follower = h.follower AND f.target = h.target) AS live,
      1 AS mirrored
    FROM hidden_follows h
    WHERE (h.follower, h.target) > (@first, @second)
    ORDER BY h.follower, h.target LIMIT @limit`),
  usernameById: statement<[number], { username: string }>(
    'SELECT username FROM accounts WHERE id = ?',
  ),
  lastChange: statement<[], Place>(
    'SELECT position, at FROM changes ORDER BY position DESC LIMIT 1',
  ),
} as const;
