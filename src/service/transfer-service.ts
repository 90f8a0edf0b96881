import type { AddedAccount, Username } from '../domain/account.js';
import { GuanzhuError, type Refusal } from '../domain/errors.js';
import type { FollowCommand } from '../domain/follow.js';
import type { PublicReads } from '../domain/public-reads.js';
import type { Revision } from '../domain/revision.js';
import type { GraphStore } from '../domain/store.js';
import type { Clock } from '../domain/time.js';
import type {
  ExportEnd,
  ExportedAccount,
  ExportRequest,
  ImportResult,
  ImportRow,
  Transfer,
  TransferRow,
} from '../domain/transfer.js';
import type { LedgerQueue } from './ledger-queue.js';

/** Rows read at once: few enough that other requests are answered in between. */
const pageSize = 500;
/** Accounts asked for at once: enough to hide the way to the database, few enough to queue for its connections. */
const askedAtOnce = 50;

export interface TransferServiceOptions {
  readonly store: GraphStore;
  readonly reads: PublicReads;
  readonly queue: LedgerQueue;
  readonly clock: Clock;
  readonly allowSelfFollow: boolean;
}

/** Exports and imports. */
export class TransferService implements Transfer {
  readonly #options: TransferServiceOptions;

  constructor(options: TransferServiceOptions) {
    this.#options = options;
  }

  async *exportGraph({ content, asOf }: ExportRequest): AsyncGenerator<TransferRow | ExportEnd> {
    const { reads } = this.#options;
    const head = await reads.moment(asOf);
    const counted = { accounts: 0, follows: 0 };
    if (content !== 'follows') {
      let after: Username | undefined;
      for (;;) {
        const page = await reads.exportAccounts(after, pageSize);
        yield* page;
        counted.accounts += page.length;
        after = page.at(-1)?.account.username;
        if (page.length < pageSize) break;
      }
    }
    if (content !== 'accounts') {
      let after: Revision | null = null;
      do {
        const page = await reads.exportFollows(after ?? undefined, head, pageSize);
        yield* page.follows;
        counted.follows += page.follows.length;
        after = page.next;
      } while (after !== null);
    }
    yield { kind: 'end', ...counted, revision: head.revision };
  }

  async importRows(
    rows: readonly (ImportRow | { readonly refusal: Refusal })[],
    { dryRun }: { readonly dryRun: boolean },
  ): Promise<readonly ImportResult[]> {
    // Accounts come before the follows that name them, wherever they stand among the rows.
    const accounts = rows.filter((row): row is ExportedAccount => isRow(row, 'account'));
    const added = await this.#newAmong(accounts);
    const missing = [...added].map(({ account, state }) => ({ ...account, state }));
    if (!dryRun && missing.length > 0) await this.#options.store.provision({ accounts: missing });
    const follows = rows.filter((row): row is ImportedFollow => isRow(row, 'follow'));
    const results = await this.#follows(follows, dryRun ? missing : undefined);
    let next = 0;
    return rows.map((row): ImportResult => {
      if ('refusal' in row) return row;
      if (row.kind === 'account') return { changed: added.has(row), moved: false };
      const result = results[next];
      next += 1;
      if (!result) throw new GuanzhuError('internal', { reason: 'an import lost a result' });
      return result;
    });
  }

  /** The first row of each account that does not exist. */
  async #newAmong(rows: readonly ExportedAccount[]): Promise<ReadonlySet<ExportedAccount>> {
    const { store } = this.#options;
    const first = new Map<Username, ExportedAccount>();
    for (const row of rows) {
      const { username } = row.account;
      if (!first.has(username)) first.set(username, row);
    }
    const added = new Set<ExportedAccount>();
    const wanted = [...first];
    for (let at = 0; at < wanted.length; at += askedAtOnce) {
      const some = wanted.slice(at, at + askedAtOnce);
      const found = await Promise.all(some.map(([username]) => store.accountAt(username, 0)));
      for (const [index, [, row]] of some.entries()) if (!found[index]) added.add(row);
    }
    return added;
  }

  /** @param supposed what a dry run takes to be there; absent when it is none. */
  async #follows(
    follows: readonly ImportedFollow[],
    supposed: readonly AddedAccount[] | undefined,
  ): Promise<readonly ImportResult[]> {
    const { store, queue, clock, allowSelfFollow } = this.#options;
    const commands = follows.map(
      ({ kind: _, followedAt, ...row }): FollowCommand => ({
        ...row,
        op: 'follow',
        ...(followedAt !== null && { happenedAt: followedAt }),
        ...(row.follower === row.target &&
          !allowSelfFollow && { refusal: { code: 'self_follow', params: {} } }),
      }),
    );
    const results = supposed
      ? await store.preview(commands, clock.now(), supposed)
      : await queue.submitAll(commands);
    return results.map((result, index): ImportResult => {
      if (!result.ok) return { refusal: result.refusal };
      const { changed, at } = result.outcome;
      const moved = changed && (follows[index]?.followedAt ?? at) !== at;
      return { changed, moved };
    });
  }
}

type ImportedFollow = Extract<ImportRow, { readonly kind: 'follow' }>;

function isRow(row: ImportRow | { readonly refusal: Refusal }, kind: ImportRow['kind']): boolean {
  return 'kind' in row && row.kind === kind;
}
