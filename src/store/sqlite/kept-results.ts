import type { FollowResult, KeyedCommands } from '../../domain/follow.js';
import type { LedgerIdentity } from '../../domain/ledger-identity.js';
import type { Micros } from '../../domain/time.js';
import { knownResults, resultsToKeep, retention } from '../kept-results.js';
import { type Database, prepare } from './driver.js';
import { readIdentity } from './ledger-identity.js';
import { statements } from './statements.js';

/** The results under idempotency keys, read and written in the transaction that its caller holds. */
export class KeptResults {
  readonly #prepared: ReturnType<typeof prepareAll>;
  readonly #ledger: LedgerIdentity;

  constructor(db: Database) {
    this.#prepared = prepareAll(db);
    this.#ledger = readIdentity(db);
  }

  /** The results that commands have already, by their index in the batch. */
  find(keyed: readonly KeyedCommands[], now: Micros): ReadonlyMap<number, FollowResult> {
    return knownResults(keyed, (key) => this.#prepared.keptResults.get(key, now), this.#ledger);
  }

  /** Keeps what the commands came to that had no results yet. */
  keep(
    keyed: readonly KeyedCommands[],
    results: readonly FollowResult[],
    known: ReadonlyMap<number, FollowResult>,
    now: Micros,
  ): void {
    const fresh = resultsToKeep(keyed, results, known, this.#ledger);
    if (fresh.length === 0) return;
    this.#prepared.dropExpiredResults.run(now);
    for (const { key, request, results: own, ledger } of fresh) {
      this.#prepared.keepResults.run(key, request, own, now + retention, ledger);
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
