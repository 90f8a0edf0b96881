import SqliteDatabase from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { GraphStore } from '#guanzhu/domain/store.js';
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

/** A later migration, undone as well. */
const withoutNames = 'DROP TABLE account_texts';

// Databases of the release before had no numbers: they are counted when it is migrated.
const engines = {
  sqlite: async () => {
    const home = newSqliteHome();
    const forget = async () => {
      const db = new SqliteDatabase(home.file);
      db.exec(
        `ALTER TABLE counts DROP COLUMN gained; DELETE FROM counts WHERE followers + following = 0;
         ${withoutNames}; DROP INDEX accounts_by_letters; DROP INDEX accounts_by_look;
         ALTER TABLE accounts DROP COLUMN letters_key; ALTER TABLE accounts DROP COLUMN look_key`,
      );
      db.pragma('user_version = 13');
      db.close();
    };
    return { home, forget };
  },
  postgres: async () => {
    const home = await newPostgresHome();
    const forget = async () => {
      await inDatabase(home.url, 'ALTER TABLE follower_counts DROP COLUMN gained');
      await inDatabase(home.url, 'DELETE FROM follower_counts WHERE n = 0');
      await inDatabase(home.url, withoutNames);
      await inDatabase(
        home.url,
        'ALTER TABLE accounts DROP COLUMN letters_key, DROP COLUMN look_key',
      );
      await inDatabase(home.url, 'UPDATE schema_version SET version = 13');
    };
    return { home, forget };
  },
};

const mentionsOfAll = (store: GraphStore) =>
  Promise.all(cast.map((name) => store.mentions(name, { limit: 10, window: 0, order: 'newest' })));

test.each(Object.entries(engines))(
  'mentions of a graph of the release before are numbered on %s',
  async (_, open) => {
    const { home, forget } = await open();
    try {
      const store = await home.open();
      await store.provision({ accounts: cast.map((name) => accountNamed(name)) });
      await store.apply([follow(bob, alice), follow(carol, alice), follow(bob, carol)], noon);
      // Nobody follows them now, but somebody did.
      await store.apply([unfollow(bob, alice), unfollow(bob, carol), follow(dave, alice)], noon);
      const told = await mentionsOfAll(store);
      expect(told[0]?.map(({ number }) => number)).toEqual([3, 2, 1]);
      await store.close();
      await forget();
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
