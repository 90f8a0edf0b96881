import type { GraphStore } from '#guanzhu/domain/store.js';
import { openPostgresStore } from '#guanzhu/store/postgres/postgres-store.js';
import type { StoreHome } from '../contracts/store/store-home.js';
import { lendDatabase } from './lent-database.js';

export interface PostgresHome extends StoreHome {
  readonly url: string;
}

/** A database for one store. */
export async function newPostgresHome(): Promise<PostgresHome> {
  const database = await lendDatabase();
  const opened: GraphStore[] = [];
  return {
    url: database.url,
    open: async () => {
      const store = await openPostgresStore([database.url]);
      opened.push(store);
      return store;
    },
    remove: async () => {
      for (const store of opened) await store.close();
      await database.drop();
    },
  };
}
