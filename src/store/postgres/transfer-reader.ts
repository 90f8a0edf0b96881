import type { Username } from '../../domain/account.js';
import type { LedgerHead } from '../../domain/ledger-head.js';
import type { Revision } from '../../domain/revision.js';
import type { ExportedAccount, ExportedFollow } from '../../domain/transfer.js';
import type { TransferStore } from '../../domain/transfer-store.js';
import { bucketOfId, noAccount } from '../bucket.js';
import { accountStateOf, changeTypeCode, toAccount } from '../rows.js';
import type { Ledger } from './ledger.js';
import { nameChanges } from './ledger-reader.js';
import type { ReadPool } from './pool.js';
import { statements } from './statements.js';

/** `TransferStore`. */
export class TransferReader implements TransferStore {
  readonly #pool: ReadPool;
  readonly #ledger: Ledger;

  constructor(pool: ReadPool, ledger: Ledger) {
    this.#pool = pool;
    this.#ledger = ledger;
  }

  exportAccounts(after: Username | undefined, limit: number): Promise<readonly ExportedAccount[]> {
    return this.#pool.use(async (db) => {
      const rows = await db.all(statements.accountsAfter, after ?? '', limit);
      return rows.map((row) => ({
        kind: 'account',
        account: toAccount(row),
        state: accountStateOf(row.state),
      }));
    });
  }

  async exportFollows(
    after: Revision | undefined,
    { revision, at: asOf }: LedgerHead,
    limit: number,
  ): Promise<{ readonly follows: readonly ExportedFollow[]; readonly next: Revision | null }> {
    const { revisions } = this.#ledger;
    const first = after === undefined ? 0 : revisions.decode(after, 'after');
    const last = revisions.decode(revision, 'head');
    return this.#pool.use(
      async (db) => {
        const rows = await db.all(statements.followsBegunAfter, noAccount, first, last, limit);
        const begun = rows.filter(({ type }) => type === changeTypeCode('followed'));
        const followers = begun.map(({ follower }) => follower);
        // What had ended up to a moment stays so, whatever is written since.
        const ended = await db.all(
          statements.endedUpTo,
          followers.map(bucketOfId),
          followers,
          begun.map(({ target }) => target),
          begun.map(({ at }) => at),
          asOf,
        );
        const gone = new Set(ended.map(({ since }) => since));
        const changes = await nameChanges(
          db,
          begun.filter(({ at }) => !gone.has(at)),
          revisions,
        );
        const end = rows.at(-1)?.position ?? last;
        return {
          follows: changes.map(
            ({ follower, target, at, roleType, device, attribution }): ExportedFollow => ({
              kind: 'follow',
              follower,
              target,
              followedAt: at,
              roleType,
              device,
              attribution,
            }),
          ),
          next: end < last ? revisions.encode(end) : null,
        };
      },
      { position: last },
    );
  }
}
