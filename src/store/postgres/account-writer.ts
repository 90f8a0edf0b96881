import {
  type Account,
  type AddedAccount,
  emptyProfile,
  type Profile,
  type Username,
} from '../../domain/account.js';
import { GuanzhuError } from '../../domain/errors.js';
import { nameKeys } from '../../text/name-keys.js';
import { bucketOf, bucketOfId, makeAccountId, noAccount } from '../bucket.js';
import { type AccountRow, accountStateCode, fromAccount, toAccount } from '../rows.js';
import { indexAccounts, unindexAccounts } from './account-index.js';
import { statements } from './statements.js';
import type { Transaction } from './transactions.js';

/** Adds the accounts whose usernames are free; returns the ids of all of them. */
export async function addAccounts(
  transaction: Transaction,
  accounts: readonly AddedAccount[],
): Promise<ReadonlyMap<Username, number>> {
  const { db, head } = transaction;
  const wanted = new Map<Username, AddedAccount>();
  for (const account of accounts) {
    const { username, state } = account;
    // What a deleted account leaves is its username.
    const row = state === 'deleted' ? { username, state, profile: emptyProfile } : account;
    if (!wanted.has(username)) wanted.set(username, row);
  }
  const names = [...wanted.keys()];
  const [{ accounts: last }, known] = await Promise.all([
    head,
    db.all(statements.accountIds, names.map(bucketOf), names),
  ]);
  const ids = new Map(known.map(({ username, id }) => [username, id]));
  const fresh = [...wanted.values()].filter(({ username }) => !ids.has(username));
  if (fresh.length === 0) return ids;
  for (const [index, { username }] of fresh.entries()) {
    ids.set(username, makeAccountId(last + index + 1, username));
  }
  const idOf = (username: Username) => ids.get(username) ?? 0;
  const rows = fresh.map(fromAccount);
  transaction.write(
    statements.addAccounts,
    rows.map(({ username }) => bucketOf(username)),
    rows.map(({ username }) => idOf(username)),
    rows.map((row) => row.username),
    rows.map((row) => row.nickname),
    rows.map((row) => row.name_key),
    rows.map((row) => row.head_url),
    rows.map((row) => row.signature),
    rows.map((row) => row.cover_img_url),
    rows.map((row) => row.live_cover_img_url),
    rows.map((row) => row.country),
    rows.map((row) => row.province),
    rows.map((row) => row.city),
    rows.map((row) => row.sex),
    rows.map((row) => row.anchor_status_flag),
    rows.map((row) => row.letters_key),
    rows.map((row) => row.look_key),
  );
  transaction.write(statements.numberAccounts, noAccount, last + fresh.length);
  const isThere = ({ state }: AddedAccount) => state !== 'deleted';
  transaction.write(statements.addToTotals, noAccount, fresh.filter(isThere).length, 0);
  const changed = fresh.filter(({ state = 'active' }) => state !== 'active');
  if (changed.length > 0) {
    const changedIds = changed.map(({ username }) => idOf(username));
    const codes = changed.map(({ state = 'active' }) => accountStateCode(state));
    transaction.write(statements.setAccountStates, changedIds.map(bucketOfId), changedIds, codes);
  }
  indexAccounts(
    transaction,
    fresh.map(({ username, profile }) => ({ id: idOf(username), ...profile })),
  );
  return ids;
}

/**
 * Adds one account under a name of its own.
 *
 * @throws GuanzhuError `account_exists`, `name_taken`.
 */
export async function addNamedAccount(transaction: Transaction, account: Account): Promise<number> {
  const { username } = account;
  const known = await transaction.db.get(statements.accountId, bucketOf(username), username);
  if (known) throw new GuanzhuError('account_exists', { username });
  await refuseTakenName(transaction, account);
  const ids = await addAccounts(transaction, [account]);
  return ids.get(username) ?? 0;
}

/** @throws GuanzhuError `identity_unknown`, `name_taken`. */
export async function updateProfile(
  transaction: Transaction,
  username: Username,
  changes: Partial<Profile>,
): Promise<void> {
  await transaction.head;
  const known = await findAccountRow(transaction, username);
  if (!known) throw new GuanzhuError('identity_unknown', { myUserName: username });
  const { profile } = toAccount(known);
  const account = { username, profile: { ...profile, ...changes } };
  if (account.profile.nickname !== profile.nickname) await refuseTakenName(transaction, account);
  const row = fromAccount(account);
  transaction.write(
    statements.updateAccount,
    bucketOfId(known.id),
    known.id,
    row.nickname,
    row.name_key,
    row.head_url,
    row.signature,
    row.cover_img_url,
    row.live_cover_img_url,
    row.country,
    row.province,
    row.city,
    row.sex,
    row.anchor_status_flag,
    row.letters_key,
    row.look_key,
  );
  if (row.nickname === profile.nickname && row.signature === profile.signature) return;
  unindexAccounts(transaction, [{ id: known.id, ...profile }]);
  indexAccounts(transaction, [{ id: known.id, ...account.profile }]);
}

export function findAccountRow(
  { db }: Transaction,
  username: Username,
): Promise<AccountRow | undefined> {
  return db.get(statements.accountByUsername, bucketOf(username), username);
}

async function refuseTakenName({ db }: Transaction, { username, profile }: Account): Promise<void> {
  const { letters, look } = nameKeys(profile.nickname);
  if (await db.get(statements.otherWithName, letters, look, username))
    throw new GuanzhuError('name_taken');
}
