import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { emptyProfile } from '#guanzhu/domain/account.js';
import type { GraphStore } from '#guanzhu/domain/store.js';
import { abandon, move } from '#guanzhu/store/move/move.js';
import type { MoveEnd } from '#guanzhu/store/move/move-end.js';
import { openSource, openTarget } from '#guanzhu/store/move/open-end.js';
import { type DatabaseLocation, openStore } from '#guanzhu/store/open.js';
import { auditAll } from '../../support/audit.js';
import { type Engine, engines, postgresLocation } from '../../support/engines.js';
import { temporaryFolder } from '../../support/folder.js';
import { inDatabase, newDatabase } from '../../support/postgres.js';
import { Random, withSeed } from '../../support/random.js';
import { describeGraph, fillWithEverything, newcomers } from '../../support/whole-graph.js';

const ways: readonly [Engine, Engine][] = [
  ['sqlite', 'postgres'],
  ['postgres', 'sqlite'],
  ['sqlite', 'sqlite'],
  ['postgres', 'postgres'],
];

async function newPlace(engine: Engine): Promise<DatabaseLocation> {
  if (engine === 'sqlite') {
    const folder = temporaryFolder();
    onTestFinished(() => folder[Symbol.dispose]());
    return { engine, file: join(folder.path, 'guanzhu.db') };
  }
  const { url, drop } = await newDatabase();
  onTestFinished(drop);
  return postgresLocation(url);
}

async function using<T>(place: DatabaseLocation, work: (store: GraphStore) => Promise<T>) {
  const store = await openStore(place);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Moves on ends of its own; `wrap` may stand between them and the move. */
async function moveBetween(
  from: DatabaseLocation,
  to: DatabaseLocation,
  wrap: (end: MoveEnd) => MoveEnd = (end) => end,
) {
  const source = await openSource(from);
  try {
    const target = await openTarget(to);
    try {
      return await move({
        ...{ from: wrap(source), to: wrap(target), now: 1, makeId: () => `id ${Math.random()}` },
        ...{ onStep: () => {}, onRows: () => {} },
      });
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

const later = { ...emptyProfile, nickname: 'later' };
const [[newcomer], [other]] = newcomers;
const follow = {
  ...({ op: 'follow', roleType: 3, device: null, attribution: null } as const),
  ...{ follower: newcomer, target: other },
};

describe.each(ways)('a move from %s to %s', (here, there) => {
  test('brings everything, and back again', async () => {
    const random = new Random();
    await withSeed(random, async () => {
      const [first, second, third] = [
        await newPlace(here),
        await newPlace(there),
        await newPlace(here),
      ];
      const before = await using(first, async (store) => {
        await fillWithEverything(store, random);
        return describeGraph(store);
      });
      const out = await moveBetween(first, second);
      expect(out).toMatchObject({ before: false });
      await using(second, async (store) => {
        expect(await describeGraph(store)).toEqual(before);
        expect(await auditAll(store)).toEqual([]);
        expect(await store.takeLease('sending', 'x', 1, 2)).toBe('held');
      });
      const back = await moveBetween(second, third);
      expect(back).toEqual({ ...out, audited: back.audited });
      await using(third, async (store) => {
        expect(await describeGraph(store)).toEqual(before);
        // What it writes goes on where the first would have.
        const known = await store.apply([follow], 1, [
          {
            key: Buffer.from('key 11'.padEnd(32, '.')),
            request: Buffer.from('x'),
            first: 0,
            count: 1,
          },
        ]);
        expect(known).toMatchObject([{ refusal: { code: 'idempotency_key_reused' } }]);
        const [made] = await store.apply([follow], 1);
        expect(made).toMatchObject({ ok: true, outcome: { changed: true } });
        await store.addAccount({ username: 'v2_later@finder', profile: later });
        await store.addDevice({ appId: 'wx_later', tenant: { id: 't' }, identities: [] });
        await store.removeDevice('wx_later');
        expect(await auditAll(store)).toEqual([]);
      });
      await expect(openStore(first)).rejects.toThrow('its graph was moved to');
    });
  });

  test('that fails anywhere goes on, and never leaves two that take writes', async () => {
    const random = new Random();
    await withSeed(random, async () => {
      const [from, to] = [await newPlace(here), await newPlace(there)];
      const before = await using(from, async (store) => {
        await fillWithEverything(store, random);
        return describeGraph(store);
      });
      let calls = 0;
      let failAt = 1;
      /** Ends that fail at one of their calls, before or after it was carried out. */
      const faulty = (end: MoveEnd): MoveEnd =>
        new Proxy(end, {
          get(target, property) {
            const value = Reflect.get(target, property);
            if (typeof value !== 'function') return value;
            return async (...args: unknown[]) => {
              calls += 1;
              if (calls !== failAt) return value.apply(target, args);
              if (random.fraction() < 0.5) throw new Error('a fault');
              await value.apply(target, args);
              throw new Error('a fault');
            };
          },
        });
      let faults = 0;
      for (;;) {
        calls = 0;
        const report = await moveBetween(from, to, faulty).catch((error: Error) => error);
        if (!(report instanceof Error)) break;
        expect(report.message).toBe('a fault');
        faults += 1;
        // Sooner and later than where it would fail next: it may have come a step further, or none.
        failAt = random.integer(1, 8) === 1 ? failAt : failAt + random.integer(1, 5);
        const open = await Promise.all([from, to].map(isOpen));
        expect(open.filter(Boolean).length).toBeLessThan(2);
        // Nor may the source be opened again once the target is.
        if (open[1]) await expect(giveUp(from)).rejects.toThrow('was moved to');
      }
      expect(faults).toBeGreaterThan(10);
      expect(await moveBetween(from, to)).toMatchObject({ before: true });
      await using(to, async (store) => {
        expect(await describeGraph(store)).toEqual(before);
      });
    });
  });
});

/** Whether a server would start with it, and write. */
async function isOpen(place: DatabaseLocation): Promise<boolean> {
  try {
    return await using(place, async (store) => {
      const lease = await store.takeLease('probe', 'x', 1, 2);
      return lease === 'held' && !(await store.isEmpty());
    });
  } catch {
    return false;
  }
}

describe.each(engines)('the source of a move, on %s', (engine) => {
  test('answers reads and takes no writes, until the move is given up', async () => {
    const [from, to] = [await newPlace(engine), await newPlace('sqlite')];
    await using(from, (store) => fillWithEverything(store, new Random(1)));
    await using(from, async (store) => {
      const before = await describeGraph(store);
      await expect(moveBetween(from, to, failsAtTheEnd)).rejects.toThrow('a fault');
      const hash = Buffer.from('token 0'.padEnd(32, '.'));
      const { profile } = (await store.findAccount('v2_new@finder')) ?? { profile: emptyProfile };
      const writes = [
        () => store.apply([follow], 1),
        () => store.provision({ accounts: [{ username: 'v2_x@finder', profile }] }),
        () => store.setOnline('wx_a', true),
        () => store.updateProfile('v2_new@finder', { city: 'x' }),
        () => store.setCallback(hash, ''),
        () => store.expireToken(hash, 1),
        () => store.suspendToken(hash, true),
        () => store.removeToken(hash),
        () => store.countSearches([{ minute: 1, appId: 'wx_a', query: 'q', count: 1 }]),
        () => store.removeWebhook('wh_1'),
      ];
      for (const write of writes) {
        await expect(write()).rejects.toMatchObject({
          code: 'store_unavailable',
          params: { reason: 'moving' },
        });
      }
      expect(await store.takeLease('sending', 'y', 1, 2)).toBe('refused');
      expect(await describeGraph(store)).toEqual(before);
      await expect(moveBetween(from, await newPlace('sqlite'))).rejects.toThrow('--abandon');
      await giveUp(from);
      await expect(giveUp(from)).rejects.toThrow('is not being moved');
      for (const write of writes.slice(0, 3)) await write();
      await expect(moveBetween(from, to)).rejects.toThrow('holds a part of a move');
    });
  });

  test('may be on the way to one database only', async () => {
    const [from, to, third] = [
      await newPlace(engine),
      await newPlace('sqlite'),
      await newPlace('postgres'),
    ];
    await using(from, (store) => fillWithEverything(store, new Random(2)));
    const results = await Promise.allSettled([moveBetween(from, to), moveBetween(from, third)]);
    const moved = results.filter(({ status }) => status === 'fulfilled');
    expect(moved.length).toBeLessThan(2);
    const open = await Promise.all([to, third].map(isOpen));
    expect(open.filter(Boolean).length).toBe(moved.length);
  });
});

describe.each(engines)('the target of a move, on %s', (engine) => {
  test.each([
    ["UPDATE accounts SET signature = 'x' WHERE username = 'v2_new@finder'", 'accounts differ'],
    ["DELETE FROM searches WHERE query = '咖啡'", 'searches differ'],
    ['UPDATE totals SET follows = follows + 1', 'the heads differ'],
    ['DELETE FROM followers', 'is equal to its source, and damaged'],
  ])('is not opened after %s', async (sql, problem) => {
    const [from, to] = [await newPlace('sqlite'), await newPlace(engine)];
    await using(from, (store) => fillWithEverything(store, new Random(3)));
    const fails = (end: MoveEnd) => failing(end, 'auditSlice');
    await expect(moveBetween(from, to, fails)).rejects.toThrow('a fault');
    if (to.engine === 'postgres') await inDatabase(to.url, sql);
    else inFile(to.file, sql);
    // Sums are written with the last page, as often as that is done.
    const again = problem === 'the heads differ' ? damaging(to, sql) : undefined;
    await expect(moveBetween(from, to, again)).rejects.toThrow(problem);
    await expect(openStore(to)).rejects.toThrow('it is not whole');
  });
});

/** An end that fails once all is copied. */
const failsAtTheEnd = (end: MoveEnd) => failing(end, 'setStanding');

function failing(end: MoveEnd, method: keyof MoveEnd): MoveEnd {
  return new Proxy(end, {
    get: (target, property) =>
      property === method ? () => Promise.reject(new Error('a fault')) : bound(target, property),
  });
}

/** Ends of which the target is damaged after its sums were written. */
function damaging(to: DatabaseLocation, sql: string): (end: MoveEnd) => MoveEnd {
  return (end) =>
    new Proxy(end, {
      get: (target, property) =>
        property === 'setStanding'
          ? async (...standing: Parameters<MoveEnd['setStanding']>) => {
              await target.setStanding(...standing);
              if (to.engine === 'postgres') await inDatabase(to.url, sql);
              else inFile(to.file, sql);
            }
          : bound(target, property),
    });
}

function inFile(file: string, sql: string): void {
  const db = new SqliteDatabase(file);
  db.exec(sql);
  db.close();
}

async function giveUp(from: DatabaseLocation): Promise<void> {
  const source = await openSource(from);
  try {
    await abandon(source);
  } finally {
    await source.close();
  }
}

function bound(target: MoveEnd, property: string | symbol): unknown {
  const value = Reflect.get(target, property);
  return typeof value === 'function' ? value.bind(target) : value;
}
