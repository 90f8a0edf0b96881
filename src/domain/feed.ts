import type { Username } from './account.js';
import type { Caller } from './caller.js';
import type { Change } from './change.js';
import type { Revision } from './revision.js';
import type { Micros } from './time.js';

/** Where a reading of the ledger begins: after a revision or a time, at its start, or at its head. */
export type FeedStart = { readonly after: string } | { readonly since: Micros } | 'start' | 'head';

/** Which of the changes are read, and in what order. */
export interface FeedSelection {
  /** Only changes that name it; every change without one. */
  readonly account?: Username;
  /** Oldest first unless set. Newest first, a reading ends where it would have begun. */
  readonly order?: 'oldest' | 'newest';
  /** `next` of the page before, in the same order. */
  readonly cursor?: string;
}

export interface FeedPage {
  readonly items: readonly Change[];
  /** The revision to go on behind: that of the last item, or of where the reading began. */
  readonly next: Revision;
  readonly hasMore: boolean;
}

/**
 * The ledger as it is told: every change once, in order, without gaps. Whoever has read up to a
 * revision has seen all that led to it. `device` and `attribution` are told to the administrator and to
 * the tenant whose device it was; others get null.
 */
export interface Feed {
  /**
   * @throws GuanzhuError `parameter_invalid` for text that is no revision; `revision_unknown` for one
   *   that the ledger has not reached; `ledger_changed` for one of another ledger; `account_unknown`.
   */
  readChanges(
    caller: Caller,
    start: FeedStart,
    limit: number,
    selection?: FeedSelection,
  ): Promise<FeedPage>;

  /**
   * Pages without end: what there is, then what is committed, as soon as it is; the first comes at once,
   * empty if need be, and so does an empty one after each `idleMs` without news. A reader that takes
   * its time holds up nothing: the next page is read when it asks. Ends once `signal` is aborted.
   *
   * @throws GuanzhuError as `readChanges`, before the first page.
   */
  followChanges(
    caller: Caller,
    start: FeedStart,
    options: {
      readonly idleMs: number;
      readonly signal: AbortSignal;
      readonly account?: Username;
    },
  ): AsyncIterable<FeedPage>;
}
