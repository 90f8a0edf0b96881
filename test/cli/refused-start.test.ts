import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decideConfig } from '#guanzhu/config/config.js';
import { readEnvironment } from '#guanzhu/config/env.js';
import { ConfigError, type SettingName, settingNames, settings } from '#guanzhu/config/settings.js';
import { openDatabase } from '#guanzhu/store/sqlite/driver.js';
import { temporaryFolder } from '../support/folder.js';
import { callFollow, demoBody } from '../support/follow-call.js';
import { spawnServer } from '../support/server-process.js';
import { type CommandOptions, runCommand } from './run-command.js';

/** A start that must fail with one line, on standard error; returns the line. */
async function refusal(
  code: 1 | 2,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const end = await runCommand(['serve', ...args], options);
  expect(end).toEqual({ code, stdout: '', lines: [expect.stringMatching(/^guanzhu: /)] });
  return end.lines[0] ?? '';
}

describe('a start that something stands in the way of ends with 1 and one line', () => {
  test('a port in use: take another with --port', async () => {
    using folder = temporaryFolder();
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    try {
      const address = other.address();
      if (typeof address !== 'object' || !address) throw new Error('no port');
      const port = String(address.port);
      const line = await refusal(1, ['--port', port, '--data-dir', folder.path]);
      expect(line).toContain(`127.0.0.1:${port} is in use`);
      expect(line).toContain('--port');
    } finally {
      other.close();
    }
  });

  test('a data folder in use: the line names its process and --data-dir', async () => {
    using folder = temporaryFolder();
    await using server = await spawnServer(['--demo', '--data-dir', folder.path]);
    const line = await refusal(1, ['--port', '0', '--data-dir', folder.path]);
    expect(line).toMatch(new RegExp(`in use by process ${server.child.pid}\\b`));
    expect(line).toContain(folder.path);
    expect(line).toContain('--data-dir');
    expect((await callFollow(server.address, demoBody)).body.ret).toBe(200);
  });

  test('a host that is no address of this machine', async () => {
    using folder = temporaryFolder();
    // Reserved for documents, so that no machine has it.
    const args = ['--host', '192.0.2.1', '--port', '0', '--data-dir', folder.path];
    expect(await refusal(1, args)).toMatch(/192\.0\.2\.1.*--host/);
  });

  test('a data folder that may not be written', async ({ skip }) => {
    using folder = temporaryFolder();
    const closed = join(folder.path, 'closed');
    mkdirSync(closed);
    const isRoot = process.getuid?.() === 0;
    const user = isRoot ? { uid: 65534, gid: 65534 } : {};
    if (isRoot) {
      // Root may write anywhere, so another user starts the server, with a folder of root's.
      chmodSync(folder.path, 0o755);
      const { code } = await runCommand(['--version'], user).catch(() => ({ code: null }));
      if (code !== 0) skip('runs as root, and no other user may run this checkout');
    } else {
      chmodSync(closed, 0o500);
    }
    for (const data of [closed, join(closed, 'new')]) {
      const line = await refusal(1, ['--port', '0', '--data-dir', data], user);
      expect(line).toContain(data);
      expect(line).toMatch(/cannot be written/);
      expect(line).toContain('--data-dir');
    }
  });

  test('a database file that may not be written', async ({ skip }) => {
    using folder = temporaryFolder();
    const isRoot = process.getuid?.() === 0;
    const user = isRoot ? { uid: 65534, gid: 65534 } : {};
    if (isRoot) {
      chmodSync(folder.path, 0o777);
      const { code } = await runCommand(['--version'], user).catch(() => ({ code: null }));
      if (code !== 0) skip('runs as root, and no other user may run this checkout');
    }
    const file = join(folder.path, 'guanzhu.db');
    openDatabase(file, 'write').close();
    chmodSync(file, 0o444);
    const line = await refusal(1, ['--port', '0', '--data-dir', folder.path], user);
    expect(line).toMatch(/guanzhu\.db cannot be written.*--data-dir/);
  });

  test('a data folder that is a file', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'data');
    writeFileSync(file, '');
    const line = await refusal(1, ['--port', '0', '--data-dir', file]);
    expect(line).toContain(file);
    expect(line).toContain('--data-dir');
  });

  test.runIf(existsSync('/proc/self'))(
    'a data folder that no file system makes, such as /proc/x, at once',
    async () => {
      for (const data of ['/proc/x', '/proc/x/y', '/proc/self/x/guanzhu']) {
        const line = await refusal(1, ['--port', '0', '--data-dir', data]);
        expect(line).toContain(`${data}/guanzhu.db cannot be made`);
        expect(line).toContain('--data-dir');
      }
    },
  );

  test('a data folder behind links that lead nowhere or in a circle', async () => {
    using folder = temporaryFolder();
    for (const [name, target] of [
      ['nowhere', 'gone'],
      ['circle', 'circle'],
    ] as const) {
      const link = join(folder.path, name);
      symlinkSync(join(folder.path, target), link);
      for (const data of [link, join(link, 'data')]) {
        const line = await refusal(1, ['--port', '0', '--data-dir', data]);
        expect(line).toContain(`${data}/guanzhu.db cannot be made`);
        expect(line).toContain('--data-dir');
      }
    }
  });

  test('a database that is no file', async () => {
    using folder = temporaryFolder();
    mkdirSync(join(folder.path, 'guanzhu.db'));
    const line = await refusal(1, ['--port', '0', '--data-dir', folder.path]);
    expect(line).toMatch(/guanzhu\.db: it is no file/);
    const url = 'sqlite:/dev/null';
    expect(
      await refusal(1, ['--port', '0', '--data-dir', folder.path, '--database-url', url]),
    ).toMatch(/\/dev\/null: it is no file/);
    expect(existsSync('/dev/null.lock')).toBe(false);
  });

  test('a file that another program has locked', async () => {
    using folder = temporaryFolder();
    const db = openDatabase(join(folder.path, 'guanzhu.db'), 'write');
    db.exec('CREATE TABLE other (id); PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    try {
      const line = await refusal(1, ['--port', '0', '--data-dir', folder.path]);
      expect(line).toMatch(/guanzhu\.db is locked by another program/);
    } finally {
      db.close();
    }
  });

  test('a log of changes whose database is gone or empty: nothing of it is lost', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'guanzhu.db');
    const server = await spawnServer(['--demo', '--data-dir', folder.path]);
    await server.end('SIGKILL');
    const log = readFileSync(`${file}-wal`);
    const whole = readFileSync(file);
    for (const leave of [() => rmSync(file), () => writeFileSync(file, '')]) {
      leave();
      const line = await refusal(1, ['--port', '0', '--data-dir', folder.path]);
      expect(line).toMatch(
        /guanzhu\.db: it is (gone|empty), yet guanzhu\.db-wal .*put the file back/,
      );
      expect(readFileSync(`${file}-wal`).equals(log)).toBe(true);
    }
    writeFileSync(file, whole);
    await using again = await spawnServer(['--data-dir', folder.path]);
    expect((await callFollow(again.address, demoBody)).body.ret).toBe(200);
  });

  test('a file that is no database', async () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'guanzhu.db'), 'follow me\n'.repeat(500));
    const line = await refusal(1, ['--port', '0', '--data-dir', folder.path]);
    expect(line).toMatch(/guanzhu\.db: file is not a database/);
  });

  test('a database that a newer release wrote', async () => {
    using folder = temporaryFolder();
    const db = openDatabase(join(folder.path, 'guanzhu.db'), 'write');
    db.pragma('user_version = 999');
    db.close();
    const line = await refusal(1, ['--port', '0', '--data-dir', folder.path]);
    expect(line).toMatch(/guanzhu\.db: it has schema 999.*newer release/);
  });
});

describe('a setting that cannot be used ends with 2 and one line', () => {
  const badValues: [name: SettingName, value: string][] = [
    ['host', 'not a host'],
    ['host', ''],
    ['port', '65536'],
    ['port', '-1'],
    ['port', '25.31'],
    ['port', ''],
    ['port', 'http'],
    ['dataDir', ''],
    ['databaseUrl', 'mysql://127.0.0.1/guanzhu'],
    ['databaseUrl', 'sqlite:'],
    ['databaseUrl', 'sqlite::memory:'],
    ['replicaUrls', 'mysql://127.0.0.1/guanzhu'],
    ['replicaUrls', 'postgres://u:a secret@127.0.0.1/x postgres://h'],
    ['logLevel', 'loud'],
    ['logLevel', 'INFO'],
    ['allowSelfFollow', 'maybe'],
    ['mentionWindow', '-1'],
    ['searchTtl', 'soon'],
    ['adminToken', 'short'],
    ['callbackAllow', '10.0.0.0/99'],
    ['corsOrigins', 'app.example.com'],
    ['corsOrigins', 'https://app.example.com/page'],
    ['corsOrigins', 'https://*.example.com'],
    ['corsOrigins', 'https://%2A.example.com'],
    ['corsOrigins', 'app://*'],
    ['demo', '2'],
    ['demoAccounts', 'many'],
    ['open', 'maybe'],
    ['consoleHosts', 'console.example/path'],
    ['publicUrl', 'example.com/guanzhu'],
    ['publicUrl', 'ftp://example.com/guanzhu'],
    ['publicUrl', 'https://example.com/guanzhu?a=b'],
    ['publicUrl', 'https://user@example.com/guanzhu'],
  ];

  test('a wildcard in an origin is refused by its name', () => {
    const given = { text: 'https://*.example.com', origin: '--cors-origins' };
    expect(() => decideConfig({ corsOrigins: given })).toThrow(/wildcards .* not supported/);
  });

  test.each([
    ...['v1', 'v1/', '%761', 'v1/accounts', 'gewe', 'gewe/v2', 'v2/api', 'console', 'docs/x'],
    ...['healthz', 'readyz', 'metrics', 'openapi.json', 'openapi.yaml', 'favicon.ico'],
  ])('a public address in a folder of the server’s own paths is refused: /%s', (folder) => {
    const given = { text: `https://x.example/${folder}`, origin: '--public-url' };
    expect(() => decideConfig({ publicUrl: given })).toThrow(
      /^--public-url=https:\/\/x\.example\/\S+ names the folder \/\S+, which .* in another folder/,
    );
  });

  test.each(['', '/', '/guanzhu', '/v1-guanzhu', '/tools/v1', '/gewe/prod', '/V1'])(
    'a public address in another folder is none of these: "%s"',
    (folder) => {
      const text = `https://x.example${folder}`;
      expect(decideConfig({ publicUrl: { text, origin: 'test' } }).publicUrl).toBe(
        text.replace(/\/$/, ''),
      );
    },
  );

  /** A secret is never shown, not even a wrong one. */
  const shown = (name: SettingName, value: string) => ('secret' in settings[name] ? '***' : value);

  test('every setting has a bad value among these', () => {
    expect(new Set(badValues.map(([name]) => name))).toEqual(new Set(settingNames));
  });

  test.each(badValues)('%s: "%s" is refused with the name and the value', (name, text) => {
    const { env, flag, expected } = settings[name];
    for (const origin of [env, flag]) {
      expect(() => decideConfig({ [name]: { text, origin } })).toThrow(
        new ConfigError(`${origin}=${shown(name, text)} is not ${expected}`),
      );
    }
  });

  // A process takes a second, so one value of each setting has to do.
  const oneEach = badValues.filter(
    ([name], index) => badValues.findIndex(([other]) => other === name) === index,
  );

  test.concurrent.each(oneEach)('%s from the environment: "%s"', async (name, value) => {
    const { env, expected } = settings[name];
    const line = await refusal(2, [], { env: { [env]: value } });
    expect(line).toBe(`guanzhu: ${env}=${shown(name, value)} is not ${expected}`);
  });

  test('a flag is named by itself', async () => {
    expect(await refusal(2, ['--port=http'])).toBe(
      `guanzhu: --port=http is not ${settings.port.expected}`,
    );
  });

  test('a port that a container platform set is told as such', async () => {
    const env = { GUANZHU_PORT: 'tcp://10.0.0.1:2531' };
    const line = await refusal(2, [], { env });
    expect(line).toContain('GUANZHU_PORT=tcp://10.0.0.1:2531');
    expect(line).toMatch(/container platform .*service named "guanzhu"/);
  });

  test('demo data on an address that others reach', async () => {
    expect(await refusal(2, ['--demo', '--host', '0.0.0.0'])).toMatch(
      /loopback.*0\.0\.0\.0.*--demo/,
    );
    const given = (host: string) => ({
      demo: { text: 'true', origin: 'GUANZHU_DEMO' },
      host: { text: host, origin: 'GUANZHU_HOST' },
    });
    for (const host of ['::', '192.0.2.1', '127.evil.example']) {
      expect(() => decideConfig(given(host))).toThrow(ConfigError);
    }
    for (const host of ['127.0.0.1', '127.1.2.3', '::1', 'localhost']) {
      expect(decideConfig(given(host))).toMatchObject({ demo: true, host });
    }
  });
});

describe('the environment', () => {
  test('has PORT, which platforms set, as the lowest rank', async () => {
    const portOf = (env: NodeJS.ProcessEnv, port?: string) => {
      const flags = port === undefined ? {} : { port: { text: port, origin: '--port' } };
      return decideConfig({ ...readEnvironment(env), ...flags }).port;
    };
    expect(portOf({ PORT: '4252' })).toBe(4252);
    expect(portOf({ PORT: '4252', GUANZHU_PORT: '4253' })).toBe(4253);
    expect(portOf({ PORT: '4252', GUANZHU_PORT: '4253' }, '4254')).toBe(4254);
    expect(portOf({ PORT: '' })).toBe(2531);
    const { stdout } = await runCommand(['config'], { env: { PORT: '4252' } });
    expect(stdout).toMatch(/^GUANZHU_PORT +4252 +PORT$/m);
    const line = await refusal(2, [], { env: { PORT: 'http' } });
    expect(line).toBe(`guanzhu: PORT=http is not ${settings.port.expected}`);
  });

  test('is served on PORT', async () => {
    using folder = temporaryFolder();
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    if (typeof address !== 'object' || !address) throw new Error('no port');
    const env = { PORT: String(address.port) };
    try {
      expect(await refusal(1, ['--data-dir', folder.path], { env })).toContain(
        `127.0.0.1:${address.port} is in use`,
      );
    } finally {
      other.close();
    }
  });

  test('yields to a flag', async () => {
    using folder = temporaryFolder();
    const env = { GUANZHU_PORT: 'none', GUANZHU_DATA_DIR: join(folder.path, 'unused') };
    await using server = await spawnServer(['--data-dir', folder.path], env);
    expect((await fetch(`${server.address}/readyz`)).status).toBe(200);
    expect(server.stdout()).toContain(join(folder.path, 'guanzhu.db'));
  });

  test('is searched for misspelt names: a warning says the nearest one, and the start goes on', async () => {
    using folder = temporaryFolder();
    const env = { GUANZHU_POTR: '3000', GUANZHU_SOMETHING_ELSE: '1' };
    await using server = await spawnServer(['--data-dir', folder.path], env);
    const warnings = server
      .stderr()
      .split('\n')
      .filter((line) => line.startsWith('guanzhu: '));
    expect(warnings.sort()).toEqual([
      'guanzhu: warning: GUANZHU_POTR is not a setting: did you mean GUANZHU_PORT?',
      'guanzhu: warning: GUANZHU_SOMETHING_ELSE is not a setting',
    ]);
  });
});
