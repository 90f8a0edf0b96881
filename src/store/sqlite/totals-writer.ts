import { quarter } from '../../domain/overview.js';
import type { PlannedChange } from '../batch-plan.js';
import { type Database, prepare } from './driver.js';
import { statements } from './statements.js';

/** Adds a batch's changes to the sums of the ledger, inside its transaction. */
export class TotalsWriter {
  readonly #prepared: ReturnType<typeof prepareAll>;

  constructor(db: Database) {
    this.#prepared = prepareAll(db);
  }

  add(changes: readonly PlannedChange[]): void {
    const sums = new Map<number, { followed: number; unfollowed: number }>();
    let net = 0;
    for (const { at, type } of changes) {
      const key = Math.floor(at / quarter);
      const sum = sums.get(key) ?? { followed: 0, unfollowed: 0 };
      sum[type] += 1;
      net += type === 'followed' ? 1 : -1;
      sums.set(key, sum);
    }
    for (const [key, { followed, unfollowed }] of sums) {
      this.#prepared.addToQuarter.run(key, followed, unfollowed);
    }
    if (net !== 0) this.#prepared.addToFollows.run(net);
  }
}

function prepareAll(db: Database) {
  return {
    addToQuarter: prepare(db, statements.addToQuarter),
    addToFollows: prepare(db, statements.addToFollows),
  };
}
