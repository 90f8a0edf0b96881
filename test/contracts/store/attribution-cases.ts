import { describe, expect, test } from 'vitest';
import {
  type AttributionKey,
  type AttributionQuery,
  attributionKeys,
  type FollowOrigin,
  followOrigins,
  type SearchCount,
} from '#guanzhu/domain/attribution-report.js';
import type { Change } from '#guanzhu/domain/change.js';
import type { CommandOp, FollowCommand } from '#guanzhu/domain/follow.js';
import type { GraphStore } from '#guanzhu/domain/store.js';
import { accountNamed, noon } from '../../support/follow-data.js';
import { readLedger } from '../../support/ledger-fold.js';
import { Random, withSeed } from '../../support/random.js';
import type { OpenStore } from './store-home.js';

const day = 86_400_000_000;
const devices = { wx_a1: 'a', wx_a2: 'a', wx_b1: 'b' } as const;

const everything: AttributionQuery = {
  by: 'query',
  origin: 'any',
  dayOffset: 0,
  from: 0,
  to: Number.MAX_SAFE_INTEGER,
  tenant: null,
  head: { revision: Object(''), at: 0 },
  now: noon,
  skip: 0,
  limit: 1000,
};

/** Weeks of follows and ends of every kind, from searches and not, over three devices of two tenants. */
async function fill(store: GraphStore, random: Random): Promise<readonly SearchCount[]> {
  const names = Array.from({ length: 8 }, (_, index) => `v2_${index}`);
  await store.provision({
    accounts: names.map((name) => accountNamed(name)),
    devices: Object.entries(devices).map(([appId, tenant]) => ({
      appId,
      tenant: { id: tenant },
      identities: [],
    })),
  });
  const ops: readonly CommandOp[] = [
    ...Array.from({ length: 12 }, () => 'follow' as const),
    ...(['unfollow', 'unfollow', 'unfollow', 'remove', 'block', 'unblock'] as const),
    ...(['suspend', 'restore', 'restore'] as const),
  ];
  let now = noon - 60 * day;
  for (let batch = 0; batch < 120; batch += 1) {
    now += random.integer(0, day);
    const commands = Array.from({ length: random.integer(1, 6) }, (): FollowCommand => {
      const op = random.pick(ops);
      const target = random.pick(names);
      const others = names.filter((name) => name !== target);
      const query = random.pick(['猫', '猫 咖啡', 'slow trains', 'O’Brien']);
      const searchId = `${query.length}${random.integer(1, 9)}`;
      return {
        op,
        target,
        follower: ['suspend', 'restore'].includes(op) ? target : random.pick(others),
        roleType: 3,
        device: random.pick(['wx_a1', 'wx_a2', 'wx_b1', null]),
        attribution:
          op === 'follow' && random.fraction() < 0.6
            ? { searchId, docId: `doc ${target}`, query }
            : null,
      };
    });
    await store.apply(commands, now);
  }
  const searches = Array.from(
    { length: 40 },
    (): SearchCount => ({
      minute: Math.floor((noon - random.integer(0, 60 * 24 * 60) * 60_000_000) / 60_000_000),
      appId: random.pick(['wx_a1', 'wx_a2', 'wx_b1', 'wx_unknown']),
      query: random.pick(['猫', 'slow trains', 'nobody finds this', 'O’Brien']),
      count: random.integer(1, 5),
    }),
  );
  // Twice the same row, and one at a time: counts add up.
  await store.countSearches(distinct(searches.slice(0, 20)));
  await store.countSearches(distinct(searches.slice(20)));
  return [...distinct(searches.slice(0, 20)), ...distinct(searches.slice(20))];
}

function distinct(searches: readonly SearchCount[]): readonly SearchCount[] {
  const keyOfSearch = ({ minute, appId, query }: SearchCount) => `${minute} ${appId} ${query}`;
  return [...new Map(searches.map((search) => [keyOfSearch(search), search])).values()];
}

/** The searches that a report counts, by its groups. */
function foldSearches(searches: readonly SearchCount[], query: AttributionQuery) {
  const counts = new Map<string, number>();
  if (query.origin === 'direct') return counts;
  const minute = 60_000_000;
  for (const search of searches) {
    const at = search.minute * minute;
    const tenant = Object.entries(devices).find(([appId]) => appId === search.appId)?.[1];
    if (tenant === undefined || (query.tenant && query.tenant.id !== tenant)) continue;
    if (at < Math.floor(query.from / minute) * minute || at >= query.to) continue;
    if (at + minute > query.now) continue;
    const local = new Date((at + query.dayOffset) / 1000).toISOString().slice(0, 10);
    const keys = { query: search.query, device: search.appId, day: local };
    const by = query.by === 'query' || query.by === 'device' || query.by === 'day' ? query.by : '';
    const key = by === '' ? '' : keys[by];
    counts.set(key, (counts.get(key) ?? 0) + search.count);
  }
  return counts;
}

/** The same report, added up by reading the ledger from end to end. */
function fold(
  changes: readonly Change[],
  query: AttributionQuery,
  counted: readonly SearchCount[] = [],
) {
  const lives = changes.flatMap((began, index) => {
    if (began.type !== 'followed' || began.cause !== 'request') return [];
    const ended = changes
      .slice(index + 1)
      .find(({ follower, target }) => follower === began.follower && target === began.target);
    return [{ began, ended }];
  });
  const groups = new Map<string, typeof lives>();
  for (const life of lives) {
    const { began } = life;
    const origin = began.attribution ? 'search' : 'direct';
    if (query.origin !== 'any' && query.origin !== origin) continue;
    if (began.at < query.from || began.at >= query.to) continue;
    const tenant = Object.entries(devices).find(([appId]) => appId === began.device)?.[1];
    if (query.tenant && query.tenant.id !== tenant) continue;
    const key = keyOf(began, query.by, origin, query.dayOffset);
    groups.set(key, [...(groups.get(key) ?? []), life]);
  }
  const searches = foldSearches(counted, query);
  const isCounted = ['query', 'device', 'day'].includes(query.by) && query.origin !== 'direct';
  if (isCounted) for (const key of searches.keys()) groups.set(key, groups.get(key) ?? []);
  const rows = [...groups].map(([key, each]) => {
    const queries = new Set(each.map(({ began }) => began.attribution?.query ?? null));
    const [only = null] = queries.size === 1 ? queries : [];
    const asked = each.length === 0 && query.by === 'query' ? key : only;
    const found = isCounted ? (searches.get(key) ?? 0) : null;
    return { key, query: asked, ...countsOf(each, query.now), searches: found };
  });
  rows.sort((a, b) => (a.key < b.key ? -1 : 1));
  if (query.by === 'day') rows.reverse();
  else rows.sort((a, b) => b.follows - a.follows || (b.searches ?? 0) - (a.searches ?? 0));
  const all = [...searches.values()].reduce((sum, count) => sum + count, 0);
  return {
    items: rows.slice(query.skip, query.skip + query.limit),
    total: {
      ...countsOf([...groups.values()].flat(), query.now),
      searches: query.origin === 'direct' ? null : all,
    },
    groups: rows.length,
  };
}

type Life = { readonly began: Change; readonly ended: Change | undefined };

function countsOf(lives: readonly Life[], now: number) {
  const endedBy = (cause: string) => lives.filter(({ ended }) => ended?.cause === cause).length;
  return {
    follows: lives.length,
    live: lives.filter(({ ended }) => !ended).length,
    survival: [1, 7, 30].map((days) => {
      const old = lives.filter(({ began }) => began.at <= now - days * day);
      const lasted = old.filter(({ began, ended }) => !ended || ended.at - began.at >= days * day);
      return { days, of: old.length, survived: lasted.length };
    }),
    unfollows: {
      request: endedBy('request'),
      removal: endedBy('removal'),
      block: endedBy('block'),
      suspension: endedBy('suspension'),
      deletion: endedBy('deletion'),
    },
  };
}

function keyOf(began: Change, by: AttributionKey, origin: FollowOrigin, dayOffset: number): string {
  const { searchId = '', docId = '', query = '' } = began.attribution ?? {};
  const local = new Date((began.at + dayOffset) / 1000).toISOString().slice(0, 10);
  const keys = { query, search: searchId, document: docId, day: local, origin };
  return by === 'device' ? (began.device ?? '') : keys[by];
}

export function attributionCases(openStore: OpenStore): void {
  test('every kind of report is what the ledger adds up to', async () => {
    const random = new Random();
    await withSeed(random, async () => {
      const { store } = await openStore([]);
      const searches = await fill(store, random);
      const changes = await readLedger(store);
      const head = await store.head();
      for (const by of attributionKeys) {
        for (const origin of followOrigins) {
          for (const tenant of [null, { id: 'a' }, { id: 'b' }, { id: 'c' }]) {
            const from = random.pick([0, noon - random.integer(0, 60) * day]);
            const to = random.pick([Number.MAX_SAFE_INTEGER, noon - random.integer(0, 60) * day]);
            const dayOffset = random.pick([0, 8, -11]) * 3_600_000_000;
            const query = { ...everything, by, origin, tenant, from, to, dayOffset, head };
            expect(await store.attribution(query)).toEqual(fold(changes, query, searches));
          }
        }
      }
    });
  });

  test('a report of the past is what the ledger added up to then', async () => {
    const random = new Random();
    await withSeed(random, async () => {
      const { store } = await openStore([]);
      const searches = await fill(store, random);
      const changes = await readLedger(store);
      for (let turn = 0; turn < 10; turn += 1) {
        const count = random.integer(0, changes.length);
        const last = changes[count - 1];
        const head = last
          ? { revision: last.revision, at: last.at }
          : await store.moment({ time: 0 });
        const query = { ...everything, by: random.pick(attributionKeys), head, now: head.at };
        expect(await store.attribution(query)).toEqual(
          fold(changes.slice(0, count), query, searches),
        );
      }
    });
  });

  describe('pages', () => {
    test('add up to the whole report, each with the whole total', async () => {
      const random = new Random();
      await withSeed(random, async () => {
        const { store } = await openStore([]);
        await fill(store, random);
        const head = await store.head();
        const query = { ...everything, by: 'search' as const, head };
        const whole = await store.attribution(query);
        expect(whole.groups).toBeGreaterThan(5);
        for (let skip = 0; skip < whole.groups + 3; skip += 3) {
          const page = await store.attribution({ ...query, skip, limit: 3 });
          expect(page).toEqual({ ...whole, items: whole.items.slice(skip, skip + 3) });
        }
      });
    });

    test('of an empty ledger are empty', async () => {
      const { store } = await openStore([]);
      const head = await store.head();
      const read = await store.attribution({ ...everything, head });
      expect(read).toEqual(fold([], everything));
      expect(read.total.follows).toBe(0);
    });
  });
}
