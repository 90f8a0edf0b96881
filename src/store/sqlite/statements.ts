import { accountStatements } from './statements/account-statements.js';
import { adminStatements } from './statements/admin-statements.js';
import { auditStatements } from './statements/audit-statements.js';
import { callbackStatements } from './statements/callback-statements.js';
import { directoryStatements } from './statements/directory-statements.js';
import { followStatements } from './statements/follow-statements.js';
import { historyStatements } from './statements/history-statements.js';
import { ledgerStatements } from './statements/ledger-statements.js';
import { mentionStatements } from './statements/mention-statements.js';
import { moveStatements } from './statements/move-statements.js';
import { overviewStatements } from './statements/overview-statements.js';
import { pointStatements } from './statements/point-statements.js';
import { reportStatements } from './statements/report-statements.js';
import { searchStatements } from './statements/search-statements.js';
import { transferStatements } from './statements/transfer-statements.js';
import { webhookStatements } from './statements/webhook-statements.js';

/** Every statement of the SQLite store, by name. A test shows that each is answered by an index. */
export const statements = {
  ...ledgerStatements,
  ...followStatements,
  ...mentionStatements,
  ...accountStatements,
  ...callbackStatements,
  ...directoryStatements,
  ...adminStatements,
  ...pointStatements,
  ...historyStatements,
  ...overviewStatements,
  ...reportStatements,
  ...auditStatements,
  ...searchStatements,
  ...transferStatements,
  ...webhookStatements,
  ...moveStatements,
} as const;
