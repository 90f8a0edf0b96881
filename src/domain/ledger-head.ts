import type { Revision } from './revision.js';
import type { Micros } from './time.js';

/** A place of the ledger. On an empty ledger `revision` lies before the first change. */
export interface LedgerHead {
  readonly revision: Revision;
  readonly at: Micros;
}
