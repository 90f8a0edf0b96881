import type { AddedAccount, Username } from '../domain/account.js';
import { nameKey } from '../domain/name-key.js';
import type { AccountAdmission } from '../domain/transfer-store.js';

/** What an engine knows of the accounts that it has. */
export interface KnownAccounts {
  has(username: Username): boolean;
  /** Whether an account of another username has the name. */
  hasName(key: string, besides: Username): boolean;
}

/** Decides, one account after the other, which of them can be added. */
export function admitAccounts(
  accounts: readonly AddedAccount[],
  known: KnownAccounts,
  freeNames: boolean,
): readonly AccountAdmission[] {
  const added = new Set<Username>();
  const names = new Set<string>();
  return accounts.map(({ username, profile, state }) => {
    if (added.has(username) || known.has(username)) return 'known';
    // What a deleted account leaves is its username.
    if (freeNames && state !== 'deleted') {
      const key = nameKey(profile.nickname);
      if (names.has(key) || known.hasName(key, username)) return 'name_taken';
      names.add(key);
    }
    added.add(username);
    return 'added';
  });
}
