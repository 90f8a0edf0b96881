import { GuanzhuError } from './errors.js';

/**
 * Which ledger it is: made with it, and made anew when a backup of it is restored. What was handed out
 * before is then of a time line that is lost, even where the new one has come to the same places.
 */
export interface LedgerIdentity {
  /** Opaque text: eight hexadecimal digits. */
  readonly name: string;
  /**
   * Whether what names no ledger, as nothing did before there were identities, is of this one: as long as
   * it was not restored.
   */
  readonly takesBare: boolean;
}

/** Whether what names a ledger, or with `''` none, is of this one. */
export function isOfLedger({ name, takesBare }: LedgerIdentity, named: string): boolean {
  return named === name || (named === '' && takesBare);
}

/** The refusal of what another ledger handed out. @param field where it stands in the request. */
export function ledgerChanged(own: LedgerIdentity, named: string, field: string): GuanzhuError {
  const theirs = named === '' ? 'without a name' : named;
  return new GuanzhuError('ledger_changed', { field, theirs, own: own.name });
}
