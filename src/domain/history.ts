import type { Username } from './account.js';
import type { Revision } from './revision.js';
import type { Micros } from './time.js';

/** A stretch of time, and what became of an account's followers in it. */
export interface HistoryBucket {
  readonly start: Micros;
  readonly gained: number;
  readonly lost: number;
  /** How many there were at its end. */
  readonly followers: number;
}

export interface HistoryRequest {
  /** When the first bucket begins. */
  readonly start: Micros;
  /** How long each lasts. */
  readonly width: Micros;
  readonly buckets: number;
}

/** The part of the storage port that counts followers over time. */
export interface HistoryStore {
  /**
   * Buckets one after another, those without a change too, all as of one revision. A follower who
   * comes and goes within a bucket is gained and lost. Zeros for an account that does not exist.
   */
  history(
    username: Username,
    request: HistoryRequest,
  ): Promise<{ readonly items: readonly HistoryBucket[]; readonly revision: Revision }>;
}

/** How an account's followers came and went. */
export interface History {
  /**
   * As `HistoryStore.history`.
   *
   * @throws GuanzhuError `account_unknown`.
   */
  readHistory(
    username: Username,
    request: HistoryRequest,
  ): Promise<{ readonly items: readonly HistoryBucket[]; readonly revision: Revision }>;
}
