import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { GraphStore } from '#guanzhu/domain/store.js';
import { NewerSchemaError } from '#guanzhu/store/newer-schema.js';
import { openPostgresStore } from '#guanzhu/store/postgres/postgres-store.js';
import { hidePassword, readPostgresUrls } from '#guanzhu/store/postgres/urls.js';
import { storeSuite } from '../../contracts/store-suite.js';
import {
  accountNamed,
  alice,
  bob,
  cast,
  follow,
  noon,
  outcomesOf,
} from '../../support/follow-data.js';
import { expectReadersToMatchLedger } from '../../support/ledger-fold.js';
import { inDatabase, newDatabase } from '../../support/postgres.js';
import { newPostgresHome } from '../../support/postgres-home.js';
import { Random, withSeed } from '../../support/random.js';

storeSuite('PostgreSQL', newPostgresHome);

async function databaseOfThisTest(options: { empty?: boolean } = {}) {
  const database = await newDatabase(options);
  const stores: GraphStore[] = [];
  onTestFinished(async () => {
    for (const store of stores) await store.close();
    await database.drop();
  });
  const open = async (urls: readonly string[] = [database.url]) => {
    const store = await openPostgresStore(urls);
    stores.push(store);
    return store;
  };
  return { url: database.url, open };
}

describe('a PostgreSQL database', () => {
  test('that is empty is made ready once, by ten processes that start at once', async () => {
    const { url, open } = await databaseOfThisTest({ empty: true });
    const stores = await Promise.all(Array.from({ length: 10 }, () => open()));
    await Promise.all(
      stores.map((store, n) => store.provision({ accounts: [accountNamed(`v2_${n}@finder`)] })),
    );
    expect(await stores[0]?.exportAccounts(undefined, 100)).toHaveLength(10);
    expect(await inDatabase(url, 'SELECT version FROM schema_version')).toEqual([{ version: 16 }]);
  });

  test('of another cluster of servers is another ledger, though its number there is the same', async () => {
    const { url, open } = await databaseOfThisTest();
    const { name } = (await open()).ledger;
    expect((await open()).ledger).toEqual({ name, takesBare: true });
    // As a dump leaves it that is restored on a server of its own.
    await inDatabase(url, 'UPDATE head SET home = home # 4611686018427387904');
    const { ledger } = await open();
    expect(ledger).toMatchObject({ takesBare: false });
    expect(ledger.name).not.toBe(name);
    expect((await open()).ledger).toEqual(ledger);
  });

  test('of a newer release is refused, and left as it is', async () => {
    const { url, open } = await databaseOfThisTest();
    await inDatabase(url, 'UPDATE schema_version SET version = 99');
    await expect(open()).rejects.toBeInstanceOf(NewerSchemaError);
    await expect(open()).rejects.toThrow('schema 99');
    expect(await inDatabase(url, 'SELECT version FROM schema_version')).toEqual([{ version: 99 }]);
  });

  test('is asked for first where it was found last: a host that hangs costs its seconds once', async () => {
    const { url, open } = await databaseOfThisTest();
    let asked = 0;
    const hung = createServer(() => {
      asked += 1;
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void hung.close());
    await once(hung, 'listening');
    const address = hung.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const store = await open([`postgres://u@127.0.0.1:${address.port}/x`, url]);
    await store.provision({ accounts: [accountNamed(alice)] });
    await Promise.all(Array.from({ length: 8 }, () => store.counts(alice)));
    expect(asked).toBe(1);
  });

  test('is found among hosts of which others are gone, or only read', async () => {
    const { url, open } = await databaseOfThisTest();
    const { username, password, host, pathname } = new URL(url);
    const list = `postgres://${username}:${password}@127.0.0.1:1,${host}${pathname}`;
    const store = await open(readPostgresUrls(list));
    expect(await store.isEmpty()).toBe(true);
  });

  test('that cannot be opened is told of without the password', async () => {
    const { url } = await databaseOfThisTest();
    const wrong = new URL(url);
    wrong.password = 'a-secret-of-mine';
    // A server that trusts everybody refuses this one too.
    wrong.pathname = '/no-such-database';
    for (const bad of [wrong.href, 'postgres://u:a-secret-of-mine@127.0.0.1:1/x']) {
      const failure: unknown = await openPostgresStore([bad]).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(Error);
      expect(JSON.stringify(failure) + String(failure)).not.toContain('a-secret-of-mine');
    }
  });

  test('keeps one order for the batches of several processes', async () => {
    const { open } = await databaseOfThisTest();
    const stores = await Promise.all([open(), open(), open()]);
    await stores[0]?.provision({ accounts: cast.map((name) => accountNamed(name)) });
    const random = new Random();
    await withSeed(random, async () => {
      const answers = await Promise.all(
        stores.flatMap((store) =>
          Array.from({ length: 30 }, () => {
            const commands = Array.from({ length: random.integer(1, 6) }, () => ({
              ...follow(random.pick(cast), random.pick(cast)),
              op: random.pick(['follow', 'unfollow'] as const),
            }));
            return store.apply(commands, noon);
          }),
        ),
      );
      const made = answers.flatMap(outcomesOf).filter(({ changed }) => changed);
      for (const store of stores) {
        const ledger = await expectReadersToMatchLedger(store, cast);
        expect(made.map(({ at }) => at).sort()).toEqual(ledger.map(({ at }) => at).sort());
      }
    });
  });

  test('forgets old outcomes in time, and none that somebody may ask for', async () => {
    const { url, open } = await databaseOfThisTest();
    const store = await open();
    await store.provision({ accounts: cast.map((name) => accountNamed(name)) });
    await inDatabase(url, `INSERT INTO outcomes VALUES (0, '\\x01', 1)`);
    for (let n = 0; n < 260; n += 1) {
      await store.apply([{ ...follow(alice, bob), op: n % 2 === 0 ? 'follow' : 'unfollow' }], noon);
    }
    const [row] = await inDatabase(
      url,
      'SELECT count(*)::int AS n, min(at) > 1 AS fresh FROM outcomes',
    );
    expect(row).toEqual({ n: 261, fresh: true });
  });
});

describe('a PostgreSQL URL', () => {
  test.each([
    ['postgres://h', ['postgres://h']],
    ['postgresql://u:p@h:5433/db?sslmode=require', ['postgresql://u:p@h:5433/db?sslmode=require']],
    [
      'postgres://u@a,b:2,[::1]:3/db',
      ['postgres://u@a/db', 'postgres://u@b:2/db', 'postgres://u@[::1]:3/db'],
    ],
    ['sqlite:x.db', undefined],
    ['postgres://', undefined],
    ['postgres://a,,b/db', undefined],
    ['postgres://u:p@h:port/db', undefined],
    ['postgres://u:p/w@h/db', undefined],
  ])('%s', (text, urls) => {
    expect(readPostgresUrls(text)).toEqual(urls);
  });

  test.each([
    ['postgres://u:secret@h/db', 'postgres://u:***@h/db'],
    ['postgres://u:sec@ret@a,b/db', 'postgres://u:***@a,b/db'],
    ['postgres://h/db?user=u&password=secret&x=1', 'postgres://h/db?user=u&password=***&x=1'],
    ['postgres://u@h:5432/db', 'postgres://u@h:5432/db'],
    ['tcp://10.0.0.1:2531', 'tcp://10.0.0.1:2531'],
  ])('%s is shown as %s', (text, shown) => {
    expect(hidePassword(text)).toBe(shown);
  });
});
