import type { Profile } from '../../domain/account.js';
import { bucketOfId } from '../bucket.js';
import { gramKeysOf } from '../search-grams.js';
import { statements } from './statements.js';
import type { Transaction } from './transactions.js';

/** What a gram stands in. */
export const gramFields = { nickname: 1, signature: 2 } as const;

export interface IndexedAccount extends Pick<Profile, 'nickname' | 'signature'> {
  readonly id: number;
}

/** Lets searches find accounts by what they say. */
export function indexAccounts(transaction: Transaction, accounts: readonly IndexedAccount[]): void {
  const rows = rowsOf(accounts);
  if (rows.gram.length === 0) return;
  transaction.write(statements.addAccountGrams, rows.b, rows.account, rows.gram, rows.field);
}

/** No longer lets searches find accounts by what they said. */
export function unindexAccounts(
  transaction: Transaction,
  accounts: readonly IndexedAccount[],
): void {
  const rows = rowsOf(accounts);
  if (rows.gram.length === 0) return;
  transaction.write(statements.removeAccountGrams, rows.b, rows.account, rows.gram, rows.field);
}

function rowsOf(accounts: readonly IndexedAccount[]) {
  const rows = accounts
    .flatMap(({ id, ...texts }) =>
      (['nickname', 'signature'] as const).flatMap((name) =>
        [...gramKeysOf(texts[name])].map((gram) => ({ id, gram, field: gramFields[name] })),
      ),
    )
    // In the order of the key: rows that stand together are written together.
    .sort((a, b) =>
      a.gram < b.gram ? -1 : a.gram > b.gram ? 1 : a.field - b.field || a.id - b.id,
    );
  return {
    b: rows.map(({ id }) => bucketOfId(id)),
    account: rows.map(({ id }) => id),
    gram: rows.map(({ gram }) => gram),
    field: rows.map(({ field }) => field),
  };
}
