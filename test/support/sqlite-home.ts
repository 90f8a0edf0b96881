import { join } from 'node:path';
import type { GraphStore } from '#guanzhu/domain/store.js';
import type { FaultPlan } from '#guanzhu/store/sqlite/faults.js';
import { openSqliteStore } from '#guanzhu/store/sqlite/sqlite-store.js';
import type { StoreHome } from '../contracts/store/store-home.js';
import { temporaryFolder } from './folder.js';

export interface SqliteHome extends StoreHome {
  readonly file: string;
  open(faults?: FaultPlan): Promise<GraphStore>;
}

/** A folder of its own for one database file. */
export function newSqliteHome(): SqliteHome {
  const folder = temporaryFolder();
  const file = join(folder.path, 'guanzhu.db');
  const opened: GraphStore[] = [];
  return {
    file,
    open: async (faults = []) => {
      const store = await openSqliteStore(file, { faults });
      opened.push(store);
      return store;
    },
    remove: async () => {
      for (const store of opened) await store.close();
      folder[Symbol.dispose]();
    },
  };
}
