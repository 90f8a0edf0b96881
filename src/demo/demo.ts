import type { FollowCommand } from '../domain/follow.js';
import type { GraphStore } from '../domain/store.js';
import type { Clock } from '../domain/time.js';
import { hashToken } from '../service/token-hash.js';
import { demoCaller, demoCast, demoTarget } from './cast.js';
import { type CrowdSize, fillWithCrowd } from './crowd.js';

/** What the demo opens: public names, so it is served on loopback addresses only. */
export const demo = { token: 'guanzhu-demo-token', appId: 'wx_demo_device_0000000' } as const;
const secondDemo = { token: 'guanzhu-demo-token-2', appId: 'wx_demo_device_0000001' } as const;

/** Whether a graph holds the demo, whose tokens everybody knows. */
export async function hasDemo(store: GraphStore): Promise<boolean> {
  return (await store.findToken(hashToken(demo.token))) !== undefined;
}

/** Fills an empty graph with the demo's tokens, devices, accounts and follows, and with a crowd. */
export async function fillWithDemo(
  store: GraphStore,
  clock: Clock,
  crowd: CrowdSize = { accounts: 0, follows: 0 },
): Promise<void> {
  const [neighbour] = demoCast;
  if (!neighbour) throw new Error('the demo has no cast');
  const [tenant, secondTenant] = [{ id: 'demo' }, { id: 'demo-2' }];
  await store.provision({
    tokens: [
      { hash: hashToken(demo.token), tenant },
      { hash: hashToken(secondDemo.token), tenant: secondTenant },
    ],
    accounts: [demoCaller, demoTarget, ...demoCast],
    devices: [
      {
        appId: demo.appId,
        tenant,
        identities: [{ username: demoCaller.username, roleType: 3 }],
      },
      {
        appId: secondDemo.appId,
        tenant: secondTenant,
        identities: [{ username: neighbour.username, roleType: 3 }],
      },
    ],
  });
  if (crowd.accounts > 0) await fillWithCrowd(store, clock.now(), crowd, demo.appId);
  await store.apply(demoFollows(), clock.now());
}

/** Everyone follows their own circle, each third a stranger, and most the documented target. */
function demoFollows(): FollowCommand[] {
  const follows: FollowCommand[] = [];
  const add = (follower: string, target: string) => {
    follows.push({ op: 'follow', follower, target, roleType: 3, device: null, attribution: null });
  };
  for (const [index, { username }] of demoCast.entries()) {
    const circle = Math.floor(index / 5) * 5;
    for (const offset of [1, 2, 3]) {
      const friend = demoCast[circle + ((index + offset) % 5)];
      if (friend && friend.username !== username) add(username, friend.username);
    }
    const stranger = demoCast[(index * 7 + 3) % demoCast.length];
    if (stranger && stranger.username !== username) add(username, stranger.username);
    if (index % 4 !== 0) add(username, demoTarget.username);
    if (index % 6 === 1) add(username, demoCaller.username);
  }
  for (const index of [1, 6, 15]) {
    const friend = demoCast[index];
    if (friend) add(demoCaller.username, friend.username);
  }
  return follows;
}
