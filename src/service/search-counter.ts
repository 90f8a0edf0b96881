import { type AttributionStore, minuteOf, type SearchCount } from '../domain/attribution-report.js';
import { asGuanzhuError } from '../domain/errors.js';
import type { Clock } from '../domain/time.js';

export interface SearchCounterOptions {
  readonly store: Pick<AttributionStore, 'countSearches'>;
  readonly clock: Clock;
  onFault(error: unknown): void;
}

/** How long a search waits to be written with others, in ms. */
const delay = 1_000;
/** How many different ones wait at most; more are not counted. */
const mostWaiting = 10_000;

/**
 * Counts searches, apart from the ledger: no search waits for a write. Killed, a process loses what it
 * counted in its last second.
 */
export class SearchCounter {
  readonly #options: SearchCounterOptions;
  #waiting = new Map<string, SearchCount>();
  #writing: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: SearchCounterOptions) {
    this.#options = options;
  }

  count(appId: string, query: string): void {
    const minute = minuteOf(this.#options.clock.now());
    this.#add({ minute, appId, query, count: 1 });
    this.#timer ??= setTimeout(() => void this.flush(), delay);
  }

  /** Writes what waits. Resolves also when that fails; it is then tried again with what comes later. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  async #write(): Promise<void> {
    const searches = [...this.#waiting.values()];
    if (searches.length === 0) return;
    this.#waiting = new Map();
    try {
      await this.#options.store.countSearches(searches);
    } catch (error) {
      this.#options.onFault(error);
      // What may have been written must not be counted twice.
      if (asGuanzhuError(error).code !== 'store_unavailable') return;
      for (const search of searches) this.#add(search);
    }
  }

  #add(search: SearchCount): void {
    const key = JSON.stringify([search.minute, search.appId, search.query]);
    const before = this.#waiting.get(key);
    if (!before && this.#waiting.size >= mostWaiting) return;
    this.#waiting.set(key, { ...search, count: search.count + (before?.count ?? 0) });
  }
}
