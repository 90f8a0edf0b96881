import type { Username } from './account.js';
import type { LedgerHead } from './ledger-head.js';
import type { Revision } from './revision.js';
import type { ExportedAccount, ExportedFollow } from './transfer.js';

/** The part of the storage port that hands a whole graph out, a page at a time. */
export interface TransferStore {
  /** Accounts in the byte order of their usernames, deleted ones too. Absent `after`: from the first. */
  exportAccounts(after: Username | undefined, limit: number): Promise<readonly ExportedAccount[]>;

  /**
   * The follows that were live at `head`, in the order in which they began, looked for among the
   * `limit` changes right after a revision: there may be none though there are more. `next` is null
   * once the head is reached.
   */
  exportFollows(
    after: Revision | undefined,
    head: LedgerHead,
    limit: number,
  ): Promise<{ readonly follows: readonly ExportedFollow[]; readonly next: Revision | null }>;
}
