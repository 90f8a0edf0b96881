import { isOfLedger, type LedgerIdentity, ledgerChanged } from '../domain/ledger-identity.js';
import type { Revision } from '../domain/revision.js';
import { brokenRule, type Rule, rules } from '../domain/rule.js';

const form = /^(r(?:0|[1-9a-z][0-9a-z]{0,10}))(?:_([0-9a-f]{8}))?$/;

/**
 * A ledger position as opaque text. Base 36 behind a letter, so that nobody takes it for a number to
 * calculate with: a partitioned ledger has no single number. Behind it stands whose position it is.
 */
export function encodeRevision(position: number, ledger: string): Revision {
  return `r${position.toString(36)}_${ledger}` as Revision;
}

/** The position, of whichever ledger, or undefined for text that no ledger made. */
export function decodeRevision(revision: string): number | undefined {
  const [, text] = form.exec(revision) ?? [];
  if (text === undefined) return undefined;
  const position = Number.parseInt(text.slice(1), 36);
  return Number.isSafeInteger(position) ? position : undefined;
}

/** The revisions of one ledger. */
export class Revisions {
  readonly ledger: LedgerIdentity;

  constructor(ledger: LedgerIdentity) {
    this.ledger = ledger;
  }

  encode(position: number): Revision {
    return encodeRevision(position, this.ledger.name);
  }

  /**
   * The position of a revision of this ledger.
   *
   * @param field where the text comes from, for the error.
   * @throws GuanzhuError `parameter_invalid` for text that is no revision; `ledger_changed` for a
   *   revision of another ledger.
   */
  decode(revision: string, field: string, rule: Rule = rules.revision): number {
    const position = decodeRevision(revision);
    if (position === undefined) throw brokenRule(field, rule, revision);
    const [, , ledger = ''] = form.exec(revision) ?? [];
    if (!isOfLedger(this.ledger, ledger)) throw ledgerChanged(this.ledger, ledger, field);
    return position;
  }
}
