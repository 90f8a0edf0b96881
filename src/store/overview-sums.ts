import type { HistoryRequest } from '../domain/history.js';
import { type LedgerBucket, overviewChanges, quarter } from '../domain/overview.js';
import type { Micros } from '../domain/time.js';

/** What the ledger did in a quarter of an hour; quarters are counted from 1970. */
export interface QuarterRow {
  readonly quarter: number;
  readonly followed: number;
  readonly unfollowed: number;
}

/** What a change did to its target. */
export interface TargetRow {
  readonly at: Micros;
  readonly type: number;
  readonly target: number;
}

export interface Gain {
  readonly account: number;
  readonly gained: number;
}

const mostGainers = 10;
const minute: Micros = 60_000_000;
const followedCode = 1;

/**
 * The buckets of an overview.
 *
 * @param rows the quarters from the first bucket on, to the end of the ledger.
 * @param total how many follows are live now.
 */
export function sumBuckets(
  { start, width, buckets }: HistoryRequest,
  rows: readonly QuarterRow[],
  total: number,
): readonly LedgerBucket[] {
  const items = Array.from({ length: buckets }, (_, index) => ({
    start: start + index * width,
    followed: 0,
    unfollowed: 0,
  }));
  let later = 0;
  for (const row of rows) {
    const bucket = items[Math.floor((row.quarter * quarter - start) / width)];
    if (bucket) {
      bucket.followed += row.followed;
      bucket.unfollowed += row.unfollowed;
    } else later += row.followed - row.unfollowed;
  }
  let follows = total - later;
  return items
    .reverse()
    .map((item) => {
      const bucket = { ...item, follows };
      follows -= item.followed - item.unfollowed;
      return bucket;
    })
    .reverse();
}

/** What the newest changes, at most `overviewChanges` of them, tell of the last minute and of targets. */
export function sumLately(
  rows: readonly TargetRow[],
  { start, width, buckets }: HistoryRequest,
  now: Micros,
) {
  const oldest = rows[0]?.at ?? now;
  const whole = rows.length < overviewChanges || oldest <= now - minute;
  const span = whole ? minute : Math.max(1_000_000, now - oldest);
  const changes = rows.filter(({ at }) => at > now - span).length;
  const gained = new Map<number, number>();
  const end = start + width * buckets;
  for (const { at, type, target } of rows) {
    if (at < start || at >= end) continue;
    gained.set(target, (gained.get(target) ?? 0) + (type === followedCode ? 1 : -1));
  }
  const gains = [...gained]
    .filter(([, count]) => count > 0)
    .sort(([a, first], [b, second]) => second - first || a - b)
    .slice(0, mostGainers)
    .map(([account, count]): Gain => ({ account, gained: count }));
  return {
    recent: { changes, seconds: Math.round(span / 1_000_000) },
    gains,
    gainersSince: rows.length < overviewChanges ? start : Math.max(start, oldest),
  };
}
