import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkOnline } from '#guanzhu/contract/check-online.js';
import { demoCaller, demoTarget } from '#guanzhu/demo/cast.js';
import { demo } from '#guanzhu/demo/demo.js';
import { type Instance, startInstance } from '../../support/instance.js';
import { send } from '../../support/operation-call.js';
import { callV1 } from '../../support/v1-call.js';

const adminToken = 'test-admin-token-0123456789';
let now = Date.now() * 1000;
let instance: Instance;
beforeAll(async () => {
  instance = await startInstance({ adminToken }, { clock: { now: () => now } });
});
afterAll(() => instance.stop());

const admin = (method: string, path: string, body?: unknown) =>
  callV1(instance.address, method, path, { token: adminToken, body });
const works = async (token: string) =>
  (await callV1(instance.address, 'GET', `/accounts/${demoTarget.username}`, { token })).status ===
  200;

interface Made {
  readonly id: string;
  readonly token: string;
  readonly tenant: string;
}
function made(reply: { readonly status: number; readonly body: unknown }): Made {
  expect(reply.status).toBe(201);
  return Object(reply.body);
}

/** Every item of a list, read in pages of 1. */
async function listed(path: string): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  let cursor = '';
  do {
    const { body } = await admin('GET', `${path}?limit=1&cursor=${cursor}`);
    const page: { items: Record<string, unknown>[]; nextCursor: string; hasMore: boolean } =
      Object(body);
    expect(page.hasMore).toBe(page.nextCursor !== '');
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== '');
  return items;
}

describe('a token', () => {
  test('is refused while it is suspended', async () => {
    const { id, token } = made(await admin('POST', '/tokens', {}));
    const suspend = (suspended: boolean) => admin('PATCH', `/tokens/${id}`, { suspended });
    expect((await suspend(true)).status).toBe(204);
    expect(await works(token)).toBe(false);
    expect((await listed('/tokens')).find((each) => each.id === id)).toMatchObject({
      suspended: true,
    });
    expect((await suspend(true)).status).toBe(204);
    expect((await suspend(false)).status).toBe(204);
    expect(await works(token)).toBe(true);
    expect(await admin('PATCH', '/tokens/0000000000000000', { suspended: true })).toMatchObject({
      status: 404,
      body: { code: 'token_unknown' },
    });
    expect((await admin('PATCH', `/tokens/${id}`, {})).status).toBe(400);
  });

  test('is made, shown once, listed without itself, and deleted at once', async () => {
    const reply = await admin('POST', '/tokens', { label: 'bot 机器人' });
    const { id, token, tenant } = made(reply);
    expect(reply.headers.get('cache-control')).toBe('no-store');
    expect(token).toMatch(/^[0-9a-f]{32}$/);
    expect(await works(token)).toBe(true);
    const mine = (await listed('/tokens')).find((each) => each.id === id);
    expect(mine).toEqual({
      id,
      tenant,
      label: 'bot 机器人',
      lastFour: token.slice(-4),
      createdAt: now,
      expiresAt: null,
      suspended: false,
    });
    expect((await admin('DELETE', `/tokens/${id}`)).status).toBe(204);
    expect(await works(token)).toBe(false);
    expect(await admin('DELETE', `/tokens/${id}`)).toMatchObject({
      status: 404,
      body: { code: 'token_unknown' },
    });
  });

  test('is rotated, and the old one works for the overlap', async () => {
    const old = made(await admin('POST', '/tokens', {}));
    const next = made(await admin('POST', `/tokens/${old.id}/rotate`, { overlapSeconds: 60 }));
    expect(next.tenant).toBe(old.tenant);
    now += 59_000_000;
    // Rotating again does not lengthen it.
    await admin('POST', `/tokens/${old.id}/rotate`, { overlapSeconds: 600 });
    expect([await works(old.token), await works(next.token)]).toEqual([true, true]);
    now += 1_000_000;
    expect([await works(old.token), await works(next.token)]).toEqual([false, true]);
    const last = made(await admin('POST', `/tokens/${next.id}/rotate`, {}));
    expect([await works(next.token), await works(last.token)]).toEqual([false, true]);
  });

  test('that has ended looks like one that never was', async () => {
    const { id, token } = made(await admin('POST', '/tokens', {}));
    await admin('DELETE', `/tokens/${id}`);
    const body = { appId: demo.appId };
    const ended = await send(instance.address, checkOnline, body, token);
    const unknown = await send(
      instance.address,
      checkOnline,
      body,
      `${token.slice(0, 4)}${'0'.repeat(28)}`,
    );
    expect(ended.body).toEqual(unknown.body);
  });

  test('stands in no file', async () => {
    const { token } = made(await admin('POST', '/tokens', {}));
    const folder = instance.config.dataDir;
    for (const name of readdirSync(folder)) {
      expect(readFileSync(join(folder, name)).includes(token), name).toBe(false);
    }
  });
});

describe('a device', () => {
  test('is added, acts, is listed and ends', async () => {
    const { tenant, token } = made(await admin('POST', '/tokens', {}));
    const account = await admin('POST', '/accounts', { nickname: '新账号' });
    expect(account.status).toBe(201);
    const { username }: { username: string } = Object(account.body);
    expect(username).toMatch(/^v2_[0-9a-f]{76}@finder$/);
    const device = await admin('POST', '/devices', { tenant, identities: [{ username }] });
    const { appId }: { appId: string } = Object(device.body);
    expect(device).toMatchObject({
      status: 201,
      body: { tenant, online: true, identities: [{ username, roleType: 3 }] },
    });
    expect(appId).toMatch(/^wx_[\w-]{21}$/);
    const follow = { op: 'follow', follower: username, target: demoTarget.username };
    const batch = () =>
      callV1(instance.address, 'POST', '/follows/batch', { token, body: { rows: [follow] } });
    expect((await batch()).body).toMatchObject({ rows: [{ changed: true }] });
    const { warnings, ...kept } = Object(device.body);
    expect(warnings).toEqual([]);
    expect(await listed('/devices')).toContainEqual(kept);
    expect((await admin('GET', `/devices/${appId}`)).body).toEqual(kept);
    const path = `/devices/${appId}/identities/${username}`;
    expect((await admin('DELETE', path)).body).toMatchObject({ identities: [] });
    expect((await batch()).body).toMatchObject({ rows: [{ error: { code: 'identity_unknown' } }] });
    expect((await admin('PUT', path, { roleType: 1 })).body).toMatchObject({
      identities: [{ username, roleType: 1 }],
    });
    expect((await admin('DELETE', `/devices/${appId}`)).status).toBe(204);
    expect((await admin('GET', `/devices/${appId}`)).status).toBe(404);
    expect((await batch()).body).toMatchObject({ rows: [{ error: { code: 'identity_unknown' } }] });
    // The ledger goes on naming it, and its tenant alone can have it back.
    const changes = await instance.app.store.changes(undefined, 1000);
    expect(changes.at(-1)?.device).toBe(appId);
    const other = await admin('POST', '/devices', { appId, tenant: 'other' });
    expect(other).toMatchObject({ status: 409, body: { code: 'device_exists' } });
    expect((await admin('POST', '/devices', { appId, tenant })).body).toMatchObject({
      identities: [],
    });
  });

  test('with an account that does not exist is not added', async () => {
    const identities = [{ username: demoCaller.username }, { username: 'v2_nobody@finder' }];
    const reply = await admin('POST', '/devices', { appId: 'wx_half', tenant: 't', identities });
    expect(reply).toMatchObject({ status: 404, body: { code: 'account_unknown' } });
    expect((await admin('GET', '/devices/wx_half')).status).toBe(404);
  });
});

describe('an account', () => {
  test('is added, edited and listed', async () => {
    const body = { username: 'v2_own@finder', nickname: '自己的名字', city: '苏州', sex: 2 };
    expect(await admin('POST', '/accounts', body)).toMatchObject({
      status: 201,
      body: { ...body, counts: { followers: 0, following: 0 }, state: 'active' },
    });
    const path = '/accounts/v2_own@finder';
    const edited = await admin('PATCH', path, {
      signature: '签名',
      headUrl: 'https://a.test/x.png',
    });
    expect(edited.body).toMatchObject({
      ...body,
      signature: '签名',
      headUrl: 'https://a.test/x.png',
    });
    expect((await admin('PATCH', path, { headUrl: '' })).body).toMatchObject({ headUrl: '' });
    const all = await listed('/accounts');
    const names = all.map(({ username }) => String(username));
    expect(names).toEqual([...names].sort());
    expect(all).toContainEqual({
      username: 'v2_own@finder',
      nickname: '自己的名字',
      headUrl: '',
      state: 'active',
    });
  });

  test('is refused with a taken username or name, or a profile beyond the limits', async () => {
    const { username, profile } = demoTarget;
    const refused = async (body: object) => (await admin('POST', '/accounts', body)).body;
    expect(await refused({ username, nickname: '别的名字' })).toMatchObject({
      code: 'account_exists',
    });
    expect(await refused({ nickname: profile.nickname })).toMatchObject({ code: 'name_taken' });
    expect(await refused({ nickname: 'x' })).toMatchObject({
      code: 'parameter_invalid',
      detail: 'nickname must have 2 to 30 characters (has 1).',
    });
    for (const [odd, code] of [
      [' v2_padded@finder', 'U+0020'],
      ['v2_padded@finder\u00a0', 'U+00A0'],
      ['v2_pad\u200bded@finder', 'U+200B'],
    ]) {
      expect(await refused({ username: odd, nickname: '看不见的字' })).toMatchObject({
        code: 'parameter_invalid',
        detail: `username must have no blanks before or after it, and no characters that are not seen (has ${code}).`,
      });
    }
    expect(await refused({ nickname: '好名字', headUrl: 'javascript:1' })).toMatchObject({
      code: 'parameter_invalid',
    });
  });
});

test('only the administrator reaches any of it', async () => {
  const document: unknown = await (await fetch(`${instance.address}/openapi.json`)).json();
  const paths = Object.entries(Object(Object(document).paths));
  let checked = 0;
  for (const [path, item] of paths) {
    for (const [method, call] of Object.entries(Object(item))) {
      if (!path.startsWith('/v1/') || !String(Object(call).description).includes('管理员专用'))
        continue;
      const url = path.slice(3).replaceAll(/\{\w+\}/g, 'x');
      for (const [token, status, code] of [
        [demo.token, 403, 'admin_only'],
        [null, 401, 'admin_token_invalid'],
      ] as const) {
        const reply = await callV1(instance.address, method.toUpperCase(), url, { token });
        expect([path, reply.status, reply.body]).toMatchObject([path, status, { code }]);
        checked += 1;
      }
    }
  }
  expect(checked).toBeGreaterThan(30);
});

test('guessing tokens is slowed down, and right ones work meanwhile', async () => {
  const guess = async (path: string) => {
    const { status, headers } = await callV1(instance.address, 'GET', path, {
      token: 'wrong-token',
    });
    return { status, wait: Number(headers.get('retry-after')) };
  };
  const first = await Promise.all(
    Array.from({ length: 30 }, (_, index) => guess(index % 2 ? '/tokens' : '/changes')),
  );
  const refused = first.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThanOrEqual(10);
  for (const { wait } of refused) expect(wait > 0 && wait <= 60).toBe(true);
  expect(await works(demo.token)).toBe(true);
  expect((await admin('GET', '/tokens')).status).toBe(200);
});
