import type { AddedAccount, Username } from '../domain/account.js';
import type { AccountAdmission } from '../domain/transfer-store.js';
import { type NameKeys, nameKeys } from '../text/name-keys.js';
import { TakenNames } from '../text/taken-names.js';

/** What an engine knows of the accounts that it has. */
export interface KnownAccounts {
  has(username: Username): boolean;
  /** Whether an account of another username has the name. */
  hasName(keys: NameKeys, besides: Username): boolean;
}

/** Decides, one account after the other, which of them can be added. */
export function admitAccounts(
  accounts: readonly AddedAccount[],
  known: KnownAccounts,
  freeNames: boolean,
): readonly AccountAdmission[] {
  const added = new Set<Username>();
  const names = new TakenNames();
  return accounts.map(({ username, profile, state }) => {
    if (added.has(username) || known.has(username)) return 'known';
    // What a deleted account leaves is its username.
    if (freeNames && state !== 'deleted') {
      const keys = nameKeys(profile.nickname);
      if (names.has(keys) || known.hasName(keys, username)) return 'name_taken';
      names.add(keys);
    }
    added.add(username);
    return 'added';
  });
}
