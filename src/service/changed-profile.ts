import type { Username } from '../domain/account.js';
import type { ProfileChanges } from '../domain/finder.js';
import type { PublicReads } from '../domain/public-reads.js';

/**
 * Changes without a nickname that the account has already: that is no change, whatever is asked of new
 * ones. Forms send it along with what they do change.
 */
export async function withoutOwnName<Changes extends ProfileChanges>(
  reads: Pick<PublicReads, 'findAccount'>,
  username: Username,
  changes: Changes,
): Promise<Changes | Omit<Changes, 'nickname'>> {
  if (changes.nickname === undefined) return changes;
  const account = await reads.findAccount(username);
  if (account?.profile.nickname !== changes.nickname) return changes;
  const { nickname, ...others } = changes;
  return others;
}
