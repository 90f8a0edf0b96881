import type { Mention, MentionMark } from '../domain/mention.js';

/** Which mentions a caller has been told of: all those from the oldest to the newest of them. */
export interface ToldMentions {
  readonly newest: MentionMark;
  /** Absent once there is nothing older. */
  readonly oldest: MentionMark | undefined;
}

/** What a page tells: what began since, in the ledger's order, and what is older, newest first. */
export interface MentionNews {
  readonly newer: readonly Mention[];
  readonly older: readonly Mention[];
  /** Whether `older` reaches the first mention of all. */
  readonly isWhole: boolean;
}

/** What is told after a page; undefined where nothing has ever been. */
export function tellMore(
  told: ToldMentions | undefined,
  { newer, older, isWhole }: MentionNews,
): ToldMentions | undefined {
  const newest = newer.at(-1) ?? told?.newest ?? older[0];
  return newest && { newest, oldest: isWhole ? undefined : (older.at(-1) ?? told?.oldest) };
}

/** As the payload of a cursor: time and number of the newest, and of the oldest where more may follow. */
export function writeTold({ newest, oldest }: ToldMentions): string {
  return [newest, ...(oldest ? [oldest] : [])]
    .flatMap(({ at, number }) => (number === undefined ? [at] : [at, number]))
    .join(' ');
}

/** Cursors of releases that told the oldest first hold a time alone: all up to it had been told. */
export function readTold(payload: string | undefined): ToldMentions | undefined {
  const [newestAt, newest, oldestAt, oldest] = payload?.split(' ').map(Number) ?? [];
  if (newestAt === undefined) return undefined;
  return {
    newest: { at: newestAt, ...(newest !== undefined && { number: newest }) },
    oldest:
      oldestAt === undefined || oldest === undefined ? undefined : { at: oldestAt, number: oldest },
  };
}
