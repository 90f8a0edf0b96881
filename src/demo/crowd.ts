import type { Account, Username } from '../domain/account.js';
import type { Attribution } from '../domain/attribution.js';
import { minuteOf, type SearchCount } from '../domain/attribution-report.js';
import type { FollowCommand } from '../domain/follow.js';
import type { GraphStore } from '../domain/store.js';
import type { Micros } from '../domain/time.js';
import { demoCaller, demoCast, demoTarget, demoUsername } from './cast.js';
import { circles, profileMaker } from './crowd-names.js';

/** How large a crowd is made. */
export interface CrowdSize {
  readonly accounts: number;
  /** Follows that begin, about. */
  readonly follows: number;
}

const day: Micros = 86_400_000_000;
const minute: Micros = 60_000_000;
/** How far back its history goes. */
const history = 56 * day;
/** What is written in one commit. */
const batch = 1000;

interface Member {
  readonly username: Username;
  readonly circle: number;
}

/**
 * Fills a graph with accounts in circles, and with the weeks in which they came to follow each other.
 * The same size makes the same crowd; only its dates move with the clock. To be made before anything
 * else is written to the ledger, whose clock never goes back.
 */
export async function fillWithCrowd(
  store: GraphStore,
  now: Micros,
  { accounts, follows }: CrowdSize,
  appId: string,
): Promise<void> {
  const random = randomFrom(20_261_124);
  const crowd = makeAccounts(random, accounts);
  for (let at = 0; at < crowd.accounts.length; at += batch) {
    await store.provision({ accounts: crowd.accounts.slice(at, at + batch) });
  }
  const commands = makeHistory(random, crowd.members, now, follows, appId);
  for (let at = 0; at < commands.length; at += batch) {
    await store.apply(commands.slice(at, at + batch), now);
  }
  const searches = makeSearches(random, commands, now, appId);
  for (let at = 0; at < searches.length; at += batch) {
    await store.countSearches(searches.slice(at, at + batch));
  }
}

/** The searches that the follows came from, and several times as many that led to none. */
function makeSearches(
  random: () => number,
  commands: readonly DatedCommand[],
  now: Micros,
  appId: string,
): readonly SearchCount[] {
  const won = commands.flatMap(({ attribution, happenedAt }) =>
    attribution ? [{ query: attribution.query, at: happenedAt - 2 * minute }] : [],
  );
  const vain = won.flatMap(({ query }, index) =>
    Array.from({ length: Math.floor(random() * 7) }, () => ({
      query: random() < 0.8 ? query : (unheard[index % unheard.length] ?? query),
      at: someTime(random, now),
    })),
  );
  const counts = new Map<string, SearchCount>();
  for (const { query, at } of [...won, ...vain]) {
    const key = { minute: minuteOf(at), appId, query };
    const name = `${key.minute} ${query}`;
    counts.set(name, { ...key, count: (counts.get(name)?.count ?? 0) + 1 });
  }
  return [...counts.values()];
}

/** What people search for and do not find. */
const unheard = ['退款电话', '同城二手', '天气预报', 'lost password', '在线翻译', '红包群'];

type DatedCommand = FollowCommand & { readonly happenedAt: Micros };

function makeAccounts(random: () => number, count: number) {
  const pick = <T>(list: readonly T[]): T => {
    const found = list[Math.floor(random() * list.length)];
    if (found === undefined) throw new Error('nothing to pick from');
    return found;
  };
  const taken = [demoCaller, demoTarget, ...demoCast].map(({ profile }) => profile.nickname);
  const makeProfile = profileMaker(taken, pick);
  const accounts: Account[] = [];
  const members: Member[] = demoCast.map(({ username }, index) => ({
    username,
    circle: Math.floor(index / 5) % circles.length,
  }));
  for (let index = 0; index < count; index += 1) {
    // Circles differ in size: the first has three times the last one's accounts.
    const circle = Math.floor(circles.length * random() ** 1.4);
    const profile = makeProfile(circles[circle] ?? pick(circles), random() < 0.25);
    const username = demoUsername(`crowd ${index}`);
    accounts.push({ username, profile });
    members.push({ username, circle });
  }
  return { accounts, members };
}

function makeHistory(
  random: () => number,
  members: readonly Member[],
  now: Micros,
  follows: number,
  appId: string,
): readonly DatedCommand[] {
  const rings = circles.map((_, circle) => members.filter((member) => member.circle === circle));
  const commands: DatedCommand[] = [];
  const add = (
    op: 'follow' | 'unfollow',
    follower: Username,
    target: Username,
    happenedAt: Micros,
    attribution: Attribution | null = null,
  ) => {
    if (happenedAt >= now) return;
    const device = attribution ? appId : null;
    const who = { op, follower, target, roleType: 3 as const, device };
    commands.push({ ...who, attribution, happenedAt: Math.round(happenedAt) });
  };
  /** Few are followed by many: the first of a circle most of all. */
  const popular = (list: readonly Member[]) => list[Math.floor(list.length * random() ** 3)];
  for (let count = 0; count < follows; count += 1) {
    const me = members[Math.floor(random() * members.length)];
    if (!me) break;
    const at = someTime(random, now);
    const dice = random();
    const ring = rings[dice < 0.72 ? me.circle : Math.floor(random() * rings.length)] ?? [];
    const target = dice > 0.93 ? demoTarget.username : popular(ring)?.username;
    if (target === undefined || target === me.username) continue;
    const attribution = random() < 0.22 ? searched(random, me.circle, count, target) : null;
    add('follow', me.username, target, at, attribution);
    // Friends follow back soon, stars hardly ever.
    const isStar =
      target === demoTarget.username || ring.slice(0, 3).some((m) => m.username === target);
    if (random() < (isStar ? 0.05 : 0.5)) add('follow', target, me.username, at + random() * day);
    if (random() < 0.11) add('unfollow', me.username, target, at + random() ** 2 * 30 * day);
  }
  for (const { username } of members.slice(0, 60)) {
    if (random() < 0.4) add('follow', demoCaller.username, username, someTime(random, now));
    if (random() < 0.5) add('follow', username, demoCaller.username, someTime(random, now));
  }
  return commands.sort((a, b) => a.happenedAt - b.happenedAt);
}

/** More of late than long ago, by day more than by night, and many on the day of one great film. */
function someTime(random: () => number, now: Micros): Micros {
  if (random() < 0.06) return now - 12 * day + random() * 0.6 * day;
  const daysAgo = Math.floor((history / day) * (1 - random() ** 0.6));
  const hour = 24 * (0.5 + (random() + random() + random() - 1.5) / 3);
  const midnight = Math.floor(now / day) * day - daysAgo * day;
  // Days are those of China.
  return Math.min(midnight + (hour - 8) * 60 * minute, now - random() * 20 * minute);
}

/** The search that led to a follow: what the circle searches for, some of it far more than the rest. */
function searched(
  random: () => number,
  circle: number,
  count: number,
  target: Username,
): Attribution {
  const { queries } = circles[circle] ?? { queries: [] };
  const query = queries[Math.floor(queries.length * random() ** 2)] ?? '';
  const searchId = String(10n ** 19n + BigInt(Math.floor(count / 2)) * 7_919n);
  return { searchId, docId: `finderacctv04demo${target.slice(23, 43)}`, query };
}

/** Mulberry32: the same numbers from the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
