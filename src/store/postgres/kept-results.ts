import { GuanzhuError } from '../../domain/errors.js';
import type { FollowResult, KeyedCommands } from '../../domain/follow.js';
import type { Micros } from '../../domain/time.js';
import { noAccount } from '../bucket.js';
import type { Connection } from './driver.js';
import { statements } from './statements.js';
import type { Transaction } from './transactions.js';

/** How long the results under an idempotency key are kept. */
const retention = 24 * 3600 * 1_000_000;

/** The results that commands have already, by their index in the batch. */
export async function findKeptResults(
  db: Connection,
  keyed: readonly KeyedCommands[],
  now: Micros,
): Promise<ReadonlyMap<number, FollowResult>> {
  const known = new Map<number, FollowResult>();
  if (keyed.length === 0) return known;
  const keys = keyed.map(({ key }) => Buffer.from(key));
  const rows = await db.all(statements.keptResults, noAccount, keys, now);
  const keptUnder = new Map(rows.map((row) => [row.key.toString('hex'), row]));
  for (const { key, request, first, count } of keyed) {
    const kept = keptUnder.get(Buffer.from(key).toString('hex'));
    if (!kept) continue;
    const same = Buffer.compare(kept.request, request) === 0;
    const results: readonly FollowResult[] = same ? JSON.parse(kept.results) : [];
    for (let index = 0; index < count; index += 1) {
      known.set(first + index, results[index] ?? reused);
    }
  }
  return known;
}

/** Keeps what the commands came to that had no results yet. */
export function keepResults(
  transaction: Transaction,
  keyed: readonly KeyedCommands[],
  results: readonly FollowResult[],
  known: ReadonlyMap<number, FollowResult>,
  now: Micros,
): void {
  const fresh = keyed.filter(({ first }) => !known.has(first));
  if (fresh.length === 0) return;
  transaction.write(statements.dropExpiredResults, noAccount, now);
  transaction.write(
    statements.keepResults,
    noAccount,
    fresh.map(({ key }) => Buffer.from(key)),
    fresh.map(({ request }) => Buffer.from(request)),
    fresh.map(({ first, count }) => JSON.stringify(results.slice(first, first + count))),
    now + retention,
  );
}

const { code, params } = new GuanzhuError('idempotency_key_reused');
const reused: FollowResult = { ok: false, refusal: { code, params } };
