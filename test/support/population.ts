import type { FollowOp } from '#guanzhu/domain/follow.js';
import type { GraphStore } from '#guanzhu/domain/store.js';
import { hashToken } from '#guanzhu/service/token-hash.js';
import { openSqliteStore } from '#guanzhu/store/sqlite/sqlite-store.js';
import { accountNamed } from './follow-data.js';
import type { Random } from './random.js';

/** One client of a server: a token of its own, a device, and the accounts it may act as. */
export interface Seat {
  readonly token: string;
  readonly appId: string;
  readonly followers: readonly string[];
}

export interface Population {
  readonly seats: readonly Seat[];
  readonly targets: readonly string[];
  /** Followers and targets together. */
  readonly usernames: readonly string[];
}

export interface FollowAction {
  readonly op: FollowOp;
  readonly follower: string;
  readonly target: string;
}

export interface PopulationSize {
  readonly seats: number;
  readonly followers: number;
  /** How many of the followers each seat may act as; neighbouring seats share most of theirs. */
  readonly followersPerSeat: number;
  readonly targets: number;
}

/** Adds clients and accounts to a store. Half of the targets are followers too. */
export async function provisionPopulation(
  store: GraphStore,
  size: PopulationSize,
): Promise<Population> {
  const followers = names('follower', size.followers);
  const mutual = followers.slice(0, Math.floor(size.targets / 2));
  const others = names('target', size.targets - mutual.length);
  const seats = names('seat', size.seats).map((name, index) => ({
    token: `token-of-${name}`,
    appId: `device-of-${name}`,
    followers: [...followers, ...followers]
      .slice(index % size.followers)
      .slice(0, size.followersPerSeat),
  }));
  const usernames = [...followers, ...others];
  await store.provision({
    tokens: seats.map(({ token }) => ({ hash: hashToken(token), tenant: { id: token } })),
    accounts: usernames.map((username) => accountNamed(username)),
    devices: seats.map(({ token, appId, followers }) => ({
      appId,
      tenant: { id: token },
      identities: followers.map((username) => ({ username, roleType: 3 as const })),
    })),
  });
  return { seats, targets: [...mutual, ...others], usernames };
}

/** Adds clients and accounts to a database file that no server has open. */
export async function provisionFile(file: string, size: PopulationSize): Promise<Population> {
  const store = await openSqliteStore(file);
  try {
    return await provisionPopulation(store, size);
  } finally {
    await store.close();
  }
}

/** What one client might do next. */
export function randomAction(random: Random, seat: Seat, targets: readonly string[]): FollowAction {
  const follower = random.pick(seat.followers);
  return {
    op: random.pick(['follow', 'unfollow']),
    follower,
    target: random.pick(targets.filter((target) => target !== follower)),
  };
}

function names(kind: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `v2_${kind}_${index}@finder`);
}
