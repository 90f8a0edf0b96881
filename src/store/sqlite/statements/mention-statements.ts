import type { Micros } from '../../../domain/time.js';
import type { AccountRow } from '../../rows.js';
import { statement } from './statement.js';

export interface MentionRow extends AccountRow {
  readonly mentionedAt: Micros;
  readonly followedBack: number;
  /** How many follows of the account began between the place that the page goes on from and this one. */
  readonly passed: number;
}

export interface MentionParams {
  readonly target: number;
  /** Exclusive. */
  readonly from: Micros;
  readonly window: Micros;
  readonly limit: number;
}

// Both arms come in the order of their index, so they are merged and read only as far as the limit.
// CROSS JOIN keeps that order: an account looked up first would lose it.
function mentionsPage(order: 'oldest' | 'newest') {
  const [onward, direction] = order === 'oldest' ? ['>', 'ASC'] : ['<', 'DESC'];
  const passed = (at: string) => {
    const [low, high] = order === 'oldest' ? ['@from', at] : [at, '@from'];
    return `(SELECT count(*) FROM followers c
        WHERE c.target = @target AND c.at > ${low} AND c.at < ${high})
      + (SELECT count(*) FROM ended_follows c
        WHERE c.target = @target AND c.since > ${low} AND c.since < ${high})`;
  };
  const arm = (table: string, at: string) => `
    SELECT a.*, ${at} AS mentionedAt,
      EXISTS (SELECT 1 FROM follows b WHERE b.follower = @target AND b.target = l.follower)
        AS followedBack,
      ${passed(at)} AS passed
    FROM ${table} l CROSS JOIN accounts a ON a.id = l.follower
    WHERE l.target = @target AND ${at} ${onward} @from AND NOT EXISTS (
      SELECT 1 FROM ended_follows p WHERE p.follower = l.follower AND p.target = @target
        AND p.since > ${at} - @window AND p.since < ${at})`;
  return statement<[MentionParams], MentionRow>(`${arm('followers', 'l.at')}
    UNION ALL${arm('ended_follows', 'l.since')}
    ORDER BY mentionedAt ${direction} LIMIT @limit`);
}

/** What an account is to be told of. */
export const mentionStatements = {
  oldestMentions: mentionsPage('oldest'),
  newestMentions: mentionsPage('newest'),
  /** How many follows of an account had begun by a time. */
  gainedBy: statement<[{ target: number; at: Micros }], { n: number }>(`
    SELECT n.gained
      - (SELECT count(*) FROM followers c WHERE c.target = @target AND c.at > @at)
      - (SELECT count(*) FROM ended_follows c WHERE c.target = @target AND c.since > @at) AS n
    FROM counts n WHERE n.account = @target`),
} as const;
