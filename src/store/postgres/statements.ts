import { accountStatements } from './statements/account-statements.js';
import { adminStatements } from './statements/admin-statements.js';
import { auditStatements } from './statements/audit-statements.js';
import { callbackStatements } from './statements/callback-statements.js';
import { directoryStatements } from './statements/directory-statements.js';
import { followStatements } from './statements/follow-statements.js';
import { ledgerStatements } from './statements/ledger-statements.js';
import { listStatements } from './statements/list-statements.js';
import { migrationStatements } from './statements/migration-statements.js';
import { moveStatements } from './statements/move-statements.js';
import { overviewStatements } from './statements/overview-statements.js';
import { pointStatements } from './statements/point-statements.js';
import { reportStatements } from './statements/report-statements.js';
import { searchStatements } from './statements/search-statements.js';
import { transferStatements } from './statements/transfer-statements.js';
import { webhookStatements } from './statements/webhook-statements.js';

/** Every statement of the PostgreSQL store, by name. Tests show that each is answered by an index. */
export const statements = {
  ...migrationStatements,
  ...ledgerStatements,
  ...followStatements,
  ...accountStatements,
  ...callbackStatements,
  ...directoryStatements,
  ...adminStatements,
  ...pointStatements,
  ...listStatements,
  ...searchStatements,
  ...transferStatements,
  ...webhookStatements,
  ...reportStatements,
  ...auditStatements,
  ...overviewStatements,
  ...moveStatements,
} as const;
