import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { documentedFollow } from '#guanzhu/contract/follow-example.js';
import { demo } from '#guanzhu/demo/demo.js';
import { type Instance, startInstance } from '../support/instance.js';
import { runCommand } from './run-command.js';

const adminToken = 'test-admin-token-0123456789';
const { toUserName: target, myUserName } = documentedFollow.request;
const { appId } = demo;
let instance: Instance;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  instance = await startInstance({ adminToken });
  env = {
    GUANZHU_URL: instance.address,
    GUANZHU_TOKEN: demo.token,
    GUANZHU_ADMIN_TOKEN: adminToken,
  };
});
afterAll(() => instance.stop());

const guanzhu = (...args: string[]) => runCommand(args, { env });
const said = (stdout: string) => ({ code: 0, stdout, lines: [] });

describe('follow and unfollow', () => {
  test('act as a device, and say whether anything changed', async () => {
    const as = ['--device', appId];
    expect(await guanzhu('follow', target, ...as)).toEqual(said(`Followed ${target}.\n`));
    expect(await guanzhu('follow', target, ...as, '--as', myUserName)).toEqual(
      said(`Already followed ${target}.\n`),
    );
    const { code, stdout } = await guanzhu('--json', 'unfollow', target, ...as);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      op: 'unfollow',
      target,
      follower: myUserName,
      changed: true,
      revision: expect.stringMatching(/./),
    });
    expect(await guanzhu('unfollow', target, ...as)).toEqual(said(`Did not follow ${target}.\n`));
  });

  test('need somebody to act as', async () => {
    const { code, stdout, lines } = await guanzhu('follow', target);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(lines).toEqual([
      expect.stringMatching(/^guanzhu: nobody to follow as: .*--as.*--device/),
    ]);
  });

  test.each([
    [
      ['follow', 'v2_nobody@finder', '--device', appId],
      /v2_nobody.*target_unknown, request \S+\): \S/,
    ],
    [['follow', target, '--device', 'wx_nobody'], /wx_nobody.*device_unknown.*No device has that/],
    [['follow', target, '--device', appId, '--token', 'x'], /token_invalid.*check --token/],
    [['device', 'online', 'wx_nobody'], /no device wx_nobody \(device_unknown/],
    [
      ['device', 'online', appId, '--admin-token', 'wrong-token'],
      /the token wron\*\*\* of --admin-token is not this server's administrator token \(admin_token_invalid.*guanzhu admin-token reset/,
    ],
    [
      ['report', '--admin-token', 'wrong-token'],
      /token_invalid.*check --admin-token .*guanzhu admin-token reset/,
    ],
    [
      ['device', 'online', appId, '--admin-token', 'guanzhu-demo-token'],
      /\(admin_only, request \S+\): it is a tenant's token.*GUANZHU_ADMIN_TOKEN/,
    ],
  ])('%j fails in one line that says what to do', async (args, complaint) => {
    const { code, stdout, lines } = await guanzhu(...args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(lines).toEqual([expect.stringMatching(complaint)]);
  });
});

describe("an administrator's command", () => {
  const call = (own: NodeJS.ProcessEnv) =>
    runCommand(['device', 'list'], { env: { GUANZHU_URL: instance.address, ...own } });

  test.each([
    [
      'a wrong administrator token of the variable',
      { GUANZHU_ADMIN_TOKEN: 'wrong-token' },
      /the token wron\*\*\* of GUANZHU_ADMIN_TOKEN is not this server's administrator token.*: check it and --url; "guanzhu admin-token reset" makes a new one/,
    ],
    ['no token', {}, /this needs the administrator token .*: give --admin-token or GUANZHU_ADMIN/],
    [
      "a tenant's token",
      { GUANZHU_TOKEN: demo.token },
      /this is the administrator's alone \(admin_only.*token that GUANZHU_TOKEN gives, give --admin-t/,
    ],
    [
      "a tenant's token as the administrator's",
      { GUANZHU_ADMIN_TOKEN: demo.token },
      /it is a tenant's token that GUANZHU_ADMIN_TOKEN gives/,
    ],
  ])('with %s is told what that is, and what to do', async (_, own, complaint) => {
    const { code, lines } = await call(own);
    expect(code).toBe(1);
    expect(lines).toEqual([expect.stringMatching(complaint)]);
    // What was sent already is no remedy.
    expect(lines[0]).not.toContain('Authorization');
  });

  test("with a tenant's token in the administrator's place is not told to give it there again", async () => {
    const { lines } = await call({ GUANZHU_ADMIN_TOKEN: demo.token });
    expect(lines[0]).toMatch(
      /a tenant's token that GUANZHU_ADMIN_TOKEN gives: give the administrator's in its place/,
    );
  });
});

test("a follow through a device with the administrator's token alone asks for a tenant's", async () => {
  const env = { GUANZHU_URL: instance.address, GUANZHU_ADMIN_TOKEN: adminToken };
  for (const as of [[], ['--as', 'nope']]) {
    const args = ['follow', target, ...as, '--device', appId];
    const { code, lines } = await runCommand(args, { env });
    expect(code).toBe(1);
    expect(lines).toEqual([
      expect.stringMatching(
        /of GUANZHU_ADMIN_TOKEN is no tenant's token \(token_invalid.*\): with --device this needs .*: give --token or GUANZHU_TOKEN$/,
      ),
    ]);
    expect(lines[0]).not.toContain('reset');
  }
});

test.each([
  [[], 'GUANZHU_ADMIN_TOKEN', { GUANZHU_ADMIN_TOKEN: '令牌' }],
  [[], 'GUANZHU_TOKEN', { GUANZHU_TOKEN: '令牌' }],
  [['--token', '令牌'], '--token', {}],
  [['--admin-token', '令牌'], '--admin-token', {}],
])('a token that no header can carry is named (%j, %s)', async (given, origin, own) => {
  const env = { GUANZHU_URL: instance.address, ...own };
  const { code, lines } = await runCommand(['device', 'list', ...given], { env });
  expect({ code, lines }).toEqual({
    code: 2,
    lines: [expect.stringMatching(`^guanzhu: ${origin} has characters that cannot be sent in a`)],
  });
});

test('a device is set offline and online', async () => {
  expect(await guanzhu('device', 'offline', appId)).toEqual(said(`Device ${appId} is offline.\n`));
  const { lines } = await guanzhu('follow', target, '--device', appId);
  expect(lines).toEqual([expect.stringMatching(/device_offline.*guanzhu device online/)]);
  const { stdout } = await guanzhu('device', 'online', appId, '--json');
  expect(JSON.parse(stdout)).toEqual({ appId, online: true });
});

describe('the server', () => {
  test('is named by the flag before the variable, before and after the command', async () => {
    const args = ['--url', instance.address, '--admin-token', adminToken];
    const elsewhere = { GUANZHU_URL: 'http://127.0.0.1:1', GUANZHU_ADMIN_TOKEN: 'x' };
    const done = said(`Device ${appId} is online.\n`);
    const first = await runCommand([...args, 'device', 'online', appId], { env: elsewhere });
    const last = await runCommand(['device', 'online', appId, ...args], { env: elsewhere });
    expect([first, last]).toEqual([done, done]);
  });

  test('that is not there is named, with what to do', async () => {
    const { code, lines } = await guanzhu('device', 'online', appId, '--url', 'http://127.0.0.1:1');
    expect(code).toBe(1);
    expect(lines).toEqual([
      expect.stringMatching(/127\.0\.0\.1:1 cannot be reached .*start it with "guanzhu serve"/),
    ]);
  });

  test.each(['localhost:2531', 'nonsense'])('is not %s', async (url) => {
    const { code, lines } = await guanzhu('token', 'list', '--url', url);
    expect(code).toBe(2);
    expect(lines).toEqual([expect.stringContaining(`--url ${url} is not an address`)]);
  });
});

describe('config', () => {
  test('prints every setting with its origin, and no secret', async () => {
    const { code, stdout, lines } = await runCommand(['config', '--port', '8080'], {
      env: { ...env, GUANZHU_LOG_LEVEL: 'warn' },
    });
    expect({ code, lines }).toEqual({ code: 0, lines: [] });
    expect(stdout).toMatch(/^GUANZHU_PORT +8080 +--port$/m);
    expect(stdout).toMatch(/^GUANZHU_HOST +127\.0\.0\.1 +default$/m);
    expect(stdout).toMatch(/^GUANZHU_LOG_LEVEL +warn +GUANZHU_LOG_LEVEL$/m);
    expect(stdout).toMatch(/^GUANZHU_ADMIN_TOKEN +\*\*\* +GUANZHU_ADMIN_TOKEN$/m);
    expect(stdout).toMatch(/^GUANZHU_TOKEN +\*\*\* +GUANZHU_TOKEN$/m);
    expect(stdout).toMatch(/^GUANZHU_DATABASE_URL +sqlite:.+guanzhu\.db +default$/m);
    expect(stdout).not.toContain(adminToken);
    expect(stdout).not.toContain(demo.token);
  });

  test('refuses what serve would', async () => {
    const { code, lines } = await guanzhu('config', '--port', 'x');
    expect({ code, lines }).toEqual({
      code: 2,
      lines: ['guanzhu: --port=x is not a number from 0 to 65535'],
    });
  });

  test('takes the options of the program as well', async () => {
    const { code, lines } = await guanzhu('--admin-token', 'short', 'config');
    expect(code).toBe(2);
    expect(lines).toEqual([expect.stringContaining('--admin-token=*** is not of 16')]);
  });

  test('knows the variables of the command line as its own', async () => {
    const { lines } = await runCommand(['serve', '--port', 'x'], { env });
    expect(lines).toEqual(['guanzhu: --port=x is not a number from 0 to 65535']);
  });
});
