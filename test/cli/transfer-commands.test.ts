import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeRevision } from '#guanzhu/store/revision.js';
import { openSqliteStore } from '#guanzhu/store/sqlite/sqlite-store.js';
import { temporaryFolder } from '../support/folder.js';
import { type Instance, startInstance } from '../support/instance.js';
import { runCommand } from './run-command.js';

const adminToken = 'test-admin-token-0123456789';

const guanzhu = ({ address }: Instance, ...args: string[]) =>
  runCommand(args, { env: { GUANZHU_URL: address, GUANZHU_ADMIN_TOKEN: adminToken } });

async function withInstances(
  work: (source: Instance, target: Instance, folder: string) => Promise<void>,
): Promise<void> {
  using folder = temporaryFolder();
  const source = await startInstance({ adminToken });
  const target = await startInstance({ adminToken, demo: false });
  try {
    await work(source, target, folder.path);
  } finally {
    await source.stop();
    await target.stop();
  }
}

const digestOf = (text: string) => /"sha256":"(\w+)"/.exec(text)?.[1];

describe('export and import', () => {
  test('carry a graph over by files, and the digests agree', () =>
    withInstances(async (source, target, folder) => {
      const file = join(folder, 'graph.ndjson');
      const exported = await guanzhu(source, 'export', '--output', file);
      expect(exported).toMatchObject({ code: 0, stdout: `Exported to ${file}.\n` });
      expect(existsSync(`${file}.partial`)).toBe(false);
      const dry = await guanzhu(target, 'import', file, '--dry-run');
      expect(dry.stdout).toMatch(/^\d+ rows would be added, 0 as they were, 0 failed\.\n$/);
      const report = join(folder, 'rows.ndjson');
      const imported = await guanzhu(target, 'import', file, '--report', report);
      expect(imported).toMatchObject({ code: 0 });
      const rows = readFileSync(file, 'utf8').trim().split('\n').length - 1;
      expect(readFileSync(report, 'utf8').trim().split('\n')).toHaveLength(rows);
      const copy = await guanzhu(target, 'export');
      expect(digestOf(copy.stdout)).toBe(digestOf(readFileSync(file, 'utf8')));
      expect(digestOf(copy.stdout)).toMatch(/^[0-9a-f]{64}$/);
    }));

  test('carry tables over, cells with line ends too', () =>
    withInstances(async (source, target, folder) => {
      const accounts = join(folder, 'accounts.csv');
      writeFileSync(
        accounts,
        '\uFEFFusername,nickname,signature\r\nv2_a@finder,甲甲,"两\n行"\r\nv2_b@finder,乙乙,\r\n',
      );
      expect((await guanzhu(target, 'import', accounts)).stdout).toBe(
        '2 rows added, 0 as they were, 0 failed.\n',
      );
      const found = await target.app.store.findAccount('v2_a@finder');
      expect(found?.profile.signature).toBe('两\n行');
      const file = join(folder, 'follows.csv');
      await guanzhu(source, 'export', '--format', 'csv', '--content', 'follows', '--output', file);
      const { code, stdout, lines } = await guanzhu(target, 'import', file);
      expect(code).toBe(1);
      expect(stdout).toMatch(/^0 rows added, 0 as they were, \d+ failed\.\n$/);
      expect(lines[0]).toContain(`${file}:2: `);
      expect(lines.length).toBeLessThanOrEqual(21);
    }));

  test('go on where an import broke off', () =>
    withInstances(async (_, target, folder) => {
      const file = join(folder, 'many.ndjson');
      const rows = Array.from({ length: 12_000 }, (_, index) =>
        JSON.stringify({ username: `v2_many_${index}@finder`, nickname: `n${index}` }),
      );
      writeFileSync(file, rows.join('\n'));
      // The server goes away in the middle, as far as the command can see.
      const { revision } = await target.app.store.head();
      const digest = createHash('sha256').update(readFileSync(file)).digest('hex');
      writeFileSync(`${file}.import-progress`, `5000 ${revision.split('_')[1]} ${digest}`);
      const resumed = await guanzhu(target, 'import', file, '--resume');
      expect(resumed.stdout).toBe('7000 rows added, 0 as they were, 0 failed.\n');
      expect(existsSync(`${file}.import-progress`)).toBe(false);
      const whole = await guanzhu(target, 'import', file);
      expect(whole.stdout).toBe('5000 rows added, 7000 as they were, 0 failed.\n');
    }));

  test('name a file that is not there', () =>
    withInstances(async (source) => {
      const { code, lines } = await guanzhu(source, 'import', 'nowhere.ndjson');
      expect({ code, lines }).toEqual({
        code: 2,
        lines: ['guanzhu: nowhere.ndjson does not exist: name a file to import'],
      });
    }));
});

describe('backup', () => {
  test('copies a database that is being written, whole and to a new file only', () =>
    withInstances(async (source, _, folder) => {
      const { config } = source;
      const file = join(folder, 'copy.db');
      const run = () => runCommand(['backup', file, '--data-dir', config.dataDir], { env: {} });
      const before = await source.app.store.head();
      const done = await run();
      expect(done).toMatchObject({
        code: 0,
        stdout: `Copied ${join(config.dataDir, 'guanzhu.db')} to ${file}.\n`,
      });
      expect(statSync(file).mode & 0o777).toBe(0o600);
      const store = await openSqliteStore(file);
      const { revision, at } = await store.head();
      expect([decodeRevision(revision), at]).toEqual([decodeRevision(before.revision), before.at]);
      // Whoever opens a backup so as to serve it goes on on a time line of its own.
      expect(store.ledger.name).not.toBe(source.app.store.ledger.name);
      await store.close();
      const again = await run();
      expect({ code: again.code, lines: again.lines }).toEqual({
        code: 1,
        lines: [`guanzhu: ${file} exists: choose another name, or replace it with --force`],
      });
    }));
});

test('tokens, devices and accounts are set up from the command line alone', () =>
  withInstances(async (_, target) => {
    const json = async (...args: string[]) => {
      const { code, stdout, lines } = await guanzhu(target, ...args, '--json');
      expect(lines).toEqual([]);
      expect(code).toBe(0);
      return Object(JSON.parse(stdout));
    };
    const shop = await json('account', 'create', '--nickname', '小店');
    const fan = await json('account', 'create', 'v2_fan@finder', '--nickname', '粉丝');
    const { token, tenant, id } = await json('token', 'create', '--label', 'bot');
    const device = await json('device', 'create', '--tenant', tenant, '--identity', fan.username);
    const as = ['--token', token, '--device', device.appId];
    expect(await json('follow', shop.username, ...as)).toMatchObject({ changed: true });
    expect((await json('account', 'get', shop.username)).counts).toEqual({
      followers: 1,
      following: 0,
    });
    expect((await json('followers', shop.username)).items).toMatchObject([{ nickname: '粉丝' }]);
    expect((await json('changes')).items).toMatchObject([
      { type: 'followed', target: shop.username },
    ]);
    await json('account', 'suspend', shop.username);
    expect((await guanzhu(target, 'relation', fan.username, shop.username)).code).toBe(3);
    await json('account', 'restore', shop.username);
    expect((await guanzhu(target, 'relation', fan.username, shop.username)).code).toBe(0);
    const table = await guanzhu(target, 'account', 'list');
    expect(table.stdout).toContain('小店      active  v2_');
    expect((await json('token', 'list')).items).toMatchObject([{ id, label: 'bot', tenant }]);
    const rotated = await json('token', 'rotate', id, '--yes');
    expect((await guanzhu(target, 'account', 'get', shop.username, '--token', token)).code).toBe(1);
    expect(
      await json('unfollow', shop.username, '--token', rotated.token, '--device', device.appId),
    ).toMatchObject({ changed: true });
    await json('device', 'delete', device.appId, '--yes');
    await json('token', 'delete', rotated.id, '--yes');
    await json('account', 'delete', shop.username, '--yes');
  }));
