import type { Username } from '../../domain/account.js';
import type { LedgerHead } from '../../domain/ledger-head.js';
import type { Revision } from '../../domain/revision.js';
import type { ExportedAccount, ExportedFollow } from '../../domain/transfer.js';
import type { Revisions } from '../revision.js';
import { accountStateOf, toAccount, toChange } from '../rows.js';
import { type Database, prepare, readOnce } from './driver.js';
import { readRevisions } from './ledger-identity.js';
import { statements } from './statements.js';

/** `TransferStore`. */
export class TransferReader {
  readonly #db: Database;
  readonly #prepared: ReturnType<typeof prepareAll>;
  readonly #revisions: Revisions;

  constructor(db: Database) {
    this.#db = db;
    this.#prepared = prepareAll(db);
    this.#revisions = readRevisions(db);
  }

  exportAccounts(after: Username | undefined, limit: number): readonly ExportedAccount[] {
    return readOnce(this.#db, () =>
      this.#prepared.accountsAfter.all(after ?? '', limit).map((row) => ({
        kind: 'account',
        account: toAccount(row),
        state: accountStateOf(row.state),
      })),
    );
  }

  exportFollows(
    after: Revision | undefined,
    { revision, at: asOf }: LedgerHead,
    limit: number,
  ): { readonly follows: readonly ExportedFollow[]; readonly next: Revision | null } {
    const first = after === undefined ? 0 : this.#revisions.decode(after, 'after');
    const last = this.#revisions.decode(revision, 'head');
    return readOnce(this.#db, () => {
      const rows = this.#prepared.followsBegunAfter.all({ after: first, last, limit, asOf });
      const end = rows.at(-1)?.position ?? last;
      return {
        follows: rows
          .filter(({ isLive }) => isLive === 1)
          .map((row): ExportedFollow => {
            const { follower, target, at, roleType, device, attribution } = toChange(
              row,
              this.#revisions,
            );
            return {
              kind: 'follow',
              follower,
              target,
              followedAt: at,
              roleType,
              device,
              attribution,
            };
          }),
        next: end < last ? this.#revisions.encode(end) : null,
      };
    });
  }
}

function prepareAll(db: Database) {
  return {
    accountsAfter: prepare(db, statements.accountsAfter),
    followsBegunAfter: prepare(db, statements.followsBegunAfter),
  };
}
