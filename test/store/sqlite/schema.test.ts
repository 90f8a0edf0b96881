import { readFileSync, writeFileSync } from 'node:fs';
import SqliteDatabase from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrate } from '#guanzhu/store/sqlite/migrate.js';

const dumpFile = new URL('./schema.sql', import.meta.url);

test('the migrations lead to the schema that is checked in', () => {
  const db = new SqliteDatabase(':memory:');
  migrate(db);
  const dump = dumpOf(db);
  db.close();
  if (process.env.UPDATE_SCHEMA) writeFileSync(dumpFile, dump);
  expect(
    readFileSync(dumpFile, 'utf8'),
    'schema.sql is out of date: write it anew with UPDATE_SCHEMA=1 npx vitest run test/store/sqlite/schema.test.ts',
  ).toBe(dump);
});

test('migrating a file that is up to date changes nothing', () => {
  const db = new SqliteDatabase(':memory:');
  migrate(db);
  const dump = dumpOf(db);
  migrate(db);
  expect(dumpOf(db)).toBe(dump);
  db.close();
});

/** The schema as SQL, in the order in which it was made; what SQLite makes itself has no text. */
function dumpOf(db: SqliteDatabase.Database): string {
  const version = Number(db.pragma('user_version', { simple: true }));
  const parts = db
    .prepare<[], string>('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid')
    .pluck()
    .all();
  // The text keeps the indentation that it has in the migration.
  const texts = parts.map((sql) => `${sql.replace(/^ {4}/gm, '')};\n`);
  return [`PRAGMA user_version = ${version};\n`, ...texts].join('\n');
}
