import type { LedgerIdentity } from '../../domain/ledger-identity.js';
import { noAccount } from '../bucket.js';
import { newLedgerName } from '../ledger-name.js';
import type { Connection } from './driver.js';
import { readIdentity } from './ledger.js';
import { migrate } from './migrate.js';
import { connectToPrimary } from './servers.js';
import { statements } from './statements.js';
import { openTransaction } from './transactions.js';

/**
 * Makes a database another ledger, for good; returns its name. What was handed out before is refused from
 * then on, and processes that serve it end.
 */
export async function renewIdentity(urls: readonly string[]): Promise<string> {
  const db = await connectToPrimary(urls);
  try {
    await migrate(db);
    await renewLedger(db);
    return (await readIdentity(db)).name;
  } finally {
    await db.close();
  }
}

/**
 * Which ledger a database holds. One that was made of a dump or as a copy is another ledger than the one
 * that it was made of, and becomes so here: the numbers of its servers and its own there are not those that it keeps.
 */
export async function settleIdentity(db: Connection): Promise<LedgerIdentity> {
  if (await isElsewhere(db)) await renewIf(db, () => isElsewhere(db));
  return readIdentity(db);
}

/** Makes the ledger of an open database another. */
export function renewLedger(db: Connection): Promise<void> {
  return renewIf(db, async () => true);
}

async function isElsewhere(db: Connection): Promise<boolean> {
  const row = await db.get(statements.home, noAccount);
  return row?.isHere === 0;
}

/** @param isWanted asked under the lock, where another process may have done it. */
async function renewIf(db: Connection, isWanted: () => Promise<boolean>): Promise<void> {
  const transaction = openTransaction(db);
  const name = newLedgerName((await transaction.head).ledger);
  if (await isWanted()) {
    transaction.write(statements.setIdentity, noAccount, name, 0);
    transaction.write(statements.setHome, noAccount);
    // Whoever sends a key of the lost time line must be told so, however late.
    transaction.write(statements.keepResultsForEver, noAccount);
  }
  const [command] = await Promise.all([db.script('COMMIT'), ...transaction.writes]);
  if (command !== 'COMMIT') throw new Error(`the commit came to ${command}`);
}
