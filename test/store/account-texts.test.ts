import SqliteDatabase from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { GraphStore } from '#guanzhu/domain/store.js';
import { openPostgresStore } from '#guanzhu/store/postgres/postgres-store.js';
import { openSqliteStore } from '#guanzhu/store/sqlite/sqlite-store.js';
import type { OnRemade } from '#guanzhu/store/text-rules.js';
import { accountOf, searchAll } from '../support/accounts.js';
import { engines } from '../support/engines.js';
import { temporaryFolder } from '../support/folder.js';
import { inDatabase, newDatabase } from '../support/postgres.js';

/** What a release leaves that compared names by other rules, its grams among it. */
const forget = [
  "UPDATE accounts SET name_key = 'old', letters_key = '', look_key = ''",
  'UPDATE account_texts SET rules = 0, made_upto = NULL',
];

interface Database {
  open(onRemade?: OnRemade): Promise<GraphStore>;
  run(sql: string): Promise<void>;
}

async function databaseOf(engine: (typeof engines)[number]): Promise<Database> {
  if (engine === 'sqlite') {
    const folder = temporaryFolder();
    onTestFinished(() => folder[Symbol.dispose]());
    const file = `${folder.path}/texts.db`;
    return {
      open: (onRemade = () => {}) => openSqliteStore(file, { onRemade }),
      run: async (sql) => {
        const db = new SqliteDatabase(file);
        db.exec(sql);
        db.close();
      },
    };
  }
  const { url, drop } = await newDatabase();
  onTestFinished(drop);
  return {
    open: (onRemade = () => {}) => openPostgresStore([url], { onRemade }),
    run: async (sql) => {
      await inDatabase(url, sql);
    },
  };
}

const twins = [accountOf('v2_twin_1', '官方店'), accountOf('v2_twin_2', '官方\u200b店')];
/** From before names had a longest, and of letters that no index can pack. */
const longName = Array.from({ length: 4000 }, (_, n) =>
  String.fromCodePoint(0xac00 + ((n * 7919) % 11_172)),
).join('');
const long = accountOf('v2_long', longName);
const many = Array.from({ length: 2500 }, (_, n) =>
  accountOf(`v2_many_${String(n).padStart(4, '0')}`, `台灣小吃${n}`, n === 2499 ? 'Straße' : ''),
);

/** A graph of an older release, with two accounts whose names are one by the rules of this one. */
async function oldGraph(engine: (typeof engines)[number]): Promise<Database> {
  const database = await databaseOf(engine);
  const store = await database.open();
  await store.provision({ accounts: [...twins, long, ...many] });
  await store.close();
  for (const sql of forget) await database.run(sql);
  await database.run(
    engine === 'sqlite'
      ? "INSERT INTO account_grams (account_grams) VALUES ('delete-all')"
      : "DELETE FROM account_grams WHERE field = 1 OR gram <> 'str'",
  );
  return database;
}

async function expectWhole(store: GraphStore): Promise<void> {
  const found = await searchAll(store, { text: '台湾小吃', limit: 500 });
  expect(found.usernames.toSorted()).toEqual(many.map(({ username }) => username));
  expect((await searchAll(store, { text: '台湾小吃7' })).usernames[0]).toBe('v2_many_0007');
  expect((await searchAll(store, { text: 'strasse' })).usernames).toEqual(['v2_many_2499']);
  // Nobody is lost or renamed, and there is no third.
  expect((await searchAll(store, { text: '官方店' })).usernames).toEqual([
    'v2_twin_1',
    'v2_twin_2',
  ]);
  for (const { username, profile } of twins) {
    expect((await store.findAccount(username))?.profile).toEqual(profile);
  }
  expect((await searchAll(store, { text: longName })).usernames).toEqual(['v2_long']);
  const third = accountOf('v2_third', '官方\u3164店');
  await expect(store.addAccount(third)).rejects.toMatchObject({ code: 'name_taken' });
}

describe.each(engines)('a graph of an older release on %s', (engine) => {
  test('is found by the rules of this one once it is opened, and says how far it has come', async () => {
    const database = await oldGraph(engine);
    const told: [number, number][] = [];
    const store = await database.open((accounts, of) => told.push([accounts, of]));
    await expectWhole(store);
    await store.close();
    expect(told.length).toBeGreaterThan(1);
    expect(told.every(([accounts, of]) => accounts <= of && of === 2503)).toBe(true);
    // Once is enough.
    await (await database.open(() => told.push([0, 0]))).close();
    expect(told).not.toContainEqual([0, 0]);
  });

  test('that was ended in the middle goes on where it was', async () => {
    const database = await oldGraph(engine);
    const counts: number[] = [];
    const interrupted = database.open(() => {
      throw new Error('ended in the middle');
    });
    await expect(interrupted).rejects.toThrow('ended in the middle');
    const store = await database.open((accounts) => counts.push(accounts));
    await expectWhole(store);
    await store.close();
    expect(counts).toHaveLength(1);
  });
});
