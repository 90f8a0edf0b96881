import type { Account } from '../../domain/account.js';
import { bucketOfId } from '../bucket.js';
import { type AccountRow, toAccount } from '../rows.js';
import type { Connection } from './driver.js';
import { statements } from './statements.js';

/** The rows of accounts by their ids, from whichever buckets. */
export async function accountRowsById(
  db: Connection,
  ids: readonly number[],
): Promise<ReadonlyMap<number, AccountRow>> {
  const own = [...new Set(ids)];
  if (own.length === 0) return new Map();
  const rows = await db.all(statements.accountsById, own.map(bucketOfId), own);
  return new Map(rows.map((row) => [row.id, row]));
}

export async function accountsById(
  db: Connection,
  ids: readonly number[],
): Promise<(id: number) => Account> {
  const rows = await accountRowsById(db, ids);
  return (id) => {
    const row = rows.get(id);
    if (!row) throw new Error('a follow names no account');
    return toAccount(row);
  };
}

/** Usernames never change, so they may be read at another moment than what names them. */
export async function usernamesById(
  db: Connection,
  ids: readonly number[],
): Promise<(id: number) => string> {
  const own = [...new Set(ids)];
  const rows = own.length === 0 ? [] : await db.all(statements.usernames, own.map(bucketOfId), own);
  const names = new Map(rows.map(({ id, username }) => [id, username]));
  return (id) => {
    const name = names.get(id);
    if (name === undefined) throw new Error('a follow names no account');
    return name;
  };
}
