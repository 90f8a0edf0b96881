import type { Username } from './account.js';
import type { Attribution } from './attribution.js';
import type { RoleType } from './identity.js';
import type { Revision } from './revision.js';
import type { Micros } from './time.js';

export type ChangeType = 'followed' | 'unfollowed';

/** One committed transition of one follow. */
export interface Change {
  readonly revision: Revision;
  /** Strictly increasing along the ledger. */
  readonly at: Micros;
  readonly type: ChangeType;
  readonly follower: Username;
  readonly target: Username;
  readonly roleType: RoleType;
  readonly device: string | null;
  readonly attribution: Attribution | null;
}
