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

/** Where the slice before ended: as many numbers as the walk's key has, and the limit. */
type After2 = [first: number, second: number, limit: number];
type After3 = [first: number, second: number, third: number, limit: number];
type After4 = [first: number, second: number, third: number, fourth: number, limit: number];
type Keyed<Row> = Row & { readonly b: number };

// A row of another account is found by its bucket, which ends every id: src/store/bucket.ts.
const states = (row: string) => `(SELECT CASE WHEN count(*) = 2 THEN max(x.state) END FROM (
        SELECT a.state FROM accounts a WHERE a.b = ${row}.follower % 1024 AND a.id = ${row}.follower
        UNION ALL
        SELECT a.state FROM accounts a WHERE a.b = ${row}.target % 1024 AND a.id = ${row}.target
      ) x)`;

// Subqueries of one row are looked up by key; EXISTS may be answered by hashing a whole table.
/** What an audit reads: each row with what must agree with it. */
export const auditStatements = {
  auditFollows: statement<After3, Keyed<AuditedFollow>>(`
    SELECT f.b, f.follower, f.target, f.at, m.follower AS mirror, c.position,
      coalesce(c.type = 1 AND c.follower = f.follower AND c.target = f.target, false)::integer
        AS told,
      ${states('f')} AS states,
      coalesce(
        (SELECT 1 FROM blocks k WHERE k.b = f.b
          AND k.blocker = f.follower AND k.blocked = f.target),
        (SELECT 1 FROM blocks k WHERE k.b = f.target % 1024
          AND k.blocker = f.target AND k.blocked = f.follower), 0) AS blocked
    FROM follows f
    LEFT JOIN followers m ON m.b = f.target % 1024 AND m.target = f.target AND m.at = f.at
      AND m.follower = f.follower
    LEFT JOIN changes c ON c.b = 0 AND c.at = f.at
    WHERE (f.b, f.follower, f.target) > ($1, $2, $3)
    ORDER BY f.b, f.follower, f.target LIMIT $4`),
  auditFollowers: statement<After4, Keyed<AuditedFollower>>(`
    SELECT m.b, m.follower, m.target, m.at, f.at AS since
    FROM followers m
    LEFT JOIN follows f ON f.b = m.follower % 1024 AND f.follower = m.follower
      AND f.target = m.target
    WHERE (m.b, m.target, m.at, m.follower) > ($1, $2, $3, $4)
    ORDER BY m.b, m.target, m.at, m.follower LIMIT $5`),
  auditEnded: statement<After4, Keyed<AuditedEnd>>(`
    SELECT e.b, e.follower, e.target, e.since, e.until,
      coalesce(s.type = 1 AND s.follower = e.follower AND s.target = e.target, false)::integer
        AS begun,
      coalesce(c.type = 2 AND c.follower = e.follower AND c.target = e.target
        AND c.cause = e.cause, false)::integer AS ended,
      coalesce(m.until = e.until, false)::integer AS mirrored
    FROM ended_follows e
    LEFT JOIN changes s ON s.b = 0 AND s.at = e.since
    LEFT JOIN changes c ON c.b = 0 AND c.at = e.until
    LEFT JOIN ended_followers m ON m.b = e.target % 1024 AND m.target = e.target
      AND m.follower = e.follower AND m.since = e.since
    WHERE (e.b, e.follower, e.target, e.since) > ($1, $2, $3, $4)
    ORDER BY e.b, e.follower, e.target, e.since LIMIT $5`),
  /** The mirrors of ended follows: whether each stands for one. */
  auditEndedMirror: statement<After4, Keyed<AuditedEnd>>(`
    SELECT m.b, m.follower, m.target, m.since, m.until, 1 AS begun, 1 AS ended,
      coalesce(e.until = m.until, false)::integer AS mirrored
    FROM ended_followers m
    LEFT JOIN ended_follows e ON e.b = m.follower % 1024 AND e.follower = m.follower
      AND e.target = m.target AND e.since = m.since
    WHERE (m.b, m.target, m.follower, m.since) > ($1, $2, $3, $4)
    ORDER BY m.b, m.target, m.follower, m.since LIMIT $5`),
  auditLedger: statement<After2, Keyed<AuditedChange>>(`
    SELECT c.b, c.position, c.at, c.type, c.follower, c.target, p.at AS before,
      coalesce((SELECT 1 FROM follows f WHERE f.b = c.follower % 1024
        AND f.follower = c.follower AND f.target = c.target AND f.at = c.at), 0) AS live,
      coalesce((SELECT 1 FROM ended_follows e WHERE e.b = c.follower % 1024
        AND e.follower = c.follower AND e.target = c.target AND e.since = c.at), 0) AS began,
      coalesce((SELECT 1 FROM ended_follows e WHERE e.b = c.follower % 1024
        AND e.follower = c.follower AND e.target = c.target AND e.until = c.at LIMIT 1), 0) AS ended
    FROM changes c
    LEFT JOIN changes p ON p.b = c.b AND p.position = c.position - 1
    WHERE (c.b, c.position) > ($1, $2) ORDER BY c.b, c.position LIMIT $3`),
  auditCounts: statement<After2, Keyed<AuditedCounts>>(`
    SELECT a.b, a.id,
      (SELECT coalesce(sum(n.n), 0)::bigint FROM follower_counts n
        WHERE n.b = a.b AND n.account = a.id) AS followers,
      (SELECT coalesce(sum(n.n), 0)::bigint FROM following_counts n
        WHERE n.b = a.b AND n.account = a.id) AS following,
      (SELECT coalesce(sum(n.gained), 0)::bigint FROM follower_counts n
        WHERE n.b = a.b AND n.account = a.id) AS gained,
      (SELECT count(*) FROM followers m WHERE m.b = a.b AND m.target = a.id) AS "realFollowers",
      (SELECT count(*) FROM ended_followers e WHERE e.b = a.b AND e.target = a.id) AS "realEnded",
      (SELECT count(*) FROM follows f WHERE f.b = a.b AND f.follower = a.id) AS "realFollowing"
    FROM accounts a
    WHERE (a.b, a.id) > ($1, $2) ORDER BY a.b, a.id LIMIT $3`),
  auditHidden: statement<After3, Keyed<AuditedHidden>>(`
    SELECT h.b, h.follower, h.target, ${states('h')} AS states,
      coalesce((SELECT 1 FROM follows f WHERE f.b = h.b
        AND f.follower = h.follower AND f.target = h.target), 0) AS live,
      coalesce((SELECT 1 FROM hidden_followers m WHERE m.b = h.target % 1024
        AND m.target = h.target AND m.follower = h.follower), 0) AS mirrored
    FROM hidden_follows h
    WHERE (h.b, h.follower, h.target) > ($1, $2, $3)
    ORDER BY h.b, h.follower, h.target LIMIT $4`),
  /** The mirrors of hidden follows: whether each stands for one. */
  auditHiddenMirror: statement<After3, Keyed<AuditedHidden>>(`
    SELECT m.b, m.follower, m.target, 2 AS states, 0 AS live,
      coalesce((SELECT 1 FROM hidden_follows h WHERE h.b = m.follower % 1024
        AND h.follower = m.follower AND h.target = m.target), 0) AS mirrored
    FROM hidden_followers m
    WHERE (m.b, m.target, m.follower) > ($1, $2, $3)
    ORDER BY m.b, m.target, m.follower LIMIT $4`),
  lastChange: statement<[b: number], Place>(
    'SELECT position, at FROM changes WHERE b = $1 ORDER BY position DESC LIMIT 1',
  ),
} as const;
