import type { Actor } from '../domain/actor.js';

/** The three members by which a request says who it acts as. */
export function toActor(body: {
  readonly appId: string;
  readonly myUserName: string;
  readonly myRoleType: number;
}): Actor {
  const { appId, myUserName: username, myRoleType } = body;
  return { appId, username, roleType: myRoleType === 1 ? 1 : 3 };
}
