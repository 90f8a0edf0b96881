import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Engine, engines } from '../support/engines.js';
import { temporaryFolder } from '../support/folder.js';
import { newDatabase } from '../support/postgres.js';
import { mainScript, spawnServer } from '../support/server-process.js';
import { hasTerminal, onTerminal } from '../support/terminal.js';
import { callV1 } from '../support/v1-call.js';
import { runCommand } from './run-command.js';

async function newPlace(engine: Engine = 'sqlite') {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const data = join(folder.path, 'data');
  const env: NodeJS.ProcessEnv = { GUANZHU_DATA_DIR: data };
  if (engine === 'postgres') {
    const database = await newDatabase({ empty: true });
    onTestFinished(database.drop);
    env.GUANZHU_DATABASE_URL = database.url;
  }
  return { folder: folder.path, data, env, file: join(data, 'admin-token') };
}

const statusWith = async (address: string, token: string) =>
  (await callV1(address, 'GET', '/tokens', { token })).status;
const tokenIn = (file: string) => readFileSync(file, 'utf8').trim();
const reset = (env: NodeJS.ProcessEnv) => runCommand(['admin-token', 'reset'], { env });

describe.each(engines)('the token of a first start (%s)', (engine) => {
  test('off a terminal lies in a file for its own user, and nowhere else', async () => {
    const { env, file } = await newPlace(engine);
    await using server = await spawnServer([], env);
    const token = tokenIn(file);
    expect(token).toMatch(/^[0-9a-f]{32}$/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await statusWith(server.address, token)).toBe(200);
    expect(server.stdout()).toContain(file);
    for (const text of [server.stdout(), server.stderr()]) {
      expect(text).not.toContain(token);
      expect(text).not.toMatch(/sign-in#/);
    }
  });

  test('on a busy port is not lost: the next start has it', async () => {
    const { env, file } = await newPlace(engine);
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const address = other.address();
    const port = typeof address === 'object' && address ? String(address.port) : '';
    const failed = await runCommand(['serve', '--port', port], { env });
    expect({ code: failed.code, lines: failed.lines }).toEqual({
      code: 1,
      lines: [expect.stringContaining('is in use')],
    });
    await using server = await spawnServer([], env);
    expect(await statusWith(server.address, tokenIn(file))).toBe(200);
  });

  test('waits until the file is removed: a later start says where it is, and takes it', async () => {
    const { env, file } = await newPlace(engine);
    const first = await spawnServer([], env);
    await first.end('SIGKILL');
    const token = tokenIn(file);
    const second = await spawnServer([], env);
    expect(second.stdout()).toContain(`Admin   in ${file}`);
    expect(await statusWith(second.address, token)).toBe(200);
    await second.end('SIGTERM');
    rmSync(file);
    await using third = await spawnServer([], env);
    expect(third.stdout()).not.toContain(file);
    expect(third.stdout()).toMatch(
      /Lost the administrator's token\? npx guanzhu admin-token reset/,
    );
    expect(await statusWith(third.address, token)).toBe(200);
    expect(existsSync(file)).toBe(false);
  });

  test('that was written but does not count yet, since the start was killed, counts at the next', async () => {
    const { env, data, file } = await newPlace(engine);
    mkdirSync(data, { recursive: true });
    writeFileSync(file, '0123456789abcdef0123456789abcdef\n', { mode: 0o600 });
    await using server = await spawnServer([], env);
    expect(await statusWith(server.address, '0123456789abcdef0123456789abcdef')).toBe(200);
  });

  test('is reset while it is served: the new one is taken within a second, the old one and sessions end', async () => {
    const { env, file } = await newPlace(engine);
    await using server = await spawnServer([], env);
    const old = tokenIn(file);
    const own = { origin: server.address, 'x-guanzhu-console': '1' };
    const signedIn = await fetch(`${server.address}/console/session`, {
      method: 'POST',
      headers: { ...own, 'content-type': 'application/json' },
      body: JSON.stringify({ token: old }),
    });
    const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
    const asSession = async () =>
      (await fetch(`${server.address}/v1/tokens`, { headers: { ...own, cookie } })).status;
    expect(await asSession()).toBe(200);

    const { code, stdout, lines } = await reset(env);
    expect({ code, lines }).toEqual({ code: 0, lines: [] });
    const token = tokenIn(file);
    expect(token).not.toBe(old);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(stdout).toContain(file);
    expect(stdout).not.toContain(token);
    while ((await statusWith(server.address, token)) !== 200) await sleep(50);
    expect(await statusWith(server.address, old)).toBe(401);
    expect(await asSession()).toBe(401);
    await server.end('SIGTERM');
    await using again = await spawnServer([], env);
    expect(await statusWith(again.address, token)).toBe(200);
    expect(await statusWith(again.address, old)).toBe(401);
  });

  test('is reset between two starts as well', async () => {
    const { env, file } = await newPlace(engine);
    const first = await spawnServer([], env);
    await first.end('SIGTERM');
    const old = tokenIn(file);
    rmSync(file);
    expect((await reset(env)).code).toBe(0);
    await using second = await spawnServer([], env);
    expect(await statusWith(second.address, tokenIn(file))).toBe(200);
    expect(await statusWith(second.address, old)).toBe(401);
  });
});

test('two processes that start at once on one PostgreSQL agree on a token, and no file has another', async () => {
  const { env, folder } = await newPlace('postgres');
  const folders = ['one', 'two', 'two'].map((name) => join(folder, name));
  const servers = await Promise.all(
    folders.map((path) => spawnServer([], { ...env, GUANZHU_DATA_DIR: path })),
  );
  const files = folders.map((path) => join(path, 'admin-token')).filter((path) => existsSync(path));
  const tokens = [...new Set(files.map(tokenIn))];
  expect(tokens).toHaveLength(1);
  for (const { address } of servers) expect(await statusWith(address, tokens[0] ?? '')).toBe(200);
  for (const server of servers) await server.end('SIGTERM');
});

test('an own token is neither kept in a file nor reset for a server that was started with it', async () => {
  const { env, file } = await newPlace();
  const set = { ...env, GUANZHU_ADMIN_TOKEN: 'a-token-of-its-own-0123456789' };
  await using server = await spawnServer([], set);
  expect(existsSync(file)).toBe(false);
  expect(server.stdout()).not.toContain('a-token-of-its-own');
  const { code, stdout } = await reset(set);
  expect(code).toBe(0);
  expect(stdout).toMatch(/GUANZHU_ADMIN_TOKEN, which is set here/);
});

test('a token that can be written nowhere stops the start, and the next one makes it', async () => {
  const { env, data, file } = await newPlace();
  mkdirSync(file, { recursive: true });
  const { code, stdout, lines } = await runCommand(
    ['serve', '--port', '0', '--log-level', 'error'],
    {
      env,
    },
  );
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(lines).toEqual([
    expect.stringMatching(
      /token cannot be written to .*admin-token.*--data-dir.*GUANZHU_ADMIN_TOKEN/,
    ),
  ]);
  rmSync(file, { recursive: true });
  await using server = await spawnServer(['--data-dir', data]);
  expect(await statusWith(server.address, tokenIn(file))).toBe(200);
});

describe('a reset says in one line what is wrong', () => {
  test('where there is no graph', async () => {
    const { env, data } = await newPlace();
    expect(await reset(env)).toEqual({
      code: 1,
      stdout: '',
      lines: [
        expect.stringMatching(
          /^guanzhu: cannot use \S+guanzhu\.db: it does not exist.*first start/,
        ),
      ],
    });
    // Nothing is left that a first start would take for a token.
    expect(existsSync(join(data, 'admin-token'))).toBe(false);
  });

  test('on a PostgreSQL that is away', async () => {
    const { env } = await newPlace();
    const url = 'postgres://u:a-secret@127.0.0.1:1/graph';
    const { code, lines } = await reset({ ...env, GUANZHU_DATABASE_URL: url });
    expect({ code, lines }).toEqual({
      code: 1,
      lines: [expect.stringMatching(/cannot use postgres:.*ECONNREFUSED/)],
    });
    expect(lines.join()).not.toContain('a-secret');
  });
});

describe.runIf(hasTerminal)('on a terminal', () => {
  test('the token is shown once, and kept in no file once it was seen', async () => {
    const { env, file, data } = await newPlace();
    await using server = await spawnServer(['--no-open'], env, { wrapper: onTerminal });
    while (!server.stdout().includes('npx guanzhu device')) await sleep(20);
    const shown = /Admin +(\S+) \(shown this once: keep it\)/.exec(server.stdout())?.[1] ?? '';
    expect(await statusWith(server.address, shown)).toBe(200);
    while (existsSync(file)) await sleep(20);
    process.kill(Number(readFileSync(join(data, 'guanzhu.db.pid'), 'utf8')), 'SIGTERM');
    await server.exited;
    await using next = await spawnServer(['--no-open'], env, { wrapper: onTerminal });
    while (!next.stdout().includes('Lost the')) await sleep(20);
    expect(next.stdout()).not.toContain(shown);
    expect(await statusWith(next.address, shown)).toBe(200);
  });

  test('a reset shows the new token, and leaves no file with the old one', async () => {
    const { env, file } = await newPlace();
    await using server = await spawnServer([], env);
    const old = tokenIn(file);
    const [program = '', ...args] = [...onTerminal, process.execPath, mainScript];
    const { stdout } = await promisify(execFile)(program, [...args, 'admin-token', 'reset'], {
      env: { ...process.env, ...env },
    });
    const token = /Admin (\S+) \(shown this once: keep it\)/.exec(stdout)?.[1] ?? '';
    while ((await statusWith(server.address, token)) !== 200) await sleep(50);
    expect(await statusWith(server.address, old)).toBe(401);
    expect(existsSync(file)).toBe(false);
  });
});

test('the first commands of an empty graph work when pasted into a shell', async () => {
  const { env } = await newPlace();
  await using server = await spawnServer([], env);
  const [, pasted = ''] = /paste into a shell\):\n((?:.+\n)+)/.exec(server.stdout()) ?? [];
  expect(pasted).toMatch(/^export .*\nnpx guanzhu /);
  const { stdout } = await promisify(execFile)('sh', ['-ec', pasted], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
  });
  expect(stdout).toMatch(/Made account v2_shop@finder[\s\S]*Made device wx_shop_1/);
  const token = /^[0-9a-f]{32}$/m.exec(stdout)?.[0] ?? '';
  const { status } = await callV1(server.address, 'GET', '/accounts/v2_shop@finder', { token });
  expect(status).toBe(200);
});
