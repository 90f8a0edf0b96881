import type { Username } from '../domain/account.js';
import { asGuanzhuError, GuanzhuError, type Refusal } from '../domain/errors.js';
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

export interface TransferServiceOptions {
  readonly store: GraphStore;
  readonly reads: PublicReads;
  readonly queue: LedgerQueue;
  readonly clock: Clock;
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
    const accounts = new Map<number, ImportResult>();
    const added = new Set<Username>();
    for (const [index, row] of rows.entries()) {
      if ('kind' in row && row.kind === 'account') {
        accounts.set(index, await this.#account(row, added, dryRun));
      }
    }
    const follows = rows.filter(
      (row): row is ImportedFollow => 'kind' in row && row.kind === 'follow',
    );
    const results = await this.#follows(follows, added, dryRun);
    let next = 0;
    return rows.map((row, index): ImportResult => {
      if ('refusal' in row) return row;
      if (row.kind === 'account') return accounts.get(index) ?? lost();
      const result = results[next] ?? lost();
      next += 1;
      return result;
    });
  }

  async #account(
    { account, state }: ExportedAccount,
    added: Set<Username>,
    dryRun: boolean,
  ): Promise<ImportResult> {
    const { store, queue } = this.#options;
    const { username } = account;
    if (added.has(username) || (await store.accountAt(username, 0))) return unchanged;
    added.add(username);
    if (dryRun) return changed;
    try {
      await store.provision({ accounts: [account] });
      if (state !== 'active') {
        const op = state === 'deleted' ? 'delete' : 'suspend';
        await queue.submit({ ...ownCommand, op, follower: username, target: username });
      }
      return changed;
    } catch (error) {
      return { refusal: asGuanzhuError(error) };
    }
  }

  async #follows(
    follows: readonly ImportedFollow[],
    added: ReadonlySet<Username>,
    dryRun: boolean,
  ): Promise<readonly ImportResult[]> {
    const { store, queue, clock } = this.#options;
    const commands = follows.map(
      ({ kind: _, followedAt, ...row }): FollowCommand => ({
        ...row,
        op: 'follow',
        ...(followedAt !== null && { happenedAt: followedAt }),
      }),
    );
    const results = dryRun
      ? await store.preview(commands, clock.now())
      : await queue.submitAll(commands);
    return results.map((result, index): ImportResult => {
      const follow = follows[index];
      if (result.ok) {
        const { outcome } = result;
        const moved = (follow?.followedAt ?? outcome.at) !== outcome.at;
        return { changed: outcome.changed, moved: outcome.changed && moved };
      }
      // A dry run has not added the accounts that the rows before would have.
      const wouldExist = [follow?.follower, follow?.target].some((name) => name && added.has(name));
      return dryRun && wouldExist ? changed : { refusal: result.refusal };
    });
  }
}

type ImportedFollow = Extract<ImportRow, { readonly kind: 'follow' }>;

const changed: ImportResult = { changed: true, moved: false };
const unchanged: ImportResult = { changed: false, moved: false };
const ownCommand = { roleType: 3, device: null, attribution: null } as const;

function lost(): never {
  throw new GuanzhuError('internal', { reason: 'an import lost a result' });
}
