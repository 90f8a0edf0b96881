import SqliteDatabase from 'better-sqlite3';
import { expect, test } from 'vitest';
import { columnsOf, keyOf, type SectionName, sectionNames } from '#guanzhu/store/move/sections.js';
import { migrate } from '#guanzhu/store/sqlite/migrate.js';
import { inDatabase, newDatabase } from '../../support/postgres.js';

/** Tables that a move does not copy, each with the reason. */
const notCopied: Readonly<Record<string, string>> = {
  followers: 'made again from follows',
  ended_followers: 'made again from ended_follows',
  hidden_followers: 'made again from hidden_follows',
  account_grams: 'made again from accounts',
  account_texts: 'says how account_grams are made',
  following_counts: 'the section counts',
  follower_counts: 'the section counts',
  head: 'stands in a row of its own',
  totals: 'stands in a row of its own',
  leases: 'of processes, for seconds',
  outcomes: 'of transactions under way',
  moves: 'is about the move itself',
  schema_version: 'the engine’s own',
};

interface Table {
  readonly columns: readonly string[];
  readonly key: readonly string[];
}

function checkTables(tables: ReadonlyMap<string, Table>, otherwise: readonly SectionName[]): void {
  const copied = [...tables.keys()].filter((name) => !(name in notCopied));
  const wanted = sectionNames.filter((name) => !otherwise.includes(name));
  expect(copied.toSorted()).toEqual(wanted.toSorted());
  for (const name of wanted) {
    const columns = columnsOf(name).map((column) => column.name);
    expect([name, tables.get(name)?.columns.toSorted()]).toEqual([name, columns.toSorted()]);
    expect([name, tables.get(name)?.key]).toEqual([name, keyOf(name).map((key) => key.name)]);
  }
}

test('every table and column of SQLite is copied, or made again', () => {
  const db = new SqliteDatabase(':memory:');
  migrate(db);
  const names = db
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .pluck()
    .all()
    .filter((name) => !/^(sqlite_|account_grams_)/.test(name));
  const tables = names.map((name): [string, Table] => {
    const columns = db
      .prepare<[string], { name: string; pk: number }>('SELECT name, pk FROM pragma_table_info(?)')
      .all(name);
    const key = columns.filter(({ pk }) => pk > 0).toSorted((a, b) => a.pk - b.pk);
    return [name, { columns: columns.map((row) => row.name), key: key.map((row) => row.name) }];
  });
  db.close();
  checkTables(new Map(tables), []);
});

test('every table and column of PostgreSQL is copied, or made again', async () => {
  const { url, drop } = await newDatabase();
  try {
    const rows = await inDatabase(
      url,
      `SELECT t.relname AS name,
        (SELECT array_agg(a.attname::text) FROM pg_attribute a
          WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attname <> 'b') AS columns,
        (SELECT array_agg(a.attname::text ORDER BY k.place) FROM pg_index i,
          unnest(i.indkey) WITH ORDINALITY AS k (number, place), pg_attribute a
          WHERE i.indrelid = t.oid AND i.indisprimary AND a.attrelid = t.oid
            AND a.attnum = k.number AND a.attname <> 'b') AS key
      FROM pg_class t WHERE t.relkind = 'r' AND t.relnamespace = 'public'::regnamespace`,
    );
    const tables = new Map<string, Table>();
    for (const row of rows) {
      const { name, columns, key } = tableOf(row);
      // Usernames of hosted accounts stand in the accounts themselves.
      const own = columns.filter((column) => name !== 'identities' || column !== 'username');
      tables.set(name, { columns: own, key });
    }
    checkTables(tables, ['counts']);
  } finally {
    await drop();
  }
});

function tableOf(row: unknown): Table & { readonly name: string } {
  const texts = (value: unknown) => (Array.isArray(value) ? value.map(String) : []);
  if (typeof row !== 'object' || row === null || !('name' in row)) throw new Error('no table');
  const { name, columns, key } = { columns: [], key: [], ...row };
  return { name: String(name), columns: texts(columns), key: texts(key) };
}
