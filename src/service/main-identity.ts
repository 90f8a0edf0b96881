import type { Identity } from '../domain/account.js';

/** The identity that a device's calls without `myUserName` act as: a finder identity before others. */
export function mainIdentity(identities: readonly Identity[]): Identity | undefined {
  return identities.find(({ roleType }) => roleType === 3) ?? identities[0];
}
