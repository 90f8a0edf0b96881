import type { Username } from './account.js';
import type { Attribution } from './attribution.js';
import type { FollowOp, FollowOutcome } from './follow.js';
import type { RoleType } from './identity.js';
import type { Tenant } from './tenant.js';

/** A follow or unfollow as a tenant asks for it. */
export interface FollowRequest {
  readonly op: FollowOp;
  readonly appId: string;
  readonly follower: Username;
  readonly roleType: RoleType;
  readonly target: Username;
  readonly attribution: Attribution | null;
}

/** The product: what the service implements and every outer layer speaks to. */
export interface FollowGraph {
  /**
   * The tenant that a token belongs to. Reads only.
   *
   * @throws GuanzhuError `token_invalid` for a token that is unknown; its text never carries more
   *   than the token's first four characters.
   */
  authenticate(token: string): Promise<Tenant>;

  /**
   * Makes `follower` follow `target`, or stop following it.
   *
   * Idempotent: a request for the state that already holds succeeds, changes nothing and keeps the
   * follow's date. All requests have one order, that of their revisions; each outcome is true at its
   * own. Resolves only after the change is durable.
   *
   * Refused before anything is written, and in this order of checks: `device_unknown` (also for
   * another tenant's device), `identity_unknown`, `role_mismatch`, `self_follow` (following only,
   * unless the configuration allows it), `target_unknown`.
   *
   * @throws GuanzhuError one of the above; `overloaded` or `store_unavailable` when nothing was
   *   written; `outcome_unknown` when that cannot be said.
   */
  setFollow(tenant: Tenant, request: FollowRequest): Promise<FollowOutcome>;
}
