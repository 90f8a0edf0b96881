import { NewerSchemaError } from '../newer-schema.js';
import type { Database } from './driver.js';
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

/** Whether a file holds a graph of any release. */
export function hasSchema(db: Database): boolean {
  return Number(db.pragma('user_version', { simple: true })) > 0;
}

/** Whether a file has the schema of this release. */
export function isUpToDate(db: Database): boolean {
  return Number(db.pragma('user_version', { simple: true })) === migrations.length;
}

/**
 * Brings the schema up to this release, forwards only. Each migration is one transaction with the
 * number it leaves behind, so a crash between or inside them leaves a whole older schema.
 */
export function migrate(db: Database): void {
  const latest = migrations.length;
  const version = Number(db.pragma('user_version', { simple: true }));
  if (version > latest) throw new NewerSchemaError(version, latest);
  for (const migration of migrations.slice(version)) {
    db.transaction(() => {
      db.exec(migration.sql);
      db.pragma(`user_version = ${migration.number}`);
    }).immediate();
  }
}
