import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { documentedFollow } from '#guanzhu/contract/follow-example.js';
import { openSqliteStore } from '#guanzhu/store/sqlite/sqlite-store.js';
import { temporaryFolder } from '../support/folder.js';
import { callFollow, demoBody } from '../support/follow-call.js';
import { readLedger } from '../support/ledger-fold.js';
import { provisionFile } from '../support/population.js';
import { spawnServer } from '../support/server-process.js';
import { runCommand } from './run-command.js';

const token = 'guanzhu-demo-token';
const size = { seats: 1, followers: 1, followersPerSeat: 1, targets: 2 };

describe('the banner', () => {
  test('tells the address on the first line, then the token and the device', async () => {
    using folder = temporaryFolder();
    await using server = await spawnServer(['--demo', '--data-dir', folder.path]);
    const [first, ...rest] = server.stdout().split('\n');
    expect(first).toMatch(/^Guanzhu listening on http:\/\/127\.0\.0\.1:\d+$/);
    expect(first).toBe(`Guanzhu listening on ${server.address}`);
    expect(rest.join('\n')).toContain(join(folder.path, 'guanzhu.db'));
    expect(rest.join('\n')).toMatch(new RegExp(`^ +Token +${token}$`, 'm'));
    expect(rest.join('\n')).toMatch(/^ +Device +wx_demo_device_0000000$/m);
    // Whatever keeps the output would keep a link that signs in.
    expect(rest.join('\n')).toMatch(/^ +Console +http:\S+\/console\/ /m);
    expect((await fetch(`${server.address}/readyz`)).status).toBe(200);
  });

  test('prints a curl call that works when pasted into a shell', async ({ skip }) => {
    if (spawnSync('curl', ['--version']).status !== 0) skip('curl is not installed');
    using folder = temporaryFolder();
    await using server = await spawnServer(['--demo', '--data-dir', folder.path]);
    const command = /^curl (?:.*\\\n)*.*$/m.exec(server.stdout())?.[0] ?? 'no curl call';
    const { stdout } = await promisify(execFile)('sh', ['-c', command]);
    expect(JSON.parse(stdout)).toEqual(documentedFollow.reply);
  });

  test('is all that standard output ever carries', async () => {
    using folder = temporaryFolder();
    await using server = await spawnServer(['--demo', '--data-dir', folder.path]);
    const banner = server.stdout();
    await callFollow(server.address, demoBody);
    await callFollow(server.address, '{', {});
    await server.end('SIGTERM');
    expect(server.stdout()).toBe(banner);
    // The log goes to standard error, one object a line, and names no token.
    const lines = server.stderr().trimEnd().split('\n');
    for (const line of lines) expect(() => JSON.parse(line)).not.toThrow();
    expect(server.stderr()).not.toContain(token);
  });

  test('says what to do about an empty graph', async () => {
    using folder = temporaryFolder();
    await using server = await spawnServer(['--data-dir', folder.path]);
    expect(server.stdout()).toMatch(/empty.*--demo/);
    expect(server.stdout()).not.toContain(token);
  });
});

describe('demo data', () => {
  test('goes into an empty database only', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'guanzhu.db');
    await provisionFile(file, size);
    await using server = await spawnServer(['--demo', '--data-dir', folder.path]);
    expect(server.stdout()).not.toContain(token);
    const { body } = await callFollow(server.address, demoBody);
    expect(body).toEqual({
      ret: 500,
      msg: 'HTTP HEADER: X-GEWE-TOKEN=guan*** 不可用或已过期',
    });
    await server.end('SIGTERM');
    const store = await openSqliteStore(file);
    expect(await readLedger(store)).toEqual([]);
    expect(await store.findAccount(demoBody.toUserName)).toBeUndefined();
    await store.close();
  });

  test('is not filled in again at the next start', async () => {
    using folder = temporaryFolder();
    const args = ['--demo', '--data-dir', folder.path];
    const ledgers = [];
    for (let start = 0; start < 2; start += 1) {
      await using server = await spawnServer(args);
      expect(server.stdout()).toContain(token);
      await server.end('SIGTERM');
      const store = await openSqliteStore(join(folder.path, 'guanzhu.db'));
      ledgers.push(await readLedger(store));
      await store.close();
    }
    expect(ledgers[0]).not.toEqual([]);
    expect(ledgers[1]).toEqual(ledgers[0]);
  });
});

describe('a restart', () => {
  test.each(['SIGTERM', 'SIGKILL'] as const)(
    'keeps tokens, devices, accounts and follows after %s',
    async (signal) => {
      using folder = temporaryFolder();
      const args = ['--data-dir', folder.path];
      await using first = await spawnServer(['--demo', ...args]);
      const before = await callFollow(first.address, demoBody);
      expect(before.headers.get('guanzhu-changed')).toBe('true');
      await first.end(signal);

      await using second = await spawnServer(args);
      const after = await callFollow(second.address, demoBody);
      expect(after.body).toEqual(documentedFollow.reply);
      expect(after.headers.get('guanzhu-changed')).toBe('false');
      expect(after.headers.get('guanzhu-revision')).toBe(before.headers.get('guanzhu-revision'));
    },
  );

  test('takes over the lock that SIGKILL left', async () => {
    using folder = temporaryFolder();
    const args = ['--demo', '--data-dir', folder.path];
    await using first = await spawnServer(args);
    await first.end('SIGKILL');
    const pidFile = join(folder.path, 'guanzhu.db.pid');
    expect(readFileSync(pidFile, 'utf8')).toBe(`${first.child.pid}\n`);
    expect(existsSync(join(folder.path, 'guanzhu.db.lock'))).toBe(true);

    await using second = await spawnServer(args);
    expect(readFileSync(pidFile, 'utf8')).toBe(`${second.child.pid}\n`);
    expect((await callFollow(second.address, demoBody)).body.ret).toBe(200);
  });
});

test.each(['SIGTERM', 'SIGINT'] as const)('%s leaves no process id behind', async (signal) => {
  using folder = temporaryFolder();
  await using server = await spawnServer(['--data-dir', folder.path]);
  const pidFile = join(folder.path, 'guanzhu.db.pid');
  expect(readFileSync(pidFile, 'utf8')).toBe(`${server.child.pid}\n`);
  await server.end(signal);
  expect(readdirSync(folder.path).sort()).toEqual(['admin-token', 'guanzhu.db', 'guanzhu.db.lock']);
});

test('a second signal, which ends at once, and a start that fails leave none either', async () => {
  using folder = temporaryFolder();
  const pidFile = join(folder.path, 'guanzhu.db.pid');
  {
    await using server = await spawnServer(['--data-dir', folder.path]);
    // A request that does not end holds up the first signal's end.
    const { port } = new URL(server.address);
    const socket = connect(Number(port), '127.0.0.1').on('error', () => {});
    socket.write(
      'POST /gewe/v2/api/finder/follow HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n',
    );
    await fetch(`${server.address}/healthz`);
    server.child.kill('SIGTERM');
    // Signals that come together are one.
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(await server.end('SIGTERM')).toEqual({ code: 130, signal: null });
    socket.destroy();
  }
  expect(existsSync(pidFile)).toBe(false);
  await using other = await spawnServer([], { GUANZHU_DATA_DIR: join(folder.path, 'other') });
  const { port } = new URL(other.address);
  const args = ['serve', '--port', port, '--data-dir', folder.path];
  expect((await runCommand(args)).code).toBe(1);
  expect(existsSync(pidFile)).toBe(false);
});

describe('what is kept', () => {
  test('is readable by its own user alone', async () => {
    using folder = temporaryFolder();
    const data = join(folder.path, 'new', 'data');
    await using server = await spawnServer(['--demo', '--data-dir', data]);
    await callFollow(server.address, demoBody);
    expect(statSync(data).mode & 0o777).toBe(0o700);
    const files = readdirSync(data);
    expect(files).toEqual(expect.arrayContaining(['guanzhu.db', 'guanzhu.db-wal']));
    const open = files.filter((name) => (statSync(join(data, name)).mode & 0o077) !== 0);
    expect(open).toEqual([]);
  });

  test('lies in ./data when nothing is set', async () => {
    using folder = temporaryFolder();
    await using server = await spawnServer([], {}, { cwd: folder.path });
    expect((await fetch(`${server.address}/readyz`)).status).toBe(200);
    expect(readdirSync(folder.path)).toEqual(['data']);
    expect(readdirSync(join(folder.path, 'data'))).toContain('guanzhu.db');
  });

  test('lies in the file that the database URL names', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'elsewhere', 'graph.db');
    const env = { GUANZHU_DATABASE_URL: `sqlite:${file}`, GUANZHU_DATA_DIR: folder.path };
    await using server = await spawnServer(['--demo'], env);
    expect((await callFollow(server.address, demoBody)).body.ret).toBe(200);
    expect(existsSync(file)).toBe(true);
    expect(existsSync(join(folder.path, 'guanzhu.db'))).toBe(false);
  });
});
