import {
  type AttributionCounts,
  type AttributionGroup,
  type AttributionQuery,
  type AttributionRead,
  survivalDays,
} from '../domain/attribution-report.js';
import type { Micros } from '../domain/time.js';

const microsPerDay = 86_400_000_000;

/** What a follow must have begun by to be so many days old, and how long that is. */
export function survivalBounds(now: Micros) {
  const [one, seven, thirty] = survivalDays.map((days) => days * microsPerDay);
  return {
    ...{ one: one ?? 0, seven: seven ?? 0, thirty: thirty ?? 0 },
    ...{ by1: now - (one ?? 0), by7: now - (seven ?? 0), by30: now - (thirty ?? 0) },
  };
}

/** A group as a statement of either engine adds it up. */
export interface GroupRow {
  readonly key: string;
  readonly query: string | null;
  readonly queries: number;
  readonly follows: number;
  readonly live: number;
  readonly of1: number;
  readonly of7: number;
  readonly of30: number;
  readonly survived1: number;
  readonly survived7: number;
  readonly survived30: number;
  readonly request: number;
  readonly removal: number;
  readonly block: number;
  readonly suspension: number;
  readonly deletion: number;
}

/** All groups in their order, cut to the page that was asked for, and their sum. */
export function pageOfGroups(
  rows: readonly GroupRow[],
  { by, skip, limit }: AttributionQuery,
): AttributionRead {
  const byKey = (a: GroupRow, b: GroupRow) => (a.key < b.key ? -1 : 1);
  const ordered = [...rows].sort((a, b) =>
    by === 'day' ? byKey(b, a) : b.follows - a.follows || byKey(a, b),
  );
  const sum = { ...emptyRow };
  for (const row of rows) for (const name of numbers) sum[name] += row[name];
  return {
    items: ordered.slice(skip, skip + limit).map(toGroup),
    total: toCounts(sum),
    groups: rows.length,
  };
}

const numbers = [
  ...(['follows', 'live', 'of1', 'of7', 'of30', 'survived1', 'survived7', 'survived30'] as const),
  ...(['request', 'removal', 'block', 'suspension', 'deletion'] as const),
] as const;

type Numbers = Record<(typeof numbers)[number], number>;

const emptyRow: Numbers = {
  ...{ follows: 0, live: 0, of1: 0, of7: 0, of30: 0, survived1: 0, survived7: 0, survived30: 0 },
  ...{ request: 0, removal: 0, block: 0, suspension: 0, deletion: 0 },
};

function toGroup(row: GroupRow): AttributionGroup {
  return { key: row.key, query: row.queries === 1 ? row.query : null, ...toCounts(row) };
}

function toCounts(row: Numbers): AttributionCounts {
  const { follows, live, request, removal, block, suspension, deletion } = row;
  return {
    follows,
    live,
    survival: [
      { days: 1, of: row.of1, survived: row.survived1 },
      { days: 7, of: row.of7, survived: row.survived7 },
      { days: 30, of: row.of30, survived: row.survived30 },
    ],
    unfollows: { request, removal, block, suspension, deletion },
  };
}
