import type { Username } from './account.js';
import type { Attribution } from './attribution.js';
import type { RoleType } from './identity.js';
import type { Revision } from './revision.js';
import type { Micros } from './time.js';

export type ChangeType = 'followed' | 'unfollowed';

/** What made a change: the follower's own request, or what was done to one of the two accounts. */
export const changeCauses = [
  'request',
  'removal',
  'block',
  'suspension',
  'restoration',
  'deletion',
] as const;
export type ChangeCause = (typeof changeCauses)[number];

/** One committed transition of one follow. */
export interface Change {
  readonly revision: Revision;
  /** Strictly increasing along the ledger. */
  readonly at: Micros;
  readonly type: ChangeType;
  readonly cause: ChangeCause;
  readonly follower: Username;
  readonly target: Username;
  readonly roleType: RoleType;
  readonly device: string | null;
  readonly attribution: Attribution | null;
}
