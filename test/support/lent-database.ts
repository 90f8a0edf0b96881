import pg from 'pg';
import { afterAll } from 'vitest';
import { type Database, newDatabase } from './postgres.js';

/** Databases that tests of this file have given back; making one takes a hundred times as long as emptying it. */
const idle: (Database & { readonly seeds: Seeds })[] = [];
afterAll(async () => {
  for (const { drop } of idle) await drop();
});

/** What the migrations themselves put in, a table's rows as JSON. */
type Seeds = ReadonlyMap<string, string>;

/**
 * A database of its own for the time being, with the schema in it and nothing else. Dropped, it is emptied for
 * the next; a test that alters the schema makes one with `newDatabase`.
 */
export async function lendDatabase(): Promise<Database> {
  const lent = idle.pop() ?? (await seeded(await newDatabase()));
  return {
    url: lent.url,
    drop: async () => {
      await connected(lent.url, (client) => empty(client, lent.seeds));
      idle.push(lent);
    },
  };
}

async function seeded(database: Database): Promise<Database & { readonly seeds: Seeds }> {
  const seeds = await connected(database.url, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      "SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'",
    );
    const found = new Map<string, string>();
    for (const { name } of rows) {
      const seed = await client.query<{ rows: string }>(
        `SELECT coalesce(json_agg(t), '[]')::text AS rows FROM ${name} t`,
      );
      found.set(name, seed.rows[0]?.rows ?? '[]');
    }
    return found;
  });
  return { ...database, seeds };
}

async function empty(client: pg.Client, seeds: Seeds): Promise<void> {
  // Nobody writes any more when the rows go.
  await client.query(
    'SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  );
  await client.query([...seeds.keys()].map((name) => `DELETE FROM ${name}`).join(';'));
  for (const [name, rows] of seeds) {
    if (rows === '[]') continue;
    await client.query(
      `INSERT INTO ${name} SELECT * FROM json_populate_recordset(NULL::${name}, $1)`,
      [rows],
    );
  }
}

async function connected<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
