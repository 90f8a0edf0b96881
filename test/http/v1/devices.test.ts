import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp } from '#guanzhu/app.js';
import { banner } from '#guanzhu/cli/banner.js';
import { decideConfig } from '#guanzhu/config/config.js';
import { checkOnline } from '#guanzhu/contract/check-online.js';
import { demo } from '#guanzhu/demo/demo.js';
import { temporaryFolder } from '../../support/folder.js';
import { type Instance, startInstance } from '../../support/instance.js';
import { send } from '../../support/operation-call.js';

const adminToken = 'test-admin-token-0123456789';
let instance: Instance;
beforeAll(async () => {
  instance = await startInstance({ adminToken });
});
afterAll(() => instance.stop());

async function patch(
  path: string,
  body: unknown,
  authorization: string | undefined = `Bearer ${adminToken}`,
  address: string = instance.address,
) {
  const response = await fetch(`${address}/v1${path}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const { status, headers } = response;
  const reply: unknown = await response.json();
  return { status, headers, type: headers.get('content-type') ?? '', reply };
}

const device = `/devices/${demo.appId}`;
const isOnline = async () =>
  (await send(instance.address, checkOnline, { appId: demo.appId })).body.data;

function expectProblem(
  sent: Awaited<ReturnType<typeof patch>>,
  status: number,
  code: string,
): void {
  expect(sent.status).toBe(status);
  expect(sent.type).toBe('application/problem+json; charset=utf-8');
  expect(sent.reply).toEqual({
    type: `/docs/problems/${code}`,
    title: expect.stringMatching(/^[A-Z][ -~]+$/),
    status,
    detail: expect.stringMatching(/^[ -~]+\.$/),
    code,
    ...(code === 'parameter_missing' && { field: 'online' }),
  });
}

describe('a device', () => {
  test('is set offline and online', async () => {
    for (const online of [false, false, true]) {
      const { status, reply, type } = await patch(device, { online, other: 1 });
      expect({ status, reply }).toEqual({ status: 200, reply: { appId: demo.appId, online } });
      expect(type).toMatch(/^application\/json/);
      expect(await isOnline()).toBe(online);
    }
  });

  test('stays offline over a restart', async () => {
    using folder = temporaryFolder();
    const config = { ...instance.config, ...place(folder.path) };
    const first = await startApp(config);
    await first.store.setOnline(demo.appId, false);
    await first.close();
    const second = await startApp(config);
    const { body } = await send(second.address, checkOnline, { appId: demo.appId });
    expect(body.data).toBe(false);
    await second.close();
  });

  test('that is unknown is 404', async () => {
    expectProblem(await patch('/devices/wx_nobody', { online: true }), 404, 'device_unknown');
  });

  test.each([
    ['{}', 'parameter_missing'],
    ['{"online":null}', 'parameter_missing'],
    ['[]', 'parameter_missing'],
    ['[1]', 'json_invalid'],
    ['true', 'json_invalid'],
    ['null', 'json_invalid'],
    ['{"online":true', 'json_invalid'],
    ['{"online":true,"online":false}', 'json_invalid'],
    ['', 'parameter_missing'],
  ])('with the body %s is 400', async (body, code) => {
    expectProblem(await patch(device, body), 400, code);
    expect(await isOnline()).toBe(true);
  });

  test.each([
    ['{"online":"true"}', 'is the text true', 'true'],
    ['{"online":1}', 'is the number 1', '1'],
  ])('with the body %s is 400, and told the rule', async (body, found, value) => {
    const { status, reply } = await patch(device, body);
    expect({ status, reply }).toEqual({
      status: 400,
      reply: {
        type: '/docs/problems/parameter_invalid',
        title: 'Member not usable',
        status: 400,
        detail: `online must be true or false (${found}).`,
        code: 'parameter_invalid',
        field: 'online',
        rule: 'must be true or false',
        value,
        detailZh: expect.stringMatching(/^online须为true或false（为[^ -~]*(true|1)）$/),
      },
    });
    expect(await isOnline()).toBe(true);
  });

  test('with a huge or foreign body is refused', async () => {
    const huge = JSON.stringify({ online: true, x: 'x'.repeat(70_000) });
    expectProblem(await patch(device, huge), 413, 'body_too_large');
    const response = await fetch(`${instance.address}/v1${device}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'text/plain' },
      body: '{"online":false}',
    });
    expect(response.status).toBe(415);
  });

  test('a path that is not served is a problem too', async () => {
    expectProblem(await patch('/nothing', { online: true }), 404, 'not_found');
  });
});

describe('the administrator token', () => {
  test.each([
    '',
    'Bearer',
    'Bearer ',
    `Basic ${adminToken}`,
    adminToken,
    `Bearer ${adminToken}x`,
    `Bearer ${adminToken.slice(0, -1)}`,
    `Bearer ${adminToken.toUpperCase()}`,
    `Bearer ${adminToken} ${adminToken}`,
  ])('is not %j', async (authorization) => {
    const sent = await patch(device, { online: false }, authorization);
    expectProblem(sent, 401, 'admin_token_invalid');
    expect(sent.headers.get('www-authenticate')).toBe('Bearer');
    expect(await isOnline()).toBe(true);
  });

  test('29: is not that of a tenant, who is known and is told so', async () => {
    const sent = await patch(device, { online: false }, `Bearer ${demo.token}`);
    expectProblem(sent, 403, 'admin_only');
    expect(sent.headers.get('www-authenticate')).toBeNull();
    expect(await isOnline()).toBe(true);
  });

  test('comes before the body, and unknown devices look like known ones without it', async () => {
    expectProblem(await patch('/devices/wx_nobody', '{', 'Bearer x'), 401, 'admin_token_invalid');
  });

  test('scheme is read in any case', async () => {
    expect((await patch(device, { online: true }, `bearer ${adminToken}`)).status).toBe(200);
  });

  test('opens no contract path', async () => {
    const sent = await send(instance.address, checkOnline, { appId: demo.appId }, adminToken);
    expect(sent.body.msg).toContain('不可用或已过期');
  });

  test('is made at the first start, shown once and kept as a hash', async () => {
    using folder = temporaryFolder();
    const config = { ...instance.config, ...place(folder.path), adminToken: '' };
    const first = await startApp(config);
    const made = first.newAdminToken ?? '';
    expect(made).toMatch(/^[0-9a-f]{32}$/);
    expect(await banner(first, config, true)).toContain(made);
    // Until somebody has seen it, it waits in a file.
    first.adminTokenFile?.remove();
    const { status } = await patch(device, { online: true }, `Bearer ${made}`, first.address);
    expect(status).toBe(200);
    await first.close();

    const second = await startApp(config);
    expect(second.newAdminToken).toBeUndefined();
    expect(await banner(second, config, true)).not.toMatch(/Admin/);
    const again = await patch(device, { online: true }, `Bearer ${made}`, second.address);
    expect(again.status).toBe(200);
    await second.close();

    // A configured one is compared with and not kept; the made one holds again without it.
    const third = await startApp({ ...config, adminToken });
    expect(third.newAdminToken).toBeUndefined();
    expect((await patch(device, {}, `Bearer ${made}`, third.address)).status).toBe(401);
    expect((await patch(device, {}, `Bearer ${adminToken}`, third.address)).status).toBe(400);
    await third.close();
    for (const name of readdirSync(folder.path)) {
      const bytes = readFileSync(join(folder.path, name));
      expect(bytes.includes(made)).toBe(false);
      expect(bytes.includes(adminToken)).toBe(false);
    }
  });

  test.each([
    'x'.repeat(15),
    'x'.repeat(257),
    'with white space',
    '管理员管理员管理员管理员管理员管理员',
  ])('may not be %j, and is not repeated in the error', (text) => {
    const start = () => decideConfig({ adminToken: { text, origin: 'GUANZHU_ADMIN_TOKEN' } });
    expect(start).toThrow('GUANZHU_ADMIN_TOKEN=*** is not of 16 to 256');
  });

  test('has 16 characters or more', () => {
    const text = 'x'.repeat(16);
    expect(decideConfig({ adminToken: { text, origin: 'test' } }).adminToken).toBe(text);
  });
});

function place(folder: string) {
  const dataDir = { text: folder, origin: 'test' };
  const { dataDir: path, database } = decideConfig({ dataDir });
  return { dataDir: path, database };
}
