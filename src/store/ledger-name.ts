import { randomBytes } from 'node:crypto';

/** A name for a ledger that is none of the given one's. Migrations make the first of a database likewise. */
export function newLedgerName(before: string): string {
  for (;;) {
    const name = randomBytes(4).toString('hex');
    if (name !== before) return name;
  }
}
