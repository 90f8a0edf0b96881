import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore } from '#guanzhu/store/open.js';
import { openDatabase } from '#guanzhu/store/sqlite/driver.js';
import { statements } from '#guanzhu/store/sqlite/statements.js';
import { temporaryFolder } from '../support/folder.js';

const expected = {
  accountsByUsernamePrefix: [/^SEARCH accounts USING INDEX sqlite_autoindex_accounts_1 /],
  accountsByName: [/^SEARCH accounts USING INDEX accounts_by_name /],
  accountsByNamePrefix: [/^SEARCH accounts USING INDEX accounts_by_name /],
  // M: through MATCH; > and <: from a rowid on, in its order.
  accountsByGrams: [
    /^SCAN g VIRTUAL TABLE INDEX \d+:M\d>$/,
    /^SEARCH a USING INTEGER PRIMARY KEY /,
  ],
  newestByGrams: [/^SCAN g VIRTUAL TABLE INDEX \d+:M\d<$/, /^SEARCH a USING INTEGER PRIMARY KEY /],
  likedByFriend: [
    /^CO-ROUTINE friend$/,
    /^SEARCH follows USING COVERING INDEX following_order /,
    /^SCAN friend$/,
    /^SEARCH l USING PRIMARY KEY /,
  ],
};

test('each search is answered by its index, in the order of the index', async () => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'plans.db');
  await (await openStore({ engine: 'sqlite', file })).close();
  const db = openDatabase(file, 'read');
  for (const [name, plan] of Object.entries(expected)) {
    const { sql } = Object.entries(statements).find(([key]) => key === name)?.[1] ?? { sql: '' };
    const parameters = sql.match(/\?/g) ?? [];
    const details = db
      .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
      .all(...parameters.map(() => '1'))
      .map(({ detail }) => detail);
    expect(details, name).toEqual(plan.map((pattern) => expect.stringMatching(pattern)));
  }
  db.close();
});
