import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sectionNames } from '#guanzhu/store/move/sections.js';
import { addRows, rowsAfter } from '#guanzhu/store/postgres/statements/move-statements.js';
import { statements } from '#guanzhu/store/postgres/statements.js';
import { type Database, newDatabase } from '../../support/postgres.js';

// What a move reads and writes is made from its list of sections.
const moved = sectionNames.flatMap((section) => [
  { name: `${section}After`, sql: rowsAfter(section).sql },
  { name: `add ${section}`, sql: addRows(section).sql },
]);
const named = [
  ...Object.entries(statements).map(([name, { sql }]) => ({ name, sql })),
  ...moved.filter(({ name }) => !['add counts', 'add identities'].includes(name)),
];

/** Statements that may read a table from its start, each with the reason. */
const allowedScans: Readonly<Record<string, string>> = {
  anyAccount: 'stops at the first row, whichever that is',
};

/** Statements that may sort, each with the reason. */
const allowedSorts: Readonly<Record<string, string>> = {
  attributionOfSearches: 'groups what a report adds up',
  attributionOfAll: 'groups what a report adds up',
  searchesOfGroups: 'groups what a report adds up',
  history: 'groups what one stretch of time holds',
  identitiesOfDevices: 'puts what a page of devices hosts in order, before PostgreSQL 17',
  hostedByTenant: 'puts what one tenant owns in order',
  deviceWithIdentities: 'puts what one device hosts in order',
  tenants: 'groups all tokens and devices that there are, when an administrator makes one',
  changeTimesOldest: 'puts a page of each kind of change in order, and what one account ended',
  changeTimesNewest: 'puts a page of each kind of change in order, and what one account ended',
};

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Plans?: readonly PlanNode[];
}

describe('the PostgreSQL statements', () => {
  let database: Database;
  let client: pg.Client;
  beforeAll(async () => {
    database = await newDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    // The tables are empty: what is asked is whether an index can answer, not whether it would be
    // worth it for no rows.
    for (const way of ['seqscan', 'bitmapscan', 'hashjoin', 'mergejoin']) {
      await client.query(`SET enable_${way} = off`);
    }
    await client.query('SET plan_cache_mode = force_generic_plan');
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  /** How PostgreSQL would answer, whatever the values are. */
  async function planOf({ name, sql }: { name: string; sql: string }): Promise<PlanNode[]> {
    await client.query(`PREPARE "${name}" AS ${sql}`);
    const count = Math.max(0, ...[...sql.matchAll(/\$(\d+)/g)].map(([, n]) => Number(n)));
    const values = Array.from({ length: count }, () => 'NULL').join(', ');
    const { rows } = await client.query(
      `EXPLAIN (FORMAT JSON) EXECUTE "${name}"${count > 0 ? `(${values})` : ''}`,
    );
    await client.query(`DEALLOCATE "${name}"`);
    const nodes: PlanNode[] = [];
    const visit = (node: PlanNode) => {
      nodes.push(node);
      node.Plans?.forEach(visit);
    };
    visit(rows[0]['QUERY PLAN'][0].Plan);
    return nodes;
  }

  const findsRows = ({ sql }: { sql: string }) =>
    /\b(FROM (?!unnest)|JOIN|UPDATE (?!SET)|USING)/.test(sql);

  test.each(named.filter(findsRows))('$name finds its rows by a key', async (statement) => {
    const nodes = (await planOf(statement)).filter(
      (node) => node['Relation Name'] !== undefined && node['Node Type'] !== 'ModifyTable',
    );
    expect(nodes.length).toBeGreaterThan(0);
    const slow = nodes.filter((node) => {
      const keyed = /^Index (Only )?Scan$/.test(node['Node Type']);
      // Every bucket is no key.
      return !keyed || /^(\(b >= 0\))?$/.test(node['Index Cond'] ?? '');
    });
    expect(slow).toHaveLength(statement.name in allowedScans ? 1 : 0);
  });

  test.each(named)('$name sorts nothing', async (statement) => {
    const sorts = (await planOf(statement)).filter((node) => /Sort/.test(node['Node Type']));
    if (!(statement.name in allowedSorts)) expect(sorts).toEqual([]);
  });

  test('every exception names a statement', () => {
    for (const name of [...Object.keys(allowedScans), ...Object.keys(allowedSorts)]) {
      expect(Object.keys(statements)).toContain(name);
    }
  });
});

describe('the portable subset', () => {
  /** What other engines of the protocol lack, or do otherwise. */
  const unportable: readonly [reason: string, pattern: RegExp][] = [
    ['sequences', /\b(nextval|currval|lastval|serial|identity)\b/i],
    ['advisory locks', /advisory/i],
    ['notifications', /\b(notify|listen)\b/i],
    ['triggers and procedures', /\b(trigger|plpgsql|call)\b/i],
    ['system columns', /\b(xmax|xmin|ctid)\b/i],
    ['statements within statements', /\bwith\s+(recursive\s+)?\w+\s+as\b/i],
    ['constraint names', /\bon\s+constraint\b/i],
    ['merge', /\bmerge\b/i],
    ['times and chance of the server', /\b(now|random|gen_random_uuid|clock_timestamp)\s*\(/i],
    ['offsets', /\boffset\b/i],
    ['waiting on a lock of many rows', /\bfor (share|no key update)\b|skip locked/i],
  ];

  test.each(named)('$name stays within it', ({ sql }) => {
    expect(unportable.filter(([, pattern]) => pattern.test(sql)).map(([reason]) => reason)).toEqual(
      [],
    );
  });

  test.each(named)('$name names the bucket of every table', ({ sql }) => {
    const tables = [
      ...sql.matchAll(
        /\b(?:FROM|JOIN|USING|UPDATE|INTO)\s+(?!unnest\b)([a-z_]+)(?:\s+(?!SET\b|ON\b|WHERE\b|JOIN\b|LEFT\b|VALUES\b)([a-z])\b)?/g,
      ),
    ];
    expect(tables.length).toBeGreaterThan(0);
    for (const [, table = '', alias] of tables) {
      const bucket = alias === undefined ? /(?<![.\w])b\b/ : new RegExp(`\\b${alias}\\.b\\b`);
      expect(sql, `${table} ${alias ?? ''}`).toMatch(bucket);
    }
  });
});
