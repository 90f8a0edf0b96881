import type { World } from '#guanzhu/app.js';
import type { Config } from '#guanzhu/config/config.js';
import type { GraphStore } from '#guanzhu/domain/store.js';
import type { DatabaseLocation } from '#guanzhu/store/open.js';
import { type Instance, startInstance } from './instance.js';
import { lendDatabase } from './lent-database.js';
import { newPostgresHome } from './postgres-home.js';
import { newSqliteHome } from './sqlite-home.js';

/** What an instance can keep its graph in. */
export const engines = ['sqlite', 'postgres'] as const;
export type Engine = (typeof engines)[number];

export function postgresLocation(url: string): DatabaseLocation {
  return { engine: 'postgres', url, urls: [url] };
}

/** `startInstance` on either engine; on PostgreSQL with a database of its own. */
export async function startInstanceOn(
  engine: Engine,
  overrides: Partial<Config> = {},
  world: Partial<World> = {},
): Promise<Instance> {
  if (engine === 'sqlite') return startInstance(overrides, world);
  const { url, drop } = await lendDatabase();
  const database = postgresLocation(url);
  const instance = await startInstance({ ...overrides, database }, world).catch(
    async (error: unknown) => {
      await drop();
      throw error;
    },
  );
  return {
    ...instance,
    stop: async () => {
      await instance.stop();
      await drop();
    },
  };
}

/** An empty store on either engine. */
export async function newStoreOn(engine: Engine): Promise<{
  readonly store: GraphStore;
  remove(): Promise<void>;
}> {
  const home = engine === 'sqlite' ? newSqliteHome() : await newPostgresHome();
  return { store: await home.open(), remove: () => home.remove() };
}
