import { afterAll, beforeAll, expect, test } from 'vitest';
import { GuanzhuClient } from '#guanzhu/client/index.js';
import { demoTarget } from '#guanzhu/demo/cast.js';
import { callFollow, demoBody } from '../../support/follow-call.js';
import { type Instance, startInstance } from '../../support/instance.js';
import { send } from '../../support/operation-call.js';
import { callV1 } from '../../support/v1-call.js';

const adminToken = 'admin-token-of-the-overview-tests';
let instance: Instance;
let admin: GuanzhuClient;

beforeAll(async () => {
  instance = await startInstance({ adminToken });
  admin = new GuanzhuClient({ baseUrl: instance.address, adminToken });
});
afterAll(() => instance.stop());

test('an overview adds up to the ledger', async () => {
  const before = await admin.instance.overview({ unit: 'hour', tz: '+05:45' });
  expect(before.items).toHaveLength(30);
  expect(before.items[0]?.start).toMatch(/:00:00\+05:45$/);
  const sum = before.items.reduce((total, item) => total + item.followed - item.unfollowed, 0);
  expect(sum).toBe(before.follows);
  expect(before.items.at(-1)?.follows).toBe(before.follows);
  expect(before.gainers.items[0]?.username).toBe(demoTarget.username);
  expect(before.revision).not.toBe('');
});

test('accounts are found by what they are called', async () => {
  const found = await admin.accounts.list({ query: demoTarget.profile.nickname });
  expect(found.items.map(({ username }) => username)).toContain(demoTarget.username);
  const page = await admin.accounts.list({ query: '一', limit: 2 });
  expect(page.items.length).toBeLessThanOrEqual(2);
  const usernames = [];
  for await (const { username } of admin.accounts.list({ query: 'e', limit: 1 }))
    usernames.push(username);
  expect(new Set(usernames).size).toBe(usernames.length);
  const foreign = await callV1(instance.address, 'GET', '/accounts?query=e&cursor=AAAA', {
    token: adminToken,
  });
  expect(foreign.status).toBe(400);
});

test('the calls answered last are told, with the remedy of a failure and without the token', async () => {
  await callFollow(instance.address, demoBody);
  await callFollow(instance.address, {
    ...demoBody,
    toUserName: 'v2_none@finder',
    proxyIp: 'guanzhu-demo-token',
  });
  await callFollow(instance.address, demoBody, { 'X-GEWE-TOKEN': 'a-token-that-nobody-has' });
  await callFollow(instance.address, '{"appId": "wx_demo_device_0000000", broken');
  const { items } = await admin.instance.calls({});
  expect(items.map(({ failure }) => failure?.code)).toEqual([
    'json_invalid',
    'token_invalid',
    'target_unknown',
    undefined,
  ]);
  const [, foreign, failed, fine] = items;
  expect(JSON.parse(fine?.request ?? '')).toEqual(demoBody);
  expect(JSON.parse(fine?.reply ?? '')).toMatchObject({ ret: 200 });
  expect([fine?.tenant, fine?.token, fine?.appId]).toEqual(['demo', 'guan***', demoBody.appId]);
  expect(failed?.failure?.remedy.en).toMatch(/Check it/);
  expect(failed?.failure?.remedy.zh).toMatch(/请检查/);
  expect([foreign?.tenant, foreign?.token, foreign?.request]).toEqual(['', 'a-to***', 'null']);
  expect(JSON.stringify(items)).not.toMatch(/guanzhu-demo-token|a-token-that/);
});

test('a device keeps its last 50 calls', async () => {
  for (let count = 0; count < 60; count += 1) {
    await callFollow(instance.address, { ...demoBody, appId: 'wx_other', proxyIp: String(count) });
  }
  const { items } = await admin.instance.calls({ appId: 'wx_other' });
  expect(items).toHaveLength(50);
  const oldest: unknown = JSON.parse(items.at(-1)?.request ?? '');
  expect(oldest).toMatchObject({ proxyIp: '10' });
  expect((await admin.instance.calls({ appId: 'wx_other', limit: 3 })).items).toHaveLength(3);
});

test('calls keep no secrets, and nobody pushes out another tenant’s', async () => {
  const secrets = {
    proxyIp: 'socks5://user:pass-word-1@192.0.2.1:1080',
    token: 'a-second-token-in-the-body',
    callbackUrl: 'https://example.com/hook?key=query-secret',
  };
  await callFollow(instance.address, { ...demoBody, ...secrets });
  for (let count = 0; count < 250; count += 1) {
    await callFollow(
      instance.address,
      { ...demoBody, appId: `wx_made_up_${count}` },
      { 'X-GEWE-TOKEN': 'guanzhu-demo-token-2' },
    );
  }
  const { items } = await admin.instance.calls({ appId: demoBody.appId });
  expect(items.length).toBeGreaterThan(0);
  expect(JSON.stringify(items)).not.toMatch(/pass-word-1|a-second-token|query-secret/);
});

test.each([
  { callbackUrl: '//usr:SUPERSECRET@example.com/h' },
  { callbackUrl: 'usr:SUPERSECRET@host' },
  { callbackUrl: 'https:/usr:SUPERSECRET@example.com' },
  { callbackUrl: 'https:\\\\usr:SUPERSECRET@example.com' },
  { callbackUrl: 'usr:SUPERSECRET@host/?to=https://example.com' },
  { callbackUrl: 'localhost:3000/h?token=SUPERSECRET' },
  { callbackUrl: ['usr:SUPERSECRET@host'] },
  { token: ['SUPERSECRET-0123456789'] },
  { token: 9_876_543_210_123 },
  { token: { value: 'SUPERSECRET' } },
  { token: 'SUPERSECRET' },
  { Token: 'SUPERSECRET' },
  { token: '{{SUPERSECRET}}', callbackUrl: '' },
  { token: 'guanzhu-demo-token', callbackUrl: '{{usr:SUPERSECRET@host}}' },
  { nested: { token: 'SUPERSECRET', secret: 9_876_543_210_123 } },
  { nested: [{ callbackUrl: 'usr:SUPERSECRET@host' }] },
  { proxyIp: 'usr:SUPERSECRET@192.0.2.1:1080' },
  { proxyIp: 'socks5://usr:SUPERSECRET@192.0.2.1:1080' },
])('a recorded request keeps no secret, however it is written: %j', async (body) => {
  const replied = await send(instance.address, { path: '/login/setCallback' }, body);
  const { items } = await admin.instance.calls({ limit: 1 });
  expect(items[0]?.path).toContain('setCallback');
  const told = JSON.stringify([
    items,
    replied.body,
    decodeURI(String(replied.headers.get('guanzhu-rule'))),
  ]);
  expect(told).not.toMatch(/ERSECRET|876543210/);
});

test('a recorded request that is a list keeps no secret', async () => {
  await callFollow(instance.address, JSON.stringify([{ token: 'SUPERSECRET' }]));
  const { items } = await admin.instance.calls({ limit: 1 });
  expect(items[0]?.request).toBe('[{"token":"SUPE***"}]');
});

test.each(['/overview', '/calls'])('%s is for the administrator alone', async (path) => {
  expect((await callV1(instance.address, 'GET', path)).status).toBe(403);
});
