import type { AddedAccount, Username } from './account.js';
import type { LedgerHead } from './ledger-head.js';
import type { Revision } from './revision.js';
import type { ExportedAccount, ExportedFollow } from './transfer.js';

/** What becomes of an account that is to be added: `known` when its username is there already. */
export type AccountAdmission = 'added' | 'known' | 'name_taken';

/** The part of the storage port that hands a whole graph out, a page at a time, and takes one in. */
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

  /**
   * Adds accounts in one transaction, each decided after those before it; results in their order. One
   * whose username is there stays exactly as it is.
   *
   * @param options.freeNames whether an account needs a name that no other has, as `addAccount`; a
   *   deleted one has none.
   * @param options.dryRun whether it is decided alone, and nothing written.
   */
  importAccounts(
    accounts: readonly AddedAccount[],
    options: { readonly freeNames: boolean; readonly dryRun: boolean },
  ): Promise<readonly AccountAdmission[]>;
}
