import { GuanzhuError } from '../../domain/errors.js';
import type { LedgerHead } from '../../domain/ledger-head.js';
import type { LedgerIdentity } from '../../domain/ledger-identity.js';
import { noAccount } from '../bucket.js';
import { Revisions } from '../revision.js';
import type { Connection } from './driver.js';
import type { HeadRow } from './statements/ledger-statements.js';
import { statements } from './statements.js';

/** A server that holds another ledger, such as a standby of a primary that was restored since. */
export class OtherLedgerError extends Error {
  override readonly name = 'OtherLedgerError';
}

/** The ledger that a process serves. A primary that comes to hold another one ends the process. */
export class Ledger {
  readonly revisions: Revisions;
  readonly #onChange: (error: Error) => void;

  constructor(identity: LedgerIdentity, onChange: (error: Error) => void = () => {}) {
    this.revisions = new Revisions(identity);
    this.#onChange = onChange;
  }

  get identity(): LedgerIdentity {
    return this.revisions.ledger;
  }

  /** @throws OtherLedgerError unless a row of the head, from a replica, is of this ledger. */
  judgeReplica(row: Pick<HeadRow, 'ledger'> | undefined): void {
    if (row === undefined || row.ledger === this.identity.name) return;
    throw new OtherLedgerError(
      `the database holds the ledger ${row.ledger}, and this process serves ${this.identity.name}: it was restored, so start the process again`,
    );
  }

  /** @throws GuanzhuError `store_unavailable` unless a row of the head is of this ledger. */
  refuseOther(row: Pick<HeadRow, 'ledger'> | undefined): void {
    try {
      this.judgeReplica(row);
    } catch (cause) {
      throw new GuanzhuError('store_unavailable', { reason: 'other-ledger' }, { cause });
    }
  }

  /** The same of a row from the primary, where it ends the process. */
  checkPrimary(row: Pick<HeadRow, 'ledger'> | undefined): void {
    try {
      this.refuseOther(row);
    } catch (error) {
      if (error instanceof GuanzhuError && error.cause instanceof OtherLedgerError) {
        this.#onChange(error.cause);
      }
      throw error;
    }
  }

  /** The head that a row tells. @throws GuanzhuError as `refuseOther`. */
  headOf(row: HeadRow | undefined): LedgerHead {
    this.refuseOther(row);
    return { revision: this.revisions.encode(row?.position ?? 0), at: row?.at ?? 0 };
  }
}

/** Which ledger a database holds. */
export async function readIdentity(db: Connection): Promise<LedgerIdentity> {
  const row = await db.get(statements.head, noAccount);
  if (!row) throw new Error('the ledger has no head');
  return { name: row.ledger, takesBare: row.takesBare !== 0 };
}
