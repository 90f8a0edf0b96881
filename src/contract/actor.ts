import type { Actor } from '../domain/actor.js';
import type { RoleType } from '../domain/identity.js';

/** The three members by which a request says who it acts as. */
export function toActor(body: {
  readonly appId: string;
  readonly myUserName: string;
  readonly myRoleType: RoleType;
}): Actor {
  const { appId, myUserName: username, myRoleType: roleType } = body;
  return { appId, username, roleType };
}
