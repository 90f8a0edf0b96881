import type { Account } from './account.js';
import type { HistoryRequest } from './history.js';
import type { LedgerHead } from './ledger-head.js';
import type { Micros } from './time.js';

/** A stretch of time, and what the ledger did in it. */
export interface LedgerBucket {
  readonly start: Micros;
  readonly followed: number;
  readonly unfollowed: number;
  /** How many follows were live at its end. */
  readonly follows: number;
}

/** An account by what its followers did lately. */
export interface Gainer {
  readonly account: Account;
  readonly followers: number;
  /** Followers won, less those lost. */
  readonly gained: number;
}

/** What a whole instance holds, and how it came about; all as of `head`. */
export interface LedgerOverview {
  /** Deleted ones left out. */
  readonly accounts: number;
  readonly follows: number;
  readonly head: LedgerHead;
  readonly items: readonly LedgerBucket[];
  /** The changes of the last minute; of fewer seconds when the newest 20,000 span less. */
  readonly recent: { readonly changes: number; readonly seconds: number };
  /** The ten that gained most, best first, of the newest 20,000 changes that lie in the buckets. */
  readonly gainers: readonly Gainer[];
  /** Since when those changes were. */
  readonly gainersSince: Micros;
}

/** The part of the storage port that sums up the ledger. */
export interface OverviewStore {
  /**
   * Buckets one after another, exact where they begin and end with a quarter of an hour; a change
   * belongs to the bucket in which its quarter begins. Totals are exact.
   *
   * Bounded: counts are kept as the ledger grows, and at most 20,000 changes are read.
   *
   * @param now wall clock.
   */
  overview(request: HistoryRequest, now: Micros): Promise<LedgerOverview>;
}

/** The instance as a whole, for the administrator. */
export interface Overview {
  /** As `OverviewStore.overview`, at most a second old. */
  readOverview(request: HistoryRequest): Promise<LedgerOverview>;
}

/** How many changes an overview reads at most. */
export const overviewChanges = 20_000;
/** How long a quarter of an hour is. */
export const quarter: Micros = 15 * 60 * 1_000_000;
