import type { Micros } from '../../../domain/time.js';
import { accountOfName } from './account-statements.js';
import { type Column, statement } from './statement.js';

export interface MentionRow {
  readonly follower: number;
  readonly mentionedAt: Micros;
  readonly followedBack: boolean;
}

const followedBack = `EXISTS (SELECT 1 FROM follows w
      WHERE w.b = $1 AND w.follower = l.target AND w.target = l.follower) AS "followedBack"`;
const repeated = (since: string) => `EXISTS (SELECT 1 FROM ended_followers p
      WHERE p.b = $1 AND p.target = l.target AND p.follower = l.follower
        AND p.since > ${since} - $5 AND p.since < ${since})`;

/** Mentions, and the friends of two accounts. */
export const listStatements = {
  // Each arm reads no more than the limit, so what is merged is bounded.
  mentionsPage: statement<
    [b: number, username: string, after: Micros, limit: number, window: Micros],
    MentionRow
  >(`
    (SELECT l.follower, l.at AS "mentionedAt", ${followedBack}
    FROM followers l
    WHERE l.b = $1 AND l.target = ${accountOfName} AND l.at > $3 AND NOT ${repeated('l.at')}
    ORDER BY l.at LIMIT $4)
    UNION ALL
    (SELECT l.follower, l.since AS "mentionedAt", ${followedBack}
    FROM ended_followers l
    WHERE l.b = $1 AND l.target = ${accountOfName} AND l.since > $3 AND NOT ${repeated('l.since')}
    ORDER BY l.since LIMIT $4)
    ORDER BY "mentionedAt" LIMIT $4`),
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
