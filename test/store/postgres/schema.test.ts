import { readFileSync, writeFileSync } from 'node:fs';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { openPostgresStore } from '#guanzhu/store/postgres/postgres-store.js';
import { newDatabase } from '../../support/postgres.js';

const dumpFile = new URL('./schema.sql', import.meta.url);

test('the migrations lead to the schema that is checked in', async () => {
  const { url, dump } = await migrated();
  if (process.env.UPDATE_SCHEMA) writeFileSync(dumpFile, dump);
  expect(
    readFileSync(dumpFile, 'utf8'),
    'schema.sql is out of date: write it anew with UPDATE_SCHEMA=1 npx vitest run test/store/postgres/schema.test.ts',
  ).toBe(dump);
  await (await openPostgresStore([url])).close();
  expect(await dumpOf(url)).toBe(dump);
});

async function migrated() {
  const { url, drop } = await newDatabase({ empty: true });
  onTestFinished(drop);
  await (await openPostgresStore([url])).close();
  return { url, dump: await dumpOf(url) };
}

interface TableRow {
  readonly name: string;
  readonly options: readonly string[] | null;
  readonly columns: readonly string[];
  readonly constraints: readonly string[];
  readonly indexes: readonly string[];
}

// Told by each table's own catalog rows, so that every release of PostgreSQL says the same. That a
// column is not null is told with the column: newer releases keep it as a constraint too.
const catalog = `
  SELECT c.relname AS name, c.reloptions AS options,
    ARRAY(
      SELECT a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
        || CASE WHEN l.collname IS NULL OR l.collname = 'default' THEN ''
             ELSE ' COLLATE ' || quote_ident(l.collname) END
        || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
        || coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '')
      FROM pg_attribute a
      LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
      LEFT JOIN pg_collation l ON l.oid = a.attcollation
      WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
    ) AS columns,
    ARRAY(
      SELECT 'CONSTRAINT ' || quote_ident(k.conname) || ' ' || pg_get_constraintdef(k.oid)
      FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype <> 'n' ORDER BY k.conname
    ) AS constraints,
    ARRAY(
      SELECT pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
      WHERE i.indrelid = c.oid
        AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid)
      ORDER BY x.relname
    ) AS indexes
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') ORDER BY c.relname COLLATE "C"`;

/** Anything else that a migration could leave behind. */
const others = `
  SELECT 'sequence or view ' || c.relname AS name FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind NOT IN ('r', 'p', 'i', 'I', 't')
  UNION ALL SELECT 'function ' || proname FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace
  UNION ALL SELECT 'trigger ' || tgname FROM pg_trigger WHERE NOT tgisinternal`;

/** The schema as SQL, in the order of the tables' names. */
async function dumpOf(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: extra } = await client.query<{ name: string }>(others);
    expect(extra).toEqual([]);
    const { rows: tables } = await client.query<TableRow>(catalog);
    const { rows } = await client.query<{ version: number }>('SELECT version FROM schema_version');
    return [`-- schema_version ${rows[0]?.version}\n`, ...tables.map(toSql)].join('\n');
  } finally {
    await client.end();
  }
}

function toSql({ name, options, columns, constraints, indexes }: TableRow): string {
  const lines = [...columns, ...constraints].map((line) => `  ${line}`).join(',\n');
  const storage = options ? ` WITH (${options.join(', ')})` : '';
  const table = `CREATE TABLE ${name} (\n${lines}\n)${storage};\n`;
  return [table, ...indexes.map((index) => `${index};\n`)].join('');
}
