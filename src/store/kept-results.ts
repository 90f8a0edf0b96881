import { GuanzhuError } from '../domain/errors.js';
import type { FollowResult, KeyedCommands } from '../domain/follow.js';
import { isOfLedger, type LedgerIdentity, ledgerChanged } from '../domain/ledger-identity.js';
import type { Micros } from '../domain/time.js';

/** How long the results under an idempotency key are kept. */
export const retention: Micros = 24 * 3600 * 1_000_000;

/** What an idempotency key was used for, and what came of it. */
export interface KeptRow {
  readonly request: Uint8Array;
  readonly results: string;
  /** The ledger that they tell of; `''` for one that is older than identities. */
  readonly ledger: string;
}

const refused = ({ refusal }: GuanzhuError): FollowResult => ({ ok: false, refusal });
const reused = refused(new GuanzhuError('idempotency_key_reused'));

/** The results that commands have already, by their index in the batch. */
export function knownResults(
  keyed: readonly KeyedCommands[],
  find: (key: Uint8Array) => KeptRow | undefined,
  ledger: LedgerIdentity,
): ReadonlyMap<number, FollowResult> {
  const known = new Map<number, FollowResult>();
  for (const { key, request, first, count } of keyed) {
    const kept = find(key);
    if (!kept) continue;
    const same = Buffer.compare(kept.request, request) === 0;
    const isOwn = isOfLedger(ledger, kept.ledger);
    const results: readonly FollowResult[] = same && isOwn ? JSON.parse(kept.results) : [];
    const refusal = isOwn ? reused : refused(ledgerChanged(ledger, kept.ledger, 'Idempotency-Key'));
    for (let index = 0; index < count; index += 1) {
      known.set(first + index, results[index] ?? refusal);
    }
  }
  return known;
}

/** What is to be kept under the keys that had no results yet. */
export function resultsToKeep(
  keyed: readonly KeyedCommands[],
  results: readonly FollowResult[],
  known: ReadonlyMap<number, FollowResult>,
  ledger: LedgerIdentity,
): readonly (KeptRow & Pick<KeyedCommands, 'key'>)[] {
  return keyed
    .filter(({ first }) => !known.has(first))
    .map(({ key, request, first, count }) => ({
      key,
      request,
      results: JSON.stringify(results.slice(first, first + count)),
      ledger: ledger.name,
    }));
}
