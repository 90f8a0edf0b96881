import SqliteDatabase from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCommand } from '../../cli/run-command.js';
import { addCrowd, command } from '../../support/crowd.js';
import { type Instance, startInstance } from '../../support/instance.js';
import { callV1 } from '../../support/v1-call.js';

const adminToken = 'test-admin-token-0123456789';
let instance: Instance;
let fans: readonly string[];
beforeEach(async () => {
  instance = await startInstance({ adminToken });
  fans = await addCrowd(instance.app.store, 'fan', 30);
  const now = Date.now() * 1000;
  const [star = '', ...others] = fans;
  await instance.app.store.apply(
    others.map((fan) => command('follow', fan, star)),
    now,
  );
  await instance.app.store.apply(
    others.slice(0, 9).map((fan) => command('unfollow', fan, star)),
    now + 1000,
  );
});
afterEach(() => instance.stop());

const call = async (method: string, path: string) => {
  const { status, body } = await callV1(instance.address, method, path, { token: adminToken });
  return { status, body: Object(body) };
};

/** A pass that begins now, to its end. */
async function audited() {
  const { status, body } = await call('POST', '/audit/run');
  expect(status).toBe(202);
  for (;;) {
    const audit = (await call('GET', '/audit')).body;
    if (audit.run >= body.run) return audit;
  }
}

/** Alters the database behind the server's back. */
function damage(sql: string): void {
  const { database } = instance.config;
  if (database.engine !== 'sqlite') throw new Error('not a file');
  const db = new SqliteDatabase(database.file);
  try {
    expect(db.prepare(sql).run().changes).toBeGreaterThan(0);
  } finally {
    db.close();
  }
}

const idOf = (username = '') => `(SELECT id FROM accounts WHERE username = '${username}')`;
const star = () => idOf(fans[0]);
const last = () => idOf(fans.at(-1));

test('a sound graph has a verdict without drift, at the first look', async () => {
  const { body } = await call('GET', '/audit');
  expect(body).toMatchObject({ drift: 0, findings: [] });
  const whole = await audited();
  expect(whole).toMatchObject({ drift: 0, findings: [], running: null });
  expect(whole.revision).toBe((await instance.app.store.head()).revision);
  expect(whole.checked.ledger).toBe((await instance.app.store.changes(undefined, 100_000)).length);
  expect(whole.checked.follows).toBe(whole.checked.followers);
  const metrics = await (await fetch(`${instance.address}/metrics`)).text();
  expect(metrics).toMatch(/^guanzhu_audit_drift 0$/m);
});

describe('damage is found and named', () => {
  const cases: readonly (readonly [string, () => string, string, readonly string[]])[] = [
    [
      'a count of followers',
      () => `UPDATE counts SET followers = followers + 1 WHERE account = ${star()}`,
      'counts',
      ['count_wrong'],
    ],
    [
      'a count of following',
      () => `UPDATE counts SET following = 7 WHERE account = ${last()}`,
      'counts',
      ['count_wrong'],
    ],
    [
      'a lost count',
      () => `DELETE FROM counts WHERE account = ${star()}`,
      'counts',
      ['count_wrong'],
    ],
    [
      'a lost mirror row',
      () => `DELETE FROM followers WHERE target = ${star()} AND follower = ${last()}`,
      'follows',
      ['mirror_missing', 'count_wrong'],
    ],
    [
      'a mirror row too many',
      () => `INSERT INTO followers (target, at, follower) VALUES (${star()}, 5, ${star()})`,
      'followers',
      ['follow_missing', 'count_wrong'],
    ],
    [
      'a lost follow',
      () => `DELETE FROM follows WHERE target = ${star()} AND follower = ${last()}`,
      'ledger',
      ['follow_missing', 'follow_missing', 'count_wrong'],
    ],
    [
      'a follow that nobody made',
      () => `INSERT INTO follows (follower, target, at) VALUES (${star()}, ${last()}, 9)`,
      'follows',
      ['mirror_missing', 'ledger_missing', 'count_wrong'],
    ],
    [
      'another date of a follow',
      () => `UPDATE follows SET at = at + 1000000 WHERE follower = ${last()}`,
      'follows',
      ['mirror_missing', 'ledger_missing', 'follow_missing', 'follow_missing'],
    ],
    [
      'a lost ended follow',
      () => `DELETE FROM ended_follows WHERE follower = ${idOf('v2_fan_0001@finder')}`,
      'ledger',
      ['follow_missing', 'ended_missing'],
    ],
    [
      'another end of a follow',
      () =>
        `UPDATE ended_follows SET until = until + 1 WHERE follower = ${idOf('v2_fan_0002@finder')}`,
      'ended',
      ['ledger_missing', 'ended_missing'],
    ],
    [
      'another cause of an end',
      () => `UPDATE ended_follows SET cause = 3 WHERE follower = ${idOf('v2_fan_0002@finder')}`,
      'ended',
      ['ledger_missing'],
    ],
    ['a lost change', () => `DELETE FROM changes WHERE position = 5`, 'ledger', ['revision_gap']],
    [
      'the last change lost',
      () => `DELETE FROM changes WHERE position = (SELECT max(position) FROM changes)`,
      'ledger',
      ['head_wrong'],
    ],
    [
      'times out of order',
      () => `UPDATE changes SET at = 1 WHERE position = 7`,
      'ledger',
      ['time_order'],
    ],
    ['the head moved', () => 'UPDATE head SET position = position + 1', 'ledger', ['head_wrong']],
    [
      'a follow of a suspended account',
      () => `UPDATE accounts SET state = 2 WHERE id = ${last()}`,
      'follows',
      ['state_wrong'],
    ],
    [
      'a follow over a block',
      () => `INSERT INTO blocks (blocker, blocked, at) VALUES (${star()}, ${last()}, 1)`,
      'follows',
      ['state_wrong'],
    ],
    [
      'a follow kept aside without reason',
      () => `INSERT INTO hidden_follows (follower, target) VALUES (${star()}, ${last()})`,
      'hidden',
      ['state_wrong'],
    ],
  ];

  test.each(cases)('%s', async (_, sql, walk, problems) => {
    damage(sql());
    const { drift, findings } = await audited();
    expect(drift).toBeGreaterThan(0);
    expect(drift).toBe(findings.length);
    const found: string[] = findings.map(({ problem }: { problem: string }) => problem);
    expect(found).toEqual(expect.arrayContaining([...problems]));
    expect(findings.map((each: { walk: string }) => each.walk)).toContain(walk);
    const named = findings.flatMap(({ accounts }: { accounts: string[] }) => accounts);
    if (!problems.includes('head_wrong'))
      expect(named.some((name: string) => fans.includes(name) || name.startsWith('v2_'))).toBe(
        true,
      );
    const metrics = await (await fetch(`${instance.address}/metrics`)).text();
    expect(metrics).toMatch(new RegExp(`^guanzhu_audit_drift ${drift}$`, 'm'));
  });
});

test('guanzhu audit runs it whole, and its exit code tells', async () => {
  const env = { GUANZHU_URL: instance.address, GUANZHU_ADMIN_TOKEN: adminToken };
  const sound = await runCommand(['audit'], { env });
  expect(sound).toMatchObject({ code: 0, lines: [] });
  expect(sound.stdout).toMatch(/^\d+ rows up to r\w+ in \d+ ms: drift 0\.\n$/);
  damage(`UPDATE counts SET followers = 1000 WHERE account = ${star()}`);
  const broken = await runCommand(['audit'], { env });
  expect(broken.code).toBe(3);
  expect(broken.stdout).toContain('followers is 1000, and there are 20 such follows');
  const json = await runCommand(['audit', '--json'], { env });
  expect(json.code).toBe(3);
  expect(JSON.parse(json.stdout)).toMatchObject({ drift: 1, findings: [{ accounts: [fans[0]] }] });
});

test('a tenant is told nothing', async () => {
  for (const [method, path] of [
    ['GET', '/audit'],
    ['POST', '/audit/run'],
  ] as const) {
    expect((await callV1(instance.address, method, path)).status).toBe(403);
  }
});
