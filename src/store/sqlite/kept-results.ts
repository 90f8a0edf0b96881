import { GuanzhuError } from '../../domain/errors.js';
import type { FollowResult, KeyedCommands } from '../../domain/follow.js';
import type { Micros } from '../../domain/time.js';
import { type Database, prepare } from './driver.js';
import { statements } from './statements.js';

/** How long the results under an idempotency key are kept. */
const retention = 24 * 3600 * 1_000_000;

/** The results under idempotency keys, read and written in the transaction that its caller holds. */
export class KeptResults {
  readonly #prepared: ReturnType<typeof prepareAll>;

  constructor(db: Database) {
    this.#prepared = prepareAll(db);
  }

  /** The results that commands have already, by their index in the batch. */
  find(keyed: readonly KeyedCommands[], now: Micros): ReadonlyMap<number, FollowResult> {
    const known = new Map<number, FollowResult>();
    for (const { key, request, first, count } of keyed) {
      const kept = this.#prepared.keptResults.get(key, now);
      if (!kept) continue;
      const same = Buffer.compare(kept.request, request) === 0;
      const results: readonly FollowResult[] = same ? JSON.parse(kept.results) : [];
      for (let index = 0; index < count; index += 1) {
        known.set(first + index, results[index] ?? reused);
      }
    }
    return known;
  }

  /** Keeps what the commands came to that had no results yet. */
  keep(
    keyed: readonly KeyedCommands[],
    results: readonly FollowResult[],
    known: ReadonlyMap<number, FollowResult>,
    now: Micros,
  ): void {
    const fresh = keyed.filter(({ first }) => !known.has(first));
    if (fresh.length === 0) return;
    this.#prepared.dropExpiredResults.run(now);
    for (const { key, request, first, count } of fresh) {
      const own = results.slice(first, first + count);
      this.#prepared.keepResults.run(key, request, JSON.stringify(own), now + retention);
    }
  }
}

const { code, params } = new GuanzhuError('idempotency_key_reused');
const reused: FollowResult = { ok: false, refusal: { code, params } };

function prepareAll(db: Database) {
  return {
    keptResults: prepare(db, statements.keptResults),
    keepResults: prepare(db, statements.keepResults),
    dropExpiredResults: prepare(db, statements.dropExpiredResults),
  };
}
