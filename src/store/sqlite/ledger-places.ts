import type { Micros } from '../../domain/time.js';
import { type Database, prepare } from './driver.js';
import { statements } from './statements.js';

/** Finds places of the ledger by time, in the transaction that its caller holds. */
export class LedgerPlaces {
  readonly #prepared: ReturnType<typeof prepareAll>;

  constructor(db: Database) {
    this.#prepared = prepareAll(db);
  }

  /** The position of the last change up to a time; 0 before the first. Not behind `last`. */
  upTo(time: Micros, last: number): number {
    // Times rise with positions, so halving finds it.
    let [low, high] = [0, last];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      const at = this.#prepared.changeTime.get(middle)?.at ?? 0;
      if (at <= time) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function prepareAll(db: Database) {
  return { changeTime: prepare(db, statements.changeTime) };
}
