import SqliteDatabase from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { GraphStore } from '#guanzhu/domain/store.js';
import { mentionNumbers as onPostgres } from '#guanzhu/store/postgres/migrations/0014-mention-numbers.js';
import { mentionNumbers as onSqlite } from '#guanzhu/store/sqlite/migrations/0014-mention-numbers.js';
import { auditAll } from '../support/audit.js';
import {
  accountNamed,
  alice,
  bob,
  carol,
  cast,
  dave,
  follow,
  noon,
  unfollow,
} from '../support/follow-data.js';
import { inDatabase } from '../support/postgres.js';
import { newPostgresHome } from '../support/postgres-home.js';
import { newSqliteHome } from '../support/sqlite-home.js';

// Databases of the release before had no numbers: they are counted by the migration that brings them.
const engines = {
  sqlite: async () => {
    const home = newSqliteHome();
    const migrateAnew = async () => {
      const db = new SqliteDatabase(home.file);
      db.exec(
        'ALTER TABLE counts DROP COLUMN gained; DELETE FROM counts WHERE followers + following = 0',
      );
      db.exec(onSqlite.sql);
      db.close();
    };
    return { home, migrateAnew };
  },
  postgres: async () => {
    const home = await newPostgresHome();
    const migrateAnew = async () => {
      await inDatabase(home.url, 'ALTER TABLE follower_counts DROP COLUMN gained');
      await inDatabase(home.url, 'DELETE FROM follower_counts WHERE n = 0');
      await inDatabase(home.url, onPostgres.sql);
    };
    return { home, migrateAnew };
  },
};

const mentionsOfAll = (store: GraphStore) =>
  Promise.all(cast.map((name) => store.mentions(name, { limit: 10, window: 0, order: 'newest' })));

test.each(Object.entries(engines))(
  'mentions of a graph of the release before are numbered on %s',
  async (_, open) => {
    const { home, migrateAnew } = await open();
    try {
      const store = await home.open();
      await store.provision({ accounts: cast.map((name) => accountNamed(name)) });
      await store.apply([follow(bob, alice), follow(carol, alice), follow(bob, carol)], noon);
      // Nobody follows them now, but somebody did.
      await store.apply([unfollow(bob, alice), unfollow(bob, carol), follow(dave, alice)], noon);
      const told = await mentionsOfAll(store);
      expect(told[0]?.map(({ number }) => number)).toEqual([3, 2, 1]);
      await store.close();
      await migrateAnew();
      const migrated = await home.open();
      expect(await mentionsOfAll(migrated)).toEqual(told);
      expect(await auditAll(migrated)).toEqual([]);
      await migrated.apply([follow(bob, carol)], noon);
      const page = { limit: 1, window: 0, order: 'newest' } as const;
      expect(await migrated.mentions(carol, page)).toMatchObject([{ number: 2 }]);
    } finally {
      await home.remove();
    }
  },
);
