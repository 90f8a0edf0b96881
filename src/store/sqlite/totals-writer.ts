import type { PlannedChange } from '../batch-plan.js';
import { sumChanges } from '../ledger-sums.js';
import { type Database, prepare } from './driver.js';
import { statements } from './statements.js';

/** Adds a batch's changes to the sums of the ledger, inside its transaction. */
export class TotalsWriter {
  readonly #prepared: ReturnType<typeof prepareAll>;

  constructor(db: Database) {
    this.#prepared = prepareAll(db);
  }

  add(changes: readonly PlannedChange[]): void {
    const { quarters, follows } = sumChanges(changes);
    for (const { quarter, followed, unfollowed } of quarters) {
      this.#prepared.addToQuarter.run(quarter, followed, unfollowed);
    }
    if (follows !== 0) this.#prepared.addToFollows.run(follows);
  }
}

function prepareAll(db: Database) {
  return {
    addToQuarter: prepare(db, statements.addToQuarter),
    addToFollows: prepare(db, statements.addToFollows),
  };
}
