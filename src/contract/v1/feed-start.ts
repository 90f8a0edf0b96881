import Type from 'typebox';
import type { FeedStart } from '../../domain/feed.js';
import { rules } from '../../domain/rule.js';
import { readTime } from './as-of.js';

export const after = Type.Optional(
  Type.String({
    description: 'Begins after it: a revision, or a time such as 2026-01-31T12:00:00Z',
    maxLength: 64,
  }),
);

/** Where a reading begins: `after` is a revision, or a time of RFC 3339. */
export function toFeedStart<From extends 'start' | 'head' | undefined>(
  given: string | undefined,
  from: From,
): FeedStart | From {
  if (given === undefined) return from;
  return /^\d{4}-/.test(given)
    ? { since: readTime(given, 'after', rules.moment) }
    : { after: given };
}
