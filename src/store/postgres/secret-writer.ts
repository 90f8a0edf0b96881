import { noAccount } from '../bucket.js';
import { isUpToDate } from './migrate.js';
import { connectToPrimary } from './servers.js';
import { statements } from './statements.js';

/**
 * Puts a secret in the place of one, also while servers use the database.
 *
 * @throws Error when it holds no graph of this release.
 */
export async function replacePostgresSecret(
  urls: readonly string[],
  name: string,
  value: Uint8Array,
): Promise<void> {
  const db = await connectToPrimary(urls);
  try {
    if (!(await isUpToDate(db))) {
      throw new Error(
        'it holds no graph with the schema of this release: start this release with it once',
      );
    }
    await db.run(statements.replaceSecret, noAccount, name, Buffer.from(value));
  } finally {
    await db.close();
  }
}
