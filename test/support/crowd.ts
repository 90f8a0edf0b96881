import { demoCaller } from '#guanzhu/demo/cast.js';
import { demo } from '#guanzhu/demo/demo.js';
import { type Account, emptyProfile, type Identity } from '#guanzhu/domain/account.js';
import type { FollowCommand, FollowOp } from '#guanzhu/domain/follow.js';
import type { GraphStore } from '#guanzhu/domain/store.js';

/** The demo's first device, acting as its finder identity. */
export const demoActor = { appId: demo.appId, myUserName: demoCaller.username, myRoleType: 3 };

/** The demo's other tenant. */
export const stranger = { token: 'guanzhu-demo-token-2', appId: 'wx_demo_device_0000001' };

/** Adds accounts with plain profiles, and returns their usernames. */
export async function addCrowd(
  store: GraphStore,
  name: string,
  size: number,
): Promise<readonly string[]> {
  const accounts = Array.from({ length: size }, (_, index): Account => {
    const username = `v2_${name}_${String(index).padStart(4, '0')}@finder`;
    return { username, profile: { ...emptyProfile, nickname: `${name} ${index}` } };
  });
  await store.provision({ accounts });
  return accounts.map(({ username }) => username);
}

/** Gives the demo's tenant one more device. */
export async function addDevice(
  store: GraphStore,
  appId: string,
  identities: readonly Identity[],
): Promise<void> {
  await store.provision({ devices: [{ appId, tenant: { id: 'demo' }, identities }] });
}

export function command(op: FollowOp, follower: string, target: string): FollowCommand {
  return { op, follower, target, roleType: 3, device: null, attribution: null };
}
