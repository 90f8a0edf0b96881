import type { MentionPage } from '../domain/store.js';
import type { Micros } from '../domain/time.js';

/** Where a page begins that goes on from nowhere: before or after every time. */
export const beyond = { oldest: 0, newest: Number.MAX_SAFE_INTEGER } as const;

/**
 * Whether the numbers of a page need the count of all follows that the account gained. A page that goes
 * on from a mention counts on from its number, so a walk costs the same at any depth.
 */
export function needsGained({ order, from }: MentionPage): boolean {
  return from === undefined ? order === 'newest' : from.number === undefined;
}

/**
 * The number of a mention, by how many follows began between it and the place that its page goes on from.
 *
 * @param gainedBy how many follows of the account had begun by a time; asked for only when needed.
 */
export function mentionNumbers(
  page: MentionPage,
  gainedBy: (at: Micros) => number,
): (passed: number) => number {
  const { order, from } = page;
  const base = needsGained(page) ? gainedBy(from?.at ?? beyond.newest) : (from?.number ?? 0);
  if (order === 'oldest') return (passed) => base + 1 + passed;
  // The newest of all has the number that was counted; one before a mention has the number before it.
  const first = from === undefined ? base : base - 1;
  return (passed) => first - passed;
}
