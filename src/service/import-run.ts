import { type AddedAccount, emptyProfile, type Username } from '../domain/account.js';
import { asGuanzhuError, GuanzhuError, type Refusal } from '../domain/errors.js';
import type { FollowCommand } from '../domain/follow.js';
import type { GraphStore } from '../domain/store.js';
import type { Clock } from '../domain/time.js';
import type {
  ExportedAccount,
  Import,
  ImportOptions,
  ImportResult,
  ImportRow,
} from '../domain/transfer.js';
import { type NameKeys, nameKeys } from '../text/name-keys.js';
import { TakenNames } from '../text/taken-names.js';
import type { LedgerQueue } from './ledger-queue.js';
import { checkGivenProfile } from './profile-rules.js';

export interface ImportRunOptions {
  readonly store: GraphStore;
  readonly queue: LedgerQueue;
  readonly clock: Clock;
  readonly allowSelfFollow: boolean;
}

/** How many accounts a dry run keeps in mind: about 200 MB of them. */
const mostSupposed = 1_000_000;

const same: ImportResult = { changed: false, moved: false };
const added: ImportResult = { changed: true, moved: false };

/** Rows on their way in, from the first part to the last. */
export class ImportRun implements Import {
  readonly #options: ImportRunOptions;
  readonly #import: ImportOptions;
  /** What a dry run would have added so far, and under which names. */
  readonly #supposed = new Map<Username, AddedAccount['state']>();
  readonly #names = new TakenNames();

  constructor(options: ImportRunOptions, given: ImportOptions) {
    this.#options = options;
    this.#import = given;
  }

  async add(
    rows: readonly (ImportRow | { readonly refusal: Refusal })[],
  ): Promise<readonly ImportResult[]> {
    // Accounts come before the follows that name them, wherever they stand among the rows.
    const accounts = rows.filter((row): row is ExportedAccount => isRow(row, 'account'));
    const follows = rows.filter((row): row is ImportedFollow => isRow(row, 'follow'));
    const ofAccounts = (await this.#accounts(accounts)).values();
    const ofFollows = (await this.#follows(follows)).values();
    return rows.map((row): ImportResult => {
      if ('refusal' in row) return row;
      const { value } = row.kind === 'account' ? ofAccounts.next() : ofFollows.next();
      if (!value) throw new GuanzhuError('internal', { reason: 'an import lost a result' });
      return value;
    });
  }

  async #accounts(rows: readonly ExportedAccount[]): Promise<readonly ImportResult[]> {
    const { store } = this.#options;
    const { dryRun, asExported } = this.#import;
    const checked = await Promise.all(rows.map((row) => this.#check(row)));
    const wanted = checked.flatMap((row) => ('username' in row ? [row] : []));
    const admitted = await store.importAccounts(wanted, { freeNames: !asExported, dryRun });
    const admissions = admitted.values();
    return checked.map((row): ImportResult => {
      if (!('username' in row)) return row;
      const { value } = admissions.next();
      if (value === 'known') return same;
      const name = nameKeys(row.profile.nickname);
      const isTaken = !asExported && row.state !== 'deleted' && this.#names.has(name);
      if (value === 'name_taken' || isTaken) return { refusal: { code: 'name_taken', params: {} } };
      if (dryRun) this.#suppose(row, name);
      return added;
    });
  }

  /** An account as it is added, or what becomes of its row without asking further. */
  async #check({ account, state }: ExportedAccount): Promise<AddedAccount | ImportResult> {
    if (this.#supposed.has(account.username)) return same;
    // What a deleted account leaves is its username.
    if (this.#import.asExported || state === 'deleted') return { ...account, state };
    try {
      const profile = { ...account.profile, ...checkGivenProfile(account.profile) };
      return { ...account, profile, state };
    } catch (error) {
      if (await this.#options.store.accountAt(account.username, 0)) return same;
      return { refusal: asGuanzhuError(error).refusal };
    }
  }

  #suppose({ username, state }: AddedAccount, name: NameKeys): void {
    if (this.#supposed.size >= mostSupposed) {
      const field = 'What a dry run would add';
      throw new GuanzhuError('too_many_rows', { field, limit: String(mostSupposed) });
    }
    this.#supposed.set(username, state);
    if (state !== 'deleted') this.#names.add(name);
  }

  async #follows(rows: readonly ImportedFollow[]): Promise<readonly ImportResult[]> {
    const { store, queue, clock, allowSelfFollow } = this.#options;
    if (rows.length === 0) return [];
    const commands = rows.map(
      ({ kind: _, followedAt, ...row }): FollowCommand => ({
        ...row,
        op: 'follow',
        ...(followedAt !== null && { happenedAt: followedAt }),
        ...(row.follower === row.target &&
          !allowSelfFollow && { refusal: { code: 'self_follow', params: {} } }),
      }),
    );
    const results = this.#import.dryRun
      ? await store.preview(commands, clock.now(), this.#supposedAmong(rows))
      : await queue.submitAll(commands);
    return results.map((result, index): ImportResult => {
      if (!result.ok) return { refusal: ofImport(result.refusal) };
      const { changed, at } = result.outcome;
      const moved = changed && (rows[index]?.followedAt ?? at) !== at;
      return { changed, moved };
    });
  }

  #supposedAmong(rows: readonly ImportedFollow[]): readonly AddedAccount[] {
    const named = new Set(rows.flatMap(({ follower, target }) => [follower, target]));
    return [...named].flatMap((username) => {
      const state = this.#supposed.get(username);
      return state ? [{ username, profile: emptyProfile, state }] : [];
    });
  }
}

/** An import acts as no device: a follower that is not there is an account that is not. */
function ofImport(refusal: Refusal): Refusal {
  const { code, params } = refusal;
  if (code !== 'identity_unknown') return refusal;
  return { code: 'account_unknown', params: { username: params.myUserName ?? '' } };
}

type ImportedFollow = Extract<ImportRow, { readonly kind: 'follow' }>;

function isRow(row: ImportRow | { readonly refusal: Refusal }, kind: ImportRow['kind']): boolean {
  return 'kind' in row && row.kind === kind;
}
