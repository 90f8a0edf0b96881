import type { Account, AccountState, Username } from './account.js';
import type { Attribution } from './attribution.js';
import type { Refusal } from './errors.js';
import type { AsOf } from './follow-reads.js';
import type { RoleType } from './identity.js';
import type { Revision } from './revision.js';
import type { Micros } from './time.js';

export interface ExportedAccount {
  readonly kind: 'account';
  readonly account: Account;
  readonly state: AccountState;
}

export interface ExportedFollow {
  readonly kind: 'follow';
  readonly follower: Username;
  readonly target: Username;
  readonly followedAt: Micros;
  readonly roleType: RoleType;
  readonly device: string | null;
  readonly attribution: Attribution | null;
}

export type TransferRow = ExportedAccount | ExportedFollow;

export interface ExportRequest {
  readonly content: 'all' | 'accounts' | 'follows';
  /** A moment to export the follows of; now when absent. Accounts are those of now. */
  readonly asOf?: AsOf;
}

/** A row to import: a follow may come without a date, and then begins now. */
export type ImportRow =
  | ExportedAccount
  | (Omit<ExportedFollow, 'followedAt'> & { readonly followedAt: Micros | null });

/** What an export ends with. */
export interface ExportEnd {
  readonly kind: 'end';
  readonly accounts: number;
  readonly follows: number;
  /** The revision that the export is true at: the change feed goes on from there. */
  readonly revision: Revision;
}

export type ImportResult =
  | {
      readonly changed: boolean;
      /** Whether a follow's date could not be kept: the ledger's clock was past it. */
      readonly moved: boolean;
    }
  | { readonly refusal: Refusal };

export interface ImportOptions {
  /** Says what would happen and writes nothing. */
  readonly dryRun: boolean;
  /**
   * Takes accounts as an export has them: profiles that the rules of `Directory.createAccount` refuse
   * today as well, and names that another account has.
   */
  readonly asExported: boolean;
}

export interface Import {
  /**
   * Adds rows, in order, results in order; the new accounts in one commit, the follows in the next. An
   * account that exists and a follow that is live already stay as they are. A follow keeps its date
   * where the ledger's clock has not passed it: all do, in the order of an export, in an instance
   * without follows. Importing rows again changes nothing, so what broke off is simply sent again. A
   * refused row leaves the others alone.
   *
   * A dry run decides over the accounts that parts before would have added; a follow that they would
   * have added is told of as added again.
   *
   * @throws GuanzhuError `too_many_rows` for a dry run that would add more accounts than it can keep.
   */
  add(
    rows: readonly (ImportRow | { readonly refusal: Refusal })[],
  ): Promise<readonly ImportResult[]>;
}

/** A graph on its way out of an instance, or into one: for the administrator. */
export interface Transfer {
  /**
   * Accounts in the order of their usernames, then the live follows in the order in which they began,
   * and last the end. Of one moment, whatever is written meanwhile; memory is bounded.
   *
   * @throws GuanzhuError `parameter_invalid` or `revision_unknown` for an `asOf`, before the first row.
   */
  exportGraph(request: ExportRequest): AsyncIterable<TransferRow | ExportEnd>;

  /** Begins to take rows in, a part at a time. */
  startImport(options: ImportOptions): Import;
}
