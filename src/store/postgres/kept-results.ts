import type { FollowResult, KeyedCommands } from '../../domain/follow.js';
import type { LedgerIdentity } from '../../domain/ledger-identity.js';
import type { Micros } from '../../domain/time.js';
import { noAccount } from '../bucket.js';
import { knownResults, resultsToKeep, retention } from '../kept-results.js';
import type { Connection } from './driver.js';
import { statements } from './statements.js';
import type { Transaction } from './transactions.js';

/** The results that commands have already, by their index in the batch. */
export async function findKeptResults(
  db: Connection,
  keyed: readonly KeyedCommands[],
  now: Micros,
  ledger: LedgerIdentity,
): Promise<ReadonlyMap<number, FollowResult>> {
  if (keyed.length === 0) return new Map();
  const keys = keyed.map(({ key }) => Buffer.from(key));
  const rows = await db.all(statements.keptResults, noAccount, keys, now);
  const keptUnder = new Map(rows.map((row) => [row.key.toString('hex'), row]));
  return knownResults(keyed, (key) => keptUnder.get(Buffer.from(key).toString('hex')), ledger);
}

/** Keeps what the commands came to that had no results yet. */
export function keepResults(
  transaction: Transaction,
  keyed: readonly KeyedCommands[],
  results: readonly FollowResult[],
  known: ReadonlyMap<number, FollowResult>,
  now: Micros,
  ledger: LedgerIdentity,
): void {
  const fresh = resultsToKeep(keyed, results, known, ledger);
  if (fresh.length === 0) return;
  transaction.write(statements.dropExpiredResults, noAccount, now);
  transaction.write(
    statements.keepResults,
    noAccount,
    fresh.map(({ key }) => Buffer.from(key)),
    fresh.map(({ request }) => Buffer.from(request)),
    fresh.map((row) => row.results),
    now + retention,
    ledger.name,
  );
}
