import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startApp } from '#guanzhu/app.js';
import type { Config } from '#guanzhu/config/config.js';
import type { DatabaseLocation } from '#guanzhu/store/open.js';
import { renewLedger } from '#guanzhu/store/renew-ledger.js';
import { backUp } from '#guanzhu/store/sqlite/backup.js';
import { restore } from '#guanzhu/store/sqlite/restore.js';
import { temporaryFolder } from './folder.js';
import { testConfig } from './instance.js';
import { databaseUrl, inServer, newDatabase } from './postgres.js';

/** How the ledger is put back: by our commands, by copying a file, by PostgreSQL's own means. */
export const ways = [
  'guanzhu restore',
  'a backup that is copied over the database',
  'guanzhu ledger new-identity, on postgres',
  'a copy of the database, on postgres',
] as const;
export type Way = (typeof ways)[number];

export interface Restorable extends AsyncDisposable {
  /** Where the server is now. */
  readonly address: string;
  /** Keeps the state as it is now. */
  save(): Promise<void>;
  /** Goes back to it, and serves it. */
  goBack(): Promise<void>;
}

/** A server with the demo's data, whose state can be kept and gone back to. */
export async function startRestorable(
  way: Way,
  overrides: Partial<Config> = {},
): Promise<Restorable> {
  const folder = temporaryFolder();
  const place = await newPlace(way, folder.path);
  const config = testConfig(folder.path, overrides);
  const start = () => startApp({ ...config, database: place.location() });
  let app = await start();
  return {
    get address() {
      return app.address;
    },
    save: async () => {
      await app.close();
      await place.save();
      app = await start();
    },
    goBack: async () => {
      await app.close();
      await place.goBack();
      app = await start();
    },
    [Symbol.asyncDispose]: async () => {
      await app.close();
      await place.drop();
      folder[Symbol.dispose]();
    },
  };
}

interface Place {
  location(): DatabaseLocation;
  save(): Promise<void>;
  goBack(): Promise<void>;
  drop(): Promise<void>;
}

async function newPlace(way: Way, folder: string): Promise<Place> {
  return way.endsWith('postgres') ? newPostgresPlace(way) : newSqlitePlace(way, folder);
}

function newSqlitePlace(way: Way, folder: string): Place {
  const file = join(folder, 'guanzhu.db');
  const backup = join(folder, 'backup.db');
  return {
    location: () => ({ engine: 'sqlite', file }),
    save: async () => backUp(file, backup),
    goBack: async () => {
      if (way === 'guanzhu restore') {
        restore(backup, file, true);
        return;
      }
      for (const end of ['-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
      copyFileSync(backup, file);
    },
    drop: async () => {},
  };
}

async function newPostgresPlace(way: Way): Promise<Place> {
  const { url, drop } = await newDatabase();
  const name = new URL(url).pathname.slice(1);
  const kept = `${name}_kept`;
  const server = databaseUrl(url, 'postgres');
  const locate = (named: string): DatabaseLocation => {
    const own = databaseUrl(url, named);
    return { engine: 'postgres', url: own, urls: [own] };
  };
  return {
    location: () => locate(name),
    save: () => inServer(server, `CREATE DATABASE ${kept} TEMPLATE ${name}`),
    goBack: async () => {
      await inServer(server, `DROP DATABASE ${name} WITH (FORCE)`);
      await inServer(server, `CREATE DATABASE ${name} TEMPLATE ${kept}`);
      if (way.startsWith('guanzhu')) await renewLedger(locate(name));
    },
    drop: async () => {
      await drop();
      await inServer(server, `DROP DATABASE IF EXISTS ${kept} WITH (FORCE)`);
    },
  };
}
