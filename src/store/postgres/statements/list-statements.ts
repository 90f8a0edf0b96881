import type { Micros } from '../../../domain/time.js';
import { accountOfName } from './account-statements.js';
import { type Column, statement } from './statement.js';

export interface MentionRow {
  readonly follower: number;
  readonly mentionedAt: Micros;
  readonly followedBack: boolean;
  /** How many follows of the account began between the place that the page goes on from and this one. */
  readonly passed: number;
}

// Each arm reads no more than the limit, so what is merged is bounded.
function mentionsPage(order: 'oldest' | 'newest') {
  const [onward, direction] = order === 'oldest' ? ['>', 'ASC'] : ['<', 'DESC'];
  const [low, high] = order === 'oldest' ? ['$3', 'm."mentionedAt"'] : ['m."mentionedAt"', '$3'];
  const passed = (table: string, at: string) => `(SELECT count(*) FROM ${table} c
        WHERE c.b = $1 AND c.target = m.target AND c.${at} > ${low} AND c.${at} < ${high})`;
  const arm = (table: string, at: string) => `
      (SELECT l.target, l.follower, l.${at} AS "mentionedAt",
        EXISTS (SELECT 1 FROM follows w
          WHERE w.b = $1 AND w.follower = l.target AND w.target = l.follower) AS "followedBack"
      FROM ${table} l
      WHERE l.b = $1 AND l.target = ${accountOfName} AND l.${at} ${onward} $3
        AND NOT EXISTS (SELECT 1 FROM ended_followers p
          WHERE p.b = $1 AND p.target = l.target AND p.follower = l.follower
            AND p.since > l.${at} - $5 AND p.since < l.${at})
      ORDER BY l.${at} ${direction} LIMIT $4)`;
  return statement<
    [b: number, username: string, from: Micros, limit: number, window: Micros],
    MentionRow
  >(`
    SELECT m.follower, m."mentionedAt", m."followedBack",
      ${passed('followers', 'at')}
      + ${passed('ended_followers', 'since')} AS passed
    FROM (${arm('followers', 'at')}
      UNION ALL${arm('ended_followers', 'since')}
      ORDER BY "mentionedAt" ${direction} LIMIT $4) m
    ORDER BY m."mentionedAt" ${direction}`);
}

/** Mentions, and the friends of two accounts. */
export const listStatements = {
  oldestMentions: mentionsPage('oldest'),
  newestMentions: mentionsPage('newest'),
  /** How many follows of an account had begun by a time. */
  gainedBy: statement<[b: number, username: string, at: Micros], { n: number }>(`
    SELECT n.gained
      - (SELECT count(*) FROM followers c WHERE c.b = $1 AND c.target = n.account AND c.at > $3)
      - (SELECT count(*) FROM ended_followers c
        WHERE c.b = $1 AND c.target = n.account AND c.since > $3) AS n
    FROM (SELECT account, sum(gained)::bigint AS gained FROM follower_counts
      WHERE b = $1 AND account = ${accountOfName} GROUP BY account) n`),
  // Two ways to one number: over whom the viewer follows, or over who follows the target. The other
  // account's rows lie in other buckets, so each takes two steps.
  followingAfter: statement<[b: number, account: number, after: Micros, limit: number], ListedId>(`
    SELECT target AS account, at FROM follows
    WHERE b = $1 AND follower = $2 AND at > $3 ORDER BY at LIMIT $4`),
  followersAfter: statement<[b: number, account: number, after: Micros, limit: number], ListedId>(`
    SELECT follower AS account, at FROM followers
    WHERE b = $1 AND target = $2 AND at > $3 ORDER BY at LIMIT $4`),
  followersAmong: statement<[b: Column, followers: Column, target: number], { n: number }>(`
    SELECT count(*) AS n FROM unnest($1::integer[], $2::bigint[]) AS k (b, follower)
    JOIN follows f ON f.b = k.b AND f.follower = k.follower AND f.target = $3`),
  followedAmong: statement<[b: number, follower: number, targets: Column], { n: number }>(`
    SELECT count(*) AS n FROM follows
    WHERE b = $1 AND follower = $2 AND target = ANY($3::bigint[])`),
} as const;

export interface ListedId {
  readonly account: number;
  readonly at: Micros;
}
