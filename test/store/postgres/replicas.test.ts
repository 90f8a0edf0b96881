import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { demoCaller } from '#guanzhu/demo/cast.js';
import type { FollowCommand } from '#guanzhu/domain/follow.js';
import type { ServedStore } from '#guanzhu/domain/public-reads.js';
import { openPostgresStore } from '#guanzhu/store/postgres/postgres-store.js';
import type { FallbackReason, ReplicaEvents } from '#guanzhu/store/postgres/replica.js';
import { decodeRevision } from '#guanzhu/store/revision.js';
import { addCrowd } from '../../support/crowd.js';
import { accountNamed } from '../../support/follow-data.js';
import { startInstance } from '../../support/instance.js';
import { databaseUrl, inDatabase } from '../../support/postgres.js';
import {
  type PostgresServer,
  startPostgresServer,
  startStandby,
  withStandbys,
} from '../../support/postgres-server.js';
import { Random, withSeed } from '../../support/random.js';
import { callV1 } from '../../support/v1-call.js';

const names = Array.from({ length: 40 }, (_, index) => `v2_reader_${index}@finder`);
const [star = ''] = names;
const followersOf = { side: 'followers', order: 'oldest', limit: 5 } as const;

const follow = (index: number, op: FollowCommand['op'] = 'follow'): FollowCommand => ({
  op,
  follower: names[index] ?? '',
  target: star,
  roleType: 3,
  device: null,
  attribution: null,
});

describe('a store with a standby for reads', () => {
  let primary: PostgresServer;
  let standby: PostgresServer;
  let writer: ServedStore;
  beforeAll(async () => {
    primary = await startPostgresServer(withStandbys);
    standby = await startStandby(primary, 'reads');
    writer = await openPostgresStore([primary.url]);
    await writer.provision({ accounts: names.map((name) => accountNamed(name)) });
  });
  afterAll(async () => {
    await writer.close();
    await standby.stop();
    await primary.stop();
  });

  /** A process of its own with the standby as its replica, and what it tells of it. */
  async function openReader(urls: readonly string[] = [standby.url]) {
    const seen = { reads: 0, lag: 0, states: [] as string[], fallbacks: [] as FallbackReason[] };
    const events: ReplicaEvents = {
      onRead: () => {
        seen.reads += 1;
      },
      onFallback: (reason) => seen.fallbacks.push(reason),
      onLag: (_, revisions) => {
        seen.lag = revisions;
      },
      onState: (_, state) => seen.states.push(state),
    };
    const store = await openPostgresStore([primary.url], { replicas: [urls], events });
    onTestFinished(() => store.close());
    const until = async (state: string) => {
      while (seen.states.at(-1) !== state) await sleep(20);
    };
    return { store, seen, until };
  }

  /** Nothing is replayed until the test's end. */
  async function pauseReplay() {
    await inDatabase(standby.url, 'SELECT pg_wal_replay_pause()');
    onTestFinished(resumeReplay);
  }

  const resumeReplay = async () => {
    await inDatabase(standby.url, 'SELECT pg_wal_replay_resume()');
  };

  test('is answered by it, and always with what the process wrote before', async () => {
    const { store, seen, until } = await openReader();
    await until('up');
    for (let index = 1; index < names.length; index += 1) {
      const [result] = await store.apply([follow(index)], Date.now() * 1000);
      expect(result?.ok && result.outcome.changed).toBe(true);
      expect((await store.reads.accountAt(star))?.counts.followers).toBe(index);
    }
    await store.updateProfile(star, { nickname: 'after an edit' });
    expect((await store.reads.findAccount(star))?.profile.nickname).toBe('after an edit');
    expect(seen.reads).toBeGreaterThan(20);
  });

  test('answers the same as the primary, whatever is asked', async () => {
    const { store, seen, until } = await openReader();
    await until('up');
    const head = await store.head();
    const midway = await store.moment({ time: Math.floor(head.at - 1) });
    const ask = (reads: Omit<ServedStore['reads'], 'reach'>) =>
      Promise.all([
        reads.moment(),
        reads.moment({ revision: head.revision }),
        reads.moment({ time: head.at - 1 }),
        reads.accountAt(star),
        reads.accountAt(star, midway.at),
        reads.listFollows(star, followersOf),
        reads.listFollows(star, { ...followersOf, asOf: midway.at }),
        reads.relations([{ follower: names[1] ?? '', target: star }]),
        reads.findAccount(star),
        reads.findAccount('v2_nobody@finder'),
        reads.counts(star),
        reads.followedAt(names[1] ?? '', star),
        reads.mentions(star, { limit: 3, window: 0, order: 'oldest' }),
        reads.mentions(star, { limit: 3, window: 0, order: 'newest' }),
        reads.countFriends(names[1] ?? '', star),
        reads.searchAccounts({ text: 'edit', scope: 'all', order: 'relevance', limit: 5 }),
        reads.history(star, { start: 0, width: 1e15, buckets: 3 }),
        reads.overview({ start: 0, width: 9e14, buckets: 2 }, head.at),
        reads.exportAccounts(undefined, 3),
        reads.exportFollows(undefined, head, 3),
        reads.attribution({
          ...{ by: 'origin', origin: 'any', dayOffset: 0, limit: 5, from: 0, to: 9e15 },
          ...{ tenant: null, head, now: head.at, skip: 0 },
        }),
      ]);
    expect(await ask(store.reads)).toEqual(await ask(writer));
    expect(seen.reads).toBeGreaterThan(15);
    const refused = store.reads.moment({ revision: 'rzzzzzz' });
    await expect(refused).rejects.toMatchObject({ code: 'revision_unknown' });
  });

  test('asks the primary while the standby is behind, and the standby again afterwards', async () => {
    const { store, seen, until } = await openReader();
    await until('up');
    await pauseReplay();
    await store.apply([follow(1, 'unfollow')], Date.now() * 1000);
    const { reads } = seen;
    for (let turn = 0; turn < 5; turn += 1) {
      expect(await store.reads.followedAt(names[1] ?? '', star)).toBeUndefined();
    }
    expect(seen.fallbacks).toEqual(Array.from({ length: 5 }, () => 'behind'));
    expect(seen).toMatchObject({ reads, lag: 1 });
    await resumeReplay();
    await until('up');
    await store.reads.counts(star);
    expect(seen.reads).toBe(reads + 1);
  });

  test('shows what another process wrote to whoever names its revision, and to all soon', async () => {
    const { store, seen, until } = await openReader();
    await until('up');
    await store.reads.counts(star);
    const other = await openReader();
    await other.until('up');
    await pauseReplay();
    const [result] = await writer.apply([follow(2, 'unfollow')], Date.now() * 1000);
    if (!result?.ok) throw new Error('refused');
    await store.reads.reach(result.outcome.revision);
    expect(await store.reads.followedAt(names[2] ?? '', star)).toBeUndefined();
    await writer.updateProfile(star, { nickname: 'edited elsewhere' });
    await sleep(1_000);
    for (const { reads } of [store, other.store]) {
      expect((await reads.findAccount(star))?.profile.nickname).toBe('edited elsewhere');
    }
    // A made-up revision asks for nothing.
    await store.reads.reach('rzzzzzz');
    await resumeReplay();
    await until('up');
    await store.reads.counts(star);
    expect(seen.reads).toBeGreaterThan(0);
    await expect(store.reads.reach('x')).rejects.toMatchObject({ code: 'parameter_invalid' });
  });

  test('walks a list whole, also where a page comes from a standby that is behind the page before', async () => {
    const one = await openReader();
    const two = await openReader();
    const three = await openReader();
    await Promise.all([one.until('up'), two.until('up'), three.until('up')]);
    await Promise.all([two.store.reads.counts(star), three.store.reads.counts(star)]);
    await pauseReplay();
    const late = names.length + 1;
    await writer.apply([follow(1)], Date.now() * 1000);
    const moment = await writer.moment();
    const first = await one.store.reads.listFollows(star, { ...followersOf, limit: late });
    const seenByOne = first.items.map(({ account }) => account.username);
    expect(seenByOne).toContain(names[1]);
    // Both asked the primary lately, so nothing but what the page before says tells of the new follow.
    const whole = { ...followersOf, limit: late, asOf: moment.at };
    const pinned = await three.store.reads.listFollows(star, whole);
    expect(pinned.items).toEqual(first.items);
    await two.store.reads.reach(first.head.revision);
    const live = await two.store.reads.listFollows(star, { ...followersOf, limit: late });
    expect(live.items).toEqual(first.items);
  });

  test('is never behind what was seen, while replay stops and goes on at random', async () => {
    // The primary is a second replica, so that a process is answered now by one and now by the other.
    const open = async () => {
      const seen = { reads: 0 };
      const events = {
        ...{ onFallback: () => {}, onLag: () => {}, onState: () => {} },
        onRead: () => {
          seen.reads += 1;
        },
      };
      const replicas = [[standby.url], [primary.url]];
      const store = await openPostgresStore([primary.url], { replicas, events });
      onTestFinished(() => store.close());
      return { store, seen };
    };
    const processes = [await open(), await open()];
    const random = new Random();
    await withSeed(random, async () => {
      /** What was committed at which time, by either. */
      const committed: { readonly position: number; readonly at: number }[] = [];
      let ending = false;
      const lives = processes.flatMap(({ store }, own) => {
        let last = 0;
        const write = async () => {
          for (let turn = 0; !ending; turn += 1) {
            const op = turn % 2 === 0 ? 'unfollow' : 'follow';
            const [result] = await store.apply([follow(3 + own, op)], Date.now() * 1000);
            if (!result?.ok) throw new Error('refused');
            const position = decodeRevision(result.outcome.revision) ?? 0;
            last = Math.max(last, position);
            committed.push({ position, at: performance.now() });
            await sleep(random.integer(0, 60));
          }
        };
        const read = async () => {
          while (!ending) {
            const atLeast = last;
            const began = performance.now();
            const { head } = (await store.reads.accountAt(star)) ?? {};
            const position = decodeRevision(head?.revision ?? '') ?? -1;
            const old = committed.findLast(({ at }) => at < began - 600)?.position ?? 0;
            expect(position).toBeGreaterThanOrEqual(Math.max(atLeast, old));
            last = Math.max(last, position);
            await sleep(random.integer(0, 5));
          }
        };
        return [write(), read(), read(), read()];
      });
      for (let turn = 0; turn < 6; turn += 1) {
        await inDatabase(standby.url, 'SELECT pg_wal_replay_pause()');
        await sleep(random.integer(0, 400));
        await resumeReplay();
        await sleep(random.integer(0, 600));
      }
      while (processes.some(({ seen }) => seen.reads < 50)) await sleep(20);
      ending = true;
      await Promise.all(lives);
    });
  });

  test('does without the standby while that is down, and finds it again', async () => {
    const { store, seen, until } = await openReader(['postgres://u@127.0.0.1:1/x', standby.url]);
    await until('up');
    await standby.kill();
    for (let turn = 0; turn < 5; turn += 1) await store.reads.counts(star);
    expect(seen.fallbacks).toHaveLength(5);
    expect(seen.states.at(-1)).toBe('down');
    await standby.start();
    await until('up');
    const { reads } = seen;
    await store.reads.counts(star);
    expect(seen.reads).toBe(reads + 1);
  });

  test('reads from a standby that was never there are the primary’s', async () => {
    const { store, seen } = await openReader(['postgres://u@127.0.0.1:1/x']);
    await store.reads.counts(star);
    expect(seen).toMatchObject({ reads: 0, fallbacks: ['down'] });
  });

  describe('under two instances', () => {
    const adminToken = 'test-admin-token-0123456789';
    const follow = (address: string, follower: string) =>
      callV1(address, 'POST', '/follows/batch', {
        token: adminToken,
        body: { rows: [{ op: 'follow', follower, target: demoCaller.username }] },
      });
    const path = `/accounts/${demoCaller.username}/followers?order=oldest&limit=1`;

    const metricsOf = async (address: string) => (await fetch(`${address}/metrics`)).text();
    const isUp = async (address: string) =>
      (await metricsOf(address)).includes('guanzhu_replica_up{replica="1"} 1');

    test('a revision that one gave, and a cursor, hold at the other', async () => {
      const { url, replicaUrl } = await newDatabaseOnBoth();
      const database = { engine: 'postgres', url, urls: [url], replicaUrls: [replicaUrl] } as const;
      const one = await startInstance({ database, adminToken });
      onTestFinished(one.stop);
      const two = await startInstance({ database, adminToken });
      onTestFinished(two.stop);
      const [first = '', second = ''] = await addCrowd(one.app.store, 'late', 2);
      const read = (address: string, path: string, headers: Record<string, string> = {}) =>
        callV1(address, 'GET', path, { headers });
      const names = (reply: { body: unknown }) =>
        Object(reply.body).items.map(({ username }: { username: string }) => username);
      const all = path.replace('limit=1', 'limit=1000');
      /** At `two` then nothing but what a request says tells of what is written next at `one`. */
      const deceive = async () => {
        while (!(await isUp(two.address))) await sleep(20);
        await inDatabase(standby.url, 'SELECT pg_wal_replay_pause()');
        return names(await read(two.address, all));
      };
      onTestFinished(resumeReplay);

      const before = await deceive();
      await follow(one.address, first);
      const page = await read(one.address, all.replace('limit=1000', `limit=${before.length}`));
      const { nextCursor } = Object(page.body);
      const rest = await read(two.address, `${all}&cursor=${encodeURIComponent(nextCursor)}`);
      expect(names(rest)).toEqual([first]);

      await resumeReplay();
      await deceive();
      const written = await follow(one.address, second);
      const revision = written.headers.get('guanzhu-revision') ?? '';
      const own = await read(two.address, all, { 'Guanzhu-Revision': revision });
      expect(names(own)).toEqual([...before, first, second]);
    });

    test('what reads did is measured, and no URL is told of', async () => {
      const { url, replicaUrl } = await newDatabaseOnBoth();
      const database = { engine: 'postgres', url, urls: [url], replicaUrls: [replicaUrl] } as const;
      const { address, stop } = await startInstance({ database });
      onTestFinished(stop);
      while (!(await isUp(address))) await sleep(20);
      await callV1(address, 'GET', path);
      const text = await metricsOf(address);
      expect(text).toMatch(/^guanzhu_replica_reads_total\{replica="1"\} [1-9]/m);
      expect(text).toContain('guanzhu_replica_lag_revisions{replica="1"} 0');
      expect(text).not.toContain(new URL(url).password);
    });
  });

  /** A database of its own, and where the standby has it. */
  async function newDatabaseOnBoth() {
    const name = `both_${randomBytes(4).toString('hex')}`;
    await inDatabase(primary.url, `CREATE DATABASE ${name}`);
    const [url, replicaUrl] = [primary.url, standby.url].map((server) => databaseUrl(server, name));
    return { url: url ?? '', replicaUrl: replicaUrl ?? '' };
  }
});
