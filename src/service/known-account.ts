import type { Username } from '../domain/account.js';
import { GuanzhuError } from '../domain/errors.js';
import type { AccountAt } from '../domain/follow-reads.js';
import type { GraphStore } from '../domain/store.js';
import type { Micros } from '../domain/time.js';

/**
 * An account, deleted ones too, with its counts now or as of a moment.
 *
 * @throws GuanzhuError `account_unknown`.
 */
export async function knownAccount(
  store: Pick<GraphStore, 'accountAt'>,
  username: Username,
  asOf?: Micros,
): Promise<AccountAt> {
  const found = await store.accountAt(username, asOf);
  if (!found) throw new GuanzhuError('account_unknown', { username });
  return found;
}
