import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    postgres: { readonly url: string; readonly failure: string };
  }
}

export const templateName = 'guanzhu_test_template';

const ownLedger = `UPDATE head SET ledger = left(gen_random_uuid()::text, 8),
  home = (SELECT d.oid::bigint # c.system_identifier FROM pg_database d, pg_control_system() c
    WHERE d.datname = current_database())`;

export interface Database {
  readonly url: string;
  drop(): Promise<void>;
}

/** A database of its own with the schema in it, copied from one that was migrated before. */
export async function newDatabase({ empty = false } = {}): Promise<Database> {
  const { url, failure } = inject('postgres');
  if (failure !== '') throw new Error(`there is no PostgreSQL to test with: ${failure}`);
  const name = `guanzhu_test_${randomBytes(6).toString('hex')}`;
  await inServer(url, `CREATE DATABASE ${name}${empty ? '' : ` TEMPLATE ${templateName}`}`);
  // A copy is another ledger than the template's, which would refuse revisions without a name.
  if (!empty) await inDatabase(databaseUrl(url, name), ownLedger);
  return {
    url: databaseUrl(url, name),
    drop: () => inServer(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

/** The URL of another database on the same server. */
export function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

/** Runs one statement on a connection of its own; returns its rows. */
export async function inDatabase(url: string, sql: string): Promise<readonly unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

export async function inServer(url: string, sql: string): Promise<void> {
  await inDatabase(url, sql);
}
