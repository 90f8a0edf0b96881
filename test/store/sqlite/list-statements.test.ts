import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '#guanzhu/store/sqlite/driver.js';
import { migrate } from '#guanzhu/store/sqlite/migrate.js';
import { statements } from '#guanzhu/store/sqlite/statements.js';
import { temporaryFolder } from '../../support/folder.js';

const named = { account: 1, target: 1, viewer: 1, from: 0, at: 0, window: 1, limit: 1 };

test.each([
  ['followingNewest', [named]],
  ['oldestMentions', [named]],
  ['newestMentions', [named]],
  ['gainedBy', [named]],
  ['friendsByFollowing', [named]],
  ['friendsByFollowers', [named]],
] as const)('%s is answered by indexes, in their order', (name, params) => {
  using folder = temporaryFolder();
  const db = openDatabase(join(folder.path, 'plan.db'), 'write');
  try {
    migrate(db);
    const plan = db
      .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${statements[name].sql}`)
      .all(...params)
      .map(({ detail }) => detail);
    expect(plan.filter((detail) => /SCAN|TEMP B-TREE/.test(detail))).toEqual([]);
    expect(plan.filter((detail) => detail.startsWith('SEARCH')).length).toBeGreaterThan(1);
  } finally {
    db.close();
  }
});
