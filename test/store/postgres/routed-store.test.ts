import { setTimeout as sleep } from 'node:timers/promises';
import type { GraphStore } from '#guanzhu/domain/store.js';
import { openPostgresStore } from '#guanzhu/store/postgres/postgres-store.js';
import type { StoreHome } from '../../contracts/store/store-home.js';
import { storeSuite } from '../../contracts/store-suite.js';
import { lendDatabase } from '../../support/lent-database.js';

/** Stores whose public reads go the way of replicas; the server itself is the replica, or none is there. */
async function newRoutedHome(isThere: boolean): Promise<StoreHome> {
  const { url, drop } = await lendDatabase();
  const opened: GraphStore[] = [];
  return {
    open: async () => {
      let state = '';
      const events = {
        ...{ onRead: () => {}, onFallback: () => {}, onLag: () => {} },
        onState: (_: number, now: string) => {
          state = now;
        },
      };
      const replica = isThere ? url : 'postgres://u@127.0.0.1:1/x';
      const store = await openPostgresStore([url], { replicas: [[replica]], events });
      while (state === '') await sleep(5);
      const { reach: _, ...reads } = store.reads;
      const routed = { ...store, ...reads };
      opened.push(routed);
      return routed;
    },
    remove: async () => {
      for (const store of opened) await store.close();
      await drop();
    },
  };
}

storeSuite('PostgreSQL by way of a replica', () => newRoutedHome(true), 1 / 4);
storeSuite('PostgreSQL by way of a replica that is gone', () => newRoutedHome(false), 1 / 4);
