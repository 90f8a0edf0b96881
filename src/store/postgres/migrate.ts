import { NewerSchemaError } from '../newer-schema.js';
import { type Connection, isDuplicateTable, isMissingTable } from './driver.js';
import { followGraph } from './migrations/0001-follow-graph.js';
import { accountStates } from './migrations/0002-account-states.js';
import { directory } from './migrations/0003-directory.js';
import { history } from './migrations/0004-history.js';
import { webhooks } from './migrations/0005-webhooks.js';
import { reports } from './migrations/0006-reports.js';
import { audit } from './migrations/0007-audit.js';
import { ledgerTotals } from './migrations/0008-ledger-totals.js';
import { countOfWrites } from './migrations/0009-count-of-writes.js';
import { searches } from './migrations/0010-searches.js';
import { suspendedTokens } from './migrations/0011-suspended-tokens.js';
import { moves } from './migrations/0012-moves.js';
import { ledgerIdentity } from './migrations/0013-ledger-identity.js';
import { mentionNumbers } from './migrations/0014-mention-numbers.js';
import { names } from './migrations/0015-names.js';
import { callbackAttempts } from './migrations/0016-callback-attempts.js';
import { migrationStatements } from './statements/migration-statements.js';

const migrations = [
  followGraph,
  accountStates,
  directory,
  history,
  webhooks,
  reports,
  audit,
  ledgerTotals,
  countOfWrites,
  searches,
  suspendedTokens,
  moves,
  ledgerIdentity,
  mentionNumbers,
  names,
  callbackAttempts,
];

/** Whether a database has the schema of this release. */
export async function isUpToDate(db: Connection): Promise<boolean> {
  try {
    return (await db.get(migrationStatements.version, 0))?.version === migrations.length;
  } catch (error) {
    if (isMissingTable(error)) return false;
    throw error;
  }
}

/**
 * Brings the schema up to this release, forwards only. Each migration is one transaction with the
 * number it leaves behind, under a lock of that number's row: of processes that start at once one
 * migrates, and the others find it done.
 */
export async function migrate(db: Connection): Promise<void> {
  await makeVersion(db);
  while (!(await migrateOnce(db))) {}
}

async function makeVersion(db: Connection): Promise<void> {
  try {
    await db.script(`
      CREATE TABLE IF NOT EXISTS schema_version (
        b       integer PRIMARY KEY,
        version integer NOT NULL
      );
      INSERT INTO schema_version (b, version) VALUES (0, 0) ON CONFLICT DO NOTHING;`);
  } catch (error) {
    // IF NOT EXISTS does not see a table that another process is making.
    if (!isDuplicateTable(error)) throw error;
    await makeVersion(db);
  }
}

/** Takes one step; returns whether there is none left. */
async function migrateOnce(db: Connection): Promise<boolean> {
  await db.script('BEGIN');
  try {
    const { version } = (await db.get(migrationStatements.lockVersion, 0)) ?? { version: 0 };
    const latest = migrations.length;
    if (version > latest) throw new NewerSchemaError(version, latest);
    const migration = migrations[version];
    if (migration) {
      await db.script(migration.sql);
      await db.run(migrationStatements.setVersion, 0, migration.number);
    }
    await db.script('COMMIT');
    return migration === undefined;
  } catch (error) {
    await db.script('ROLLBACK').catch(() => {});
    throw error;
  }
}
