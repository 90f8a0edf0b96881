import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demo } from '#guanzhu/demo/demo.js';
import { temporaryFolder } from '../support/folder.js';
import { callFollow, demoBody } from '../support/follow-call.js';
import { type ServerProcess, spawnServer } from '../support/server-process.js';
import { hasTerminal, onTerminal } from '../support/terminal.js';
import { callV1 } from '../support/v1-call.js';

const adminToken = 'admin-token-of-the-request-log';
const folder = temporaryFolder();
let server: ServerProcess;
beforeAll(async () => {
  const args = ['--demo', '--demo-accounts', '400', '--data-dir', folder.path];
  server = await spawnServer(args, { GUANZHU_ADMIN_TOKEN: adminToken });
});
afterAll(async () => {
  await server.end('SIGTERM');
  folder[Symbol.dispose]();
});

interface Line {
  readonly level: number;
  readonly path?: string;
  readonly [member: string]: unknown;
}

const lines = (): Line[] =>
  server
    .stderr()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

/** The lines of one path, once there is one; what belongs to no request is not among them. */
async function linesOf(path: string): Promise<Line[]> {
  const own = () => lines().filter((line) => line.path === path);
  while (own().length === 0) await sleep(20);
  // Whatever else the request would have written has been by the time that another is answered.
  await fetch(`${server.address}/healthz`);
  return own();
}

async function measured(route: string): Promise<string[]> {
  const text = await (await fetch(`${server.address}/metrics`)).text();
  return text
    .split('\n')
    .filter((line) => line.startsWith('http_server_request_duration_seconds_count'))
    .filter((line) => line.includes(`route="${route}"`));
}

/** Sends bytes, and leaves once `until` says so. */
async function sendAndLeave(bytes: string, until: 'answered' | 'sent'): Promise<void> {
  const { port } = new URL(server.address);
  const socket = connect(Number(port), '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  await new Promise<void>((resolve) => socket.write(bytes, () => resolve()));
  if (until === 'answered') await once(socket, 'data');
  else await sleep(100);
  socket.destroy();
}

const request = (head: string, ...rest: string[]) =>
  [head, 'Host: x', `Authorization: Bearer ${adminToken}`, ...rest, '', ''].join('\r\n');
const serious = () => lines().filter(({ level }) => level > 30);

/** The headers of a console that is signed in. */
async function signIn({ address }: { readonly address: string }): Promise<Record<string, string>> {
  const own = { 'x-guanzhu-console': '/', origin: address };
  const response = await fetch(`${address}/console/session`, {
    method: 'POST',
    headers: { ...own, 'content-type': 'application/json' },
    body: JSON.stringify({ token: adminToken }),
  });
  return { ...own, cookie: (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '' };
}

const escaped = (text: string) =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');

describe('a client that leaves makes one line and one measurement, and no error', () => {
  test.each([
    ['a stream', 'GET /v1/changes/stream HTTP/1.1', '/v1/changes/stream'],
    ['a download', 'GET /v1/export?content=all HTTP/1.1', '/v1/export'],
  ])('from %s', async (_, head, route) => {
    await sendAndLeave(request(head), 'answered');
    const own = await linesOf(route);
    expect(own).toEqual([
      expect.objectContaining({ level: 30, method: 'GET', status: 200, aborted: true }),
    ]);
    expect(own[0]?.ms).toBeGreaterThan(0);
    expect(serious()).toEqual([]);
    expect(await measured(route)).toEqual([
      expect.stringMatching(/method="GET".*status="200"} 1$/),
    ]);
  });

  test('from its own upload', async () => {
    const head = request(
      'POST /v1/follows/batch HTTP/1.1',
      'Content-Type: application/json',
      'Content-Length: 500',
    );
    await sendAndLeave(`${head}{"rows"`, 'sent');
    expect(await linesOf('/v1/follows/batch')).toEqual([
      expect.objectContaining({ level: 30, method: 'POST', status: 499, aborted: true }),
    ]);
    expect(serious()).toEqual([]);
    expect(await measured('/v1/follows/batch')).toEqual([
      expect.stringMatching(/method="POST".*status="499"} 1$/),
    ]);
  });
});

describe('a line', () => {
  test('has method, path, status and time, and of a query nothing', async () => {
    const path = `/v1/accounts/${encodeURIComponent(demoBody.toUserName)}`;
    await fetch(`${server.address}${path}?asOf=not-for-a-log`, {
      headers: { authorization: `Bearer ${demo.token}` },
    });
    const [line, ...more] = await linesOf(path);
    expect(more).toEqual([]);
    expect(line).toEqual({
      level: 30,
      time: expect.any(Number),
      reqId: expect.any(String),
      method: 'GET',
      path,
      status: 400,
      ms: expect.any(Number),
      msg: 'request',
    });
    expect(server.stderr()).not.toContain('not-for-a-log');
  });

  test('shows no token that strayed into a path, served or not', async () => {
    const token = '3f2a91b0c4d5e6f73f2a91b0c4d5e6f7';
    await fetch(`${server.address}/${token}/follow`);
    expect(await linesOf('/3f2a***/follow')).toHaveLength(1);
    // Who deletes a token may send the token itself in place of its id.
    await callV1(server.address, 'DELETE', `/tokens/${token}`, { token: adminToken });
    expect(await linesOf('/v1/tokens/3f2a***')).toHaveLength(1);
    expect(server.stderr()).not.toContain(token);
  });

  const whsec = 'whsec_3q2+7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAASw==';
  test.each<[string, string, string, string]>([
    ['with a blank behind it', 'DELETE', `/v1/tokens/${adminToken}%20`, '/v1/tokens/admi***'],
    ['with dots', 'DELETE', '/v1/tokens/adm.in-token-secret-1', '/v1/tokens/adm.***'],
    ['of a tenant', 'DELETE', `/v1/devices/${demo.token}-2`, '/v1/devices/guan***'],
    ['in place of a username', 'GET', `/v1/accounts/${demo.token}`, '/v1/accounts/guan***'],
    ['of a webhook', 'DELETE', `/v1/webhooks/${encodeURIComponent(whsec)}`, '/v1/webhooks/whse***'],
    ['written in escapes', 'DELETE', `/v1/tokens/${escaped(adminToken)}`, '/v1/tokens/admi***'],
    ['before a path', 'GET', `/x/${demo.token}%2Fy/v1`, '/x/guan***/v1'],
    ['in a path that cannot be read', 'GET', `/v1/tokens/%zz${demo.token}`, '/v1/tokens/%zzg***'],
  ])('shows no secret in a path: one %s', async (_, method, path, shown) => {
    const headers = { authorization: `Bearer ${adminToken}` };
    await fetch(server.address + path, { method, headers });
    while (!lines().some((line) => line.path?.startsWith(shown))) await sleep(20);
    for (const secret of [adminToken, demo.token, 'in-token-secret', '3q2', '%61%64']) {
      expect(server.stderr()).not.toContain(secret);
    }
  });

  test('shows no token of the request’s own that a slash divides', async () => {
    const token = 'abcdef/ghijkl/mnopqr';
    const headers = { authorization: `Bearer ${token}` };
    await fetch(`${server.address}/v1/tokens/${token}`, { method: 'DELETE', headers });
    expect(await linesOf('/v1/tokens/abcd***')).toHaveLength(1);
  });

  test.each([
    '/v1/accounts/v2_060000231003b20faec8c6e18f10c7d6c903ec3db077@finder/state',
    '/v1/devices/wx_demo_device_0000000',
    '/v1/tokens/0123456789abcdef',
    '/v1/accounts/%E5%85%B3%E6%B3%A8%E5%85%B3%E6%B3%A8',
    '/docs/static/swagger-ui-standalone-preset.js',
  ])('shows names and ids as they are: %s', async (path) => {
    await fetch(server.address + path);
    expect(await linesOf(path)).toHaveLength(1);
  });

  test('is there for a path that cannot be read as well', async () => {
    const response = await fetch(`${server.address}/v1/%zz`);
    expect(response.status).toBe(400);
    expect(await linesOf('/v1/%zz')).toEqual([expect.objectContaining({ status: 400 })]);
  });

  test('is not there for what an open console asks of its own', async () => {
    const own = await signIn(server);
    expect((await fetch(`${server.address}/v1/overview`, { headers: own })).status).toBe(200);
    expect((await fetch(`${server.address}/console/`)).status).toBe(200);
    expect((await fetch(`${server.address}/console/session`, { headers: own })).status).toBe(200);
    await callFollow(server.address, demoBody);
    await linesOf('/gewe/v2/api/finder/follow');
    expect(lines().filter(({ path }) => /overview|console/.test(path ?? ''))).toEqual([
      expect.objectContaining({ method: 'POST', path: '/console/session', status: 204 }),
    ]);
    // What it changes is told like any other change.
    const url = `${server.address}/v1/tokens/none`;
    expect((await fetch(url, { method: 'DELETE', headers: own })).status).toBe(404);
    expect(await linesOf('/v1/tokens/none')).toHaveLength(1);
    // So is what it asked for in vain.
    await fetch(`${server.address}/v1/audit/none`, { headers: own });
    expect(await linesOf('/v1/audit/none')).toHaveLength(1);
  });

  test.each([
    ['a wrong token', '/v1/accounts', 401, { authorization: 'Bearer wrong-token-of-a-stranger' }],
    ['no token', '/v1/follows/history', 404, {}],
    ['a cookie of no session', '/v1/tokens', 401, { cookie: 'guanzhu_session_1=x' }],
    ['a token', '/v1/devices', 200, { authorization: `Bearer ${adminToken}` }],
  ])('is there for whoever sends the console’s header with %s', async (_, path, status, sent) => {
    const headers = { 'x-guanzhu-console': 'x', ...sent };
    const response = await fetch(server.address + path, { headers });
    expect(response.status).toBe(status);
    await response.text();
    expect(await linesOf(path)).toEqual([expect.objectContaining({ level: 30, status })]);
  });

  test('is there for a path that only looks like one of the console', async () => {
    await fetch(`${server.address}/console/none.js`);
    expect(await linesOf('/console/none.js')).toEqual([
      expect.objectContaining({ level: 30, status: 404 }),
    ]);
  });
});

test.runIf(hasTerminal)('on a terminal a request is one line, and the console none', async () => {
  using data = temporaryFolder();
  const args = ['--demo', '--no-open', '--data-dir', data.path];
  const env = { GUANZHU_ADMIN_TOKEN: adminToken };
  await using shown = await spawnServer(args, env, { wrapper: onTerminal });
  const banner = () => shown.stdout().includes('searchInfo');
  while (!banner()) await sleep(20);
  const headers = await signIn(shown);
  while (!shown.stdout().includes('POST /console/session')) await sleep(20);
  const before = shown.stdout().length;
  for (let turn = 0; turn < 20; turn += 1) {
    await fetch(`${shown.address}/console/`);
    expect((await fetch(`${shown.address}/v1/overview`, { headers })).status).toBe(200);
  }
  await callFollow(shown.address, demoBody);
  const printed = () => shown.stdout().slice(before).trim();
  while (!printed().includes('/finder/follow')) await sleep(20);
  await fetch(`${shown.address}/healthz`);
  while (!printed().includes('/healthz')) await sleep(20);
  expect(printed().split(/\r?\n/)).toEqual([
    expect.stringMatching(/POST \/gewe\/v2\/api\/finder\/follow 200 [\d.]+ ms/),
    expect.stringMatching(/GET \/healthz 200 [\d.]+ ms/),
  ]);
});
