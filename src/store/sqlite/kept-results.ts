import type { FollowResult, KeyedCommands } from '../../domain/follow.js';
import type { Micros } from '../../domain/time.js';
import { knownResults, resultsToKeep, retention } from '../kept-results.js';
import { type Database, prepare } from './driver.js';
import { statements } from './statements.js';

/** The results under idempotency keys, read and written in the transaction that its caller holds. */
export class KeptResults {
  readonly #prepared: ReturnType<typeof prepareAll>;

  constructor(db: Database) {
    this.#prepared = prepareAll(db);
  }

  /** The results that commands have already, by their index in the batch. */
  find(keyed: readonly KeyedCommands[], now: Micros): ReadonlyMap<number, FollowResult> {
    return knownResults(keyed, (key) => this.#prepared.keptResults.get(key, now));
  }

  /** Keeps what the commands came to that had no results yet. */
  keep(
    keyed: readonly KeyedCommands[],
    results: readonly FollowResult[],
    known: ReadonlyMap<number, FollowResult>,
    now: Micros,
  ): void {
    const fresh = resultsToKeep(keyed, results, known);
    if (fresh.length === 0) return;
    this.#prepared.dropExpiredResults.run(now);
    for (const { key, request, results: own } of fresh) {
      this.#prepared.keepResults.run(key, request, own, now + retention);
    }
  }
}

function prepareAll(db: Database) {
  return {
    keptResults: prepare(db, statements.keptResults),
    keepResults: prepare(db, statements.keepResults),
    dropExpiredResults: prepare(db, statements.dropExpiredResults),
  };
}
