import type { Username } from './account.js';
import type { RoleType } from './identity.js';

/** Who a request says it acts as. */
export interface Actor {
  readonly appId: string;
  readonly username: Username;
  readonly roleType: RoleType;
}
