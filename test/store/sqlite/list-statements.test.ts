import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '#guanzhu/store/sqlite/driver.js';
import { migrate } from '#guanzhu/store/sqlite/migrate.js';
import { statements } from '#guanzhu/store/sqlite/statements.js';
import { temporaryFolder } from '../../support/folder.js';

const named = {
  account: 1,
  target: 1,
  viewer: 1,
  after: 0,
  before: 9,
  from: 0,
  at: 0,
  window: 1,
  limit: 1,
};

test.each([
  ['followingNewest', [named]],
  ['oldestMentions', [named]],
  ['newestMentions', [named]],
  ['gainedBy', [named]],
  ['friendsByFollowing', [named]],
  ['friendsByFollowers', [named]],
] as const)('%s is answered by indexes, in their order', (name, params) => {
  const plan = planOf(statements[name].sql, params);
  expect(plan.filter((detail) => /SCAN|TEMP B-TREE/.test(detail))).toEqual([]);
  expect(plan.filter((detail) => detail.startsWith('SEARCH')).length).toBeGreaterThan(1);
});

test.each(['changesOfOldest', 'changesOfNewest'] as const)(
  '%s puts nothing in order but what the account itself ended',
  (name) => {
    const plan = planOf(statements[name].sql, [named]);
    // The merged times are what it scans.
    expect(plan.filter((detail) => detail.startsWith('SCAN'))).toEqual(['SCAN l']);
    const sort = plan.findIndex((detail) => detail.includes('TEMP B-TREE'));
    expect(plan.slice(sort - 1, sort + 1)).toEqual([
      'SEARCH ended_follows USING COVERING INDEX ended_by_follower (follower=?)',
      'USE TEMP B-TREE FOR ORDER BY',
    ]);
    expect(plan.filter((detail) => detail.includes('TEMP B-TREE'))).toHaveLength(1);
  },
);

function planOf(sql: string, params: readonly object[]): string[] {
  using folder = temporaryFolder();
  const db = openDatabase(join(folder.path, 'plan.db'), 'write');
  try {
    migrate(db);
    return db
      .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
      .all(...params)
      .map(({ detail }) => detail);
  } finally {
    db.close();
  }
}
