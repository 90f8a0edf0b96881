import {
  type AttributionCounts,
  type AttributionGroup,
  type AttributionKey,
  type AttributionQuery,
  type AttributionRead,
  minuteOf,
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

/** Searches of a group. */
export interface SearchRow {
  readonly key: string;
  readonly searches: number;
}

const countedBy: ReadonlySet<AttributionKey> = new Set(['query', 'device', 'day']);

/** The minutes whose searches a report counts: first, and the one after the last. */
export function minutesOf({ from, to, now }: AttributionQuery) {
  return { first: minuteOf(from), end: Math.min(minuteOf(to - 1) + 1, minuteOf(now)) };
}

/** All groups in their order, cut to the page that was asked for, and their sum. */
export function pageOfGroups(
  rows: readonly GroupRow[],
  searchRows: readonly SearchRow[],
  { by, origin, skip, limit }: AttributionQuery,
): AttributionRead {
  const counted = countedBy.has(by) && origin !== 'direct';
  const groups = counted ? withSearches(rows, searchRows, by) : rows.map(withoutSearches);
  const byKey = (a: Group, b: Group) => (a.key < b.key ? -1 : 1);
  const ordered = [...groups].sort((a, b) =>
    by === 'day'
      ? byKey(b, a)
      : b.follows - a.follows || (b.searches ?? 0) - (a.searches ?? 0) || byKey(a, b),
  );
  const sum = { ...emptyRow };
  for (const row of rows) for (const name of numbers) sum[name] += row[name];
  const searches = searchRows.reduce((total, row) => total + row.searches, 0);
  return {
    items: ordered.slice(skip, skip + limit).map(toGroup),
    total: toCounts({ ...sum, searches: origin === 'direct' ? null : searches }),
    groups: groups.length,
  };
}

interface Group extends GroupRow {
  readonly searches: number | null;
}

const withoutSearches = (row: GroupRow): Group => ({ ...row, searches: null });

/** The groups, and those of searches that won nothing. */
function withSearches(
  rows: readonly GroupRow[],
  searchRows: readonly SearchRow[],
  by: AttributionKey,
): readonly Group[] {
  const searches = new Map(searchRows.map((row) => [row.key, row.searches]));
  const known = new Set(rows.map(({ key }) => key));
  return [
    ...rows.map((row) => ({ ...row, searches: searches.get(row.key) ?? 0 })),
    ...searchRows
      .filter(({ key }) => !known.has(key))
      .map((row) => ({ ...emptyRow, ...row, query: by === 'query' ? row.key : null, queries: 1 })),
  ];
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

function toGroup(row: Group): AttributionGroup {
  return { key: row.key, query: row.queries === 1 ? row.query : null, ...toCounts(row) };
}

function toCounts(row: Numbers & Pick<Group, 'searches'>): AttributionCounts {
  const { searches, follows, live, request, removal, block, suspension, deletion } = row;
  return {
    searches,
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
