import { noAccount } from '../bucket.js';
import { newLedgerName } from '../ledger-name.js';
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
    const transaction = openTransaction(db);
    const name = newLedgerName((await transaction.head).identity);
    transaction.write(statements.setIdentity, noAccount, name, 0);
    // Whoever sends a key of the lost time line must be told so, however late.
    transaction.write(statements.keepResultsForEver, noAccount);
    const [command] = await Promise.all([db.script('COMMIT'), ...transaction.writes]);
    if (command !== 'COMMIT') throw new Error(`the commit came to ${command}`);
    return name;
  } finally {
    await db.close();
  }
}
