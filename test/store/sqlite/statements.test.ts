import SqliteDatabase from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { sectionNames } from '#guanzhu/store/move/sections.js';
import { migrate } from '#guanzhu/store/sqlite/migrate.js';
import { addRow, rowsAfter } from '#guanzhu/store/sqlite/statements/move-statements.js';
import { statements } from '#guanzhu/store/sqlite/statements.js';

const db = new SqliteDatabase(':memory:');
migrate(db);

/** Lines that say how parts of a statement are put together, and visit nothing. */
const structure =
  /^(MERGE|USE TEMP B-TREE FOR (GROUP|ORDER) BY$|LEFT$|RIGHT$|CO-ROUTINE|CORRELATED|SCALAR|COMPOUND|LEFT-MOST|UNION ALL$|SCAN CONSTANT ROW$)/;
/** A match of the full-text index, which SQLite calls a scan of a virtual table. */
const fullText = /VIRTUAL TABLE INDEX \d+:M/;

/** Statements that may read a table from its start, each with the reason. */
const allowedScans: Readonly<Record<string, string>> = {
  anyAccount: 'stops at the first row, whichever that is',
  lastChange: 'stops at the first row, in the order of the key',
  callbacks: 'wants every row: one for each token that has a callback',
  tenants: 'wants every token and device, when an administrator makes one',
  webhooks: 'wants every row, and keeps no more than 50 for each owner',
  changesOfOldest: 'reads the page of times that the statement itself makes',
  changesOfNewest: 'reads the page of times that the statement itself makes',
  likedByFriend: 'reads the bounded list of friends that the statement itself makes',
};

/** Statements that put rows together in memory, each with the reason. */
const allowedSorts: ReadonlySet<string> = new Set([
  // Reports, on a thread of their own: groups are few, and no index could serve six kinds of them.
  'attributionOfSearches',
  'attributionOfAll',
  'searchesOfGroups',
  // An administrator's call, over all tokens and devices that there are.
  'tenants',
  // Follows of one account that itself ended them: no index has these in order, and none is worth its
  // write at every unfollow.
  'changesOfOldest',
  'changesOfNewest',
]);

// What a move reads and writes is made from its list of sections.
const moved = sectionNames.flatMap((section): [string, { readonly sql: string }][] => [
  [`${section}After`, rowsAfter(section)],
  [`add ${section}`, addRow(section)],
]);
const named = [...Object.entries(statements), ...moved].map(([name, { sql }]) => ({
  name,
  sql: sql.trim(),
}));
const verbOf = (sql: string) => sql.split(/\s/, 1)[0];
/** Whether a statement finds rows, rather than only adding one or moving a transaction along. */
const findsRows = ({ sql }: { sql: string }) => /\b(SELECT|UPDATE \w+ SET|DELETE)\b/.test(sql);

/** How SQLite would answer: one line for each table that it visits, and for each sort. */
function planOf(sql: string): readonly string[] {
  const lines = db.prepare(`EXPLAIN QUERY PLAN ${sql}`);
  // Plans do not depend on the values, yet all must be bound.
  const positional = sql.match(/\?/g)?.map(() => null) ?? [];
  const byName = Object.fromEntries((sql.match(/@\w+/g) ?? []).map((n) => [n.slice(1), null]));
  return lines.all(...positional, byName).map((row) => detailOf(row));
}

function detailOf(row: unknown): string {
  if (typeof row === 'object' && row !== null && 'detail' in row) return String(row.detail);
  throw new Error('EXPLAIN QUERY PLAN gave a row without a detail');
}

describe('the SQLite statements', () => {
  test.each(named.filter(findsRows))('$name finds its rows by a key', ({ name, sql }) => {
    const plan = planOf(sql);
    expect(plan.length).toBeGreaterThan(0);
    const wanted =
      /^SEARCH \w+ USING ((COVERING )?INDEX \w+|PRIMARY KEY|INTEGER PRIMARY KEY) \(.+\)( LEFT-JOIN)?$/;
    const slow = plan.filter(
      (line) => !wanted.test(line) && !structure.test(line) && !fullText.test(line),
    );
    if (name in allowedScans) expect(slow.every((line) => line.startsWith('SCAN'))).toBe(true);
    else expect(slow).toEqual([]);
  });

  test.each(named)('$name sorts nothing in memory', ({ name, sql }) => {
    if (allowedSorts.has(name)) return;
    if (!['BEGIN', 'COMMIT', 'ROLLBACK'].includes(verbOf(sql) ?? '')) {
      expect(planOf(sql).filter((line) => line.includes('TEMP B-TREE'))).toEqual([]);
    }
  });

  test('the lists are read in the order of a key', () => {
    expect(planOf(statements.followersPage.sql)[0]).toBe(
      'SEARCH l USING PRIMARY KEY (target=? AND at<?)',
    );
    expect(planOf(statements.followingPage.sql)[0]).toBe(
      'SEARCH l USING COVERING INDEX following_order (follower=? AND at<?)',
    );
    expect(planOf(statements.changesAfter.sql)[0]).toBe(
      'SEARCH c USING INTEGER PRIMARY KEY (rowid>?)',
    );
  });

  test('every exception still names a statement that needs it', () => {
    for (const name of Object.keys(allowedScans)) {
      const statement = named.find((candidate) => candidate.name === name);
      expect(statement && planOf(statement.sql).some((line) => line.startsWith('SCAN'))).toBe(true);
    }
  });
});
