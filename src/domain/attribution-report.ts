import type { Caller } from './caller.js';
import type { ChangeCause } from './change.js';
import type { AsOf } from './follow-reads.js';
import type { LedgerHead } from './ledger-head.js';
import type { Tenant } from './tenant.js';
import type { Micros } from './time.js';
import type { Cursor } from './view.js';

/** What follows are added up by. `origin` parts those that came from a search from the others. */
export const attributionKeys = ['query', 'search', 'document', 'device', 'day', 'origin'] as const;
export type AttributionKey = (typeof attributionKeys)[number];

/** Which follows are counted: that came from a search, that did not, or both. */
export const followOrigins = ['search', 'direct', 'any'] as const;
export type FollowOrigin = (typeof followOrigins)[number];

/** How long a follow must last to be counted as surviving, in days. */
export const survivalDays = [1, 7, 30] as const;

export interface Survival {
  readonly days: (typeof survivalDays)[number];
  /** Follows that began at least so long ago. */
  readonly of: number;
  /** Those of them that lasted so long. */
  readonly survived: number;
}

export interface AttributionCounts {
  /**
   * Searches that began, those that won nothing too; null for a group that they are not counted by, and
   * in a report of follows that came from none.
   */
  readonly searches: number | null;
  /** Follows that their followers asked for. */
  readonly follows: number;
  /** Those of them that are live. */
  readonly live: number;
  readonly survival: readonly Survival[];
  /** The ended ones, by what ended them. */
  readonly unfollows: Readonly<Record<Exclude<ChangeCause, 'restoration'>, number>>;
}

export interface AttributionGroup extends AttributionCounts {
  /** A query, searchId, docId, appId (`''` for none), day such as `2026-01-31`, or origin. */
  readonly key: string;
  /** What was searched for; null where that is not the same for the whole group. */
  readonly query: string | null;
}

export interface AttributionRequest {
  readonly by: AttributionKey;
  readonly origin: FollowOrigin;
  /** Follows that began from then on. */
  readonly from?: Micros;
  /** Follows that began before then. */
  readonly to?: Micros;
  /** Where days begin: microseconds east of Greenwich. */
  readonly dayOffset: Micros;
  readonly limit: number;
  readonly cursor: Cursor;
  /** The report as it was; now when absent. */
  readonly asOf?: AsOf;
}

export interface AttributionReport {
  readonly items: readonly AttributionGroup[];
  /** All groups together, those of other pages too. */
  readonly total: AttributionCounts;
  readonly groups: number;
  readonly nextCursor: Cursor;
  /** What the report is true at. */
  readonly head: LedgerHead;
}

/** Which searches won follows, and whether those lasted: a fold of the ledger, exact at a revision. */
export interface AttributionReports {
  /**
   * Groups with most follows first, then with most searches, days latest first. Searches are counted
   * by the minute: by `query`, `device` and `day`, and up to the last full minute. Every page of a report is true at the revision and
   * time of its first. A tenant is told of what came through its own devices, the administrator of
   * everything. Follows that only a restoration began again are not counted, and one that ended with
   * a suspension has ended.
   *
   * @throws GuanzhuError `parameter_invalid` for a cursor that no page of this report gave; as
   *   `FollowReads.moment` for `asOf`.
   */
  reportAttribution(caller: Caller, request: AttributionRequest): Promise<AttributionReport>;
}

/** How often one device searched for one text in one minute. */
export interface SearchCount {
  /** Minutes since 1970. */
  readonly minute: number;
  readonly appId: string;
  readonly query: string;
  readonly count: number;
}

/** The minute of a time, as searches are counted by it. */
export function minuteOf(at: Micros): SearchCount['minute'] {
  return Math.floor(at / 60_000_000);
}

/** A report's question to the store. */
export interface AttributionQuery
  extends Pick<AttributionRequest, 'by' | 'origin' | 'dayOffset' | 'limit'> {
  readonly from: Micros;
  readonly to: Micros;
  /** Whose devices; null for all, and for what came through none. */
  readonly tenant: Tenant | null;
  /** Changes up to it count. */
  readonly head: LedgerHead;
  /** What age is reckoned from. */
  readonly now: Micros;
  /** How many groups to leave out. */
  readonly skip: number;
}

export interface AttributionRead {
  readonly items: readonly AttributionGroup[];
  readonly total: AttributionCounts;
  readonly groups: number;
}

/** The part of the storage port that adds up where follows came from. */
export interface AttributionStore {
  /** In the order that `AttributionReports` names, ties by key. */
  attribution(query: AttributionQuery): Promise<AttributionRead>;
  /** Adds to what is counted already, once each; those of unknown devices are left out. */
  countSearches(searches: readonly SearchCount[]): Promise<void>;
}
