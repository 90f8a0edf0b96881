import type { TestProject } from 'vitest/node';
import { openPostgresStore } from '#guanzhu/store/postgres/postgres-store.js';
import { databaseUrl, inServer, templateName } from './postgres.js';
import { startPostgresServer } from './postgres-server.js';

/**
 * One PostgreSQL server for the whole run: that of `GUANZHU_TEST_DATABASE_URL`, or one that is made for
 * it. Where none can be, the tests that need one say why.
 */
export default async function setUp(
  project: TestProject,
): Promise<(() => Promise<void>) | undefined> {
  const given = process.env.GUANZHU_TEST_DATABASE_URL;
  try {
    const server = given === undefined ? await startPostgresServer() : undefined;
    const url = server?.url ?? given ?? '';
    await inServer(url, `DROP DATABASE IF EXISTS ${templateName}`);
    await inServer(url, `CREATE DATABASE ${templateName}`);
    const store = await openPostgresStore([databaseUrl(url, templateName)]);
    await store.close();
    project.provide('postgres', { url, failure: '' });
    return server?.stop ?? (() => inServer(url, `DROP DATABASE IF EXISTS ${templateName}`));
  } catch (error) {
    project.provide('postgres', { url: '', failure: String(error) });
    return undefined;
  }
}
