import { isOfLedger, type LedgerIdentity, ledgerChanged } from '../domain/ledger-identity.js';
import type { Seal } from './seal.js';

/** Seals the cursors of one ledger, and tells those of another from texts that nobody sealed. */
export class CursorSeal {
  readonly #seal: Seal;
  readonly #ledger: LedgerIdentity;

  constructor(seal: Seal, ledger: LedgerIdentity) {
    this.#seal = seal;
    this.#ledger = ledger;
  }

  /** A cursor of the list that the context names. Never empty. */
  close(context: readonly string[], payload: string): string {
    return this.#seal.close(['cursor', ...context], `${this.#ledger.name} ${payload}`);
  }

  /**
   * The payload that `close` was given for this context; undefined for any other text.
   *
   * @param field where the cursor stands in the request.
   * @throws GuanzhuError `ledger_changed` for a cursor of another ledger.
   */
  open(context: readonly string[], cursor: string, field = 'cursor'): string | undefined {
    const sealed = this.#seal.open(['cursor', ...context], cursor);
    // Without a ledger: from a release that had no identities.
    const bare = sealed === undefined ? this.#seal.open(context, cursor) : undefined;
    const [ledger, payload] = sealed === undefined ? ['', bare] : cut(sealed);
    if (payload === undefined) return undefined;
    if (!isOfLedger(this.#ledger, ledger)) throw ledgerChanged(this.#ledger, ledger, field);
    return payload;
  }
}

function cut(sealed: string): readonly [ledger: string, payload: string] {
  const end = sealed.indexOf(' ');
  return [sealed.slice(0, end), sealed.slice(end + 1)];
}
