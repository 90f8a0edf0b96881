import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { follow } from '#guanzhu/contract/follow.js';
import { setCallback } from '#guanzhu/contract/set-callback.js';
import { demoCaller, demoCast } from '#guanzhu/demo/cast.js';
import { demo } from '#guanzhu/demo/demo.js';
import { stranger } from '../support/crowd.js';
import { postgresLocation } from '../support/engines.js';
import { temporaryFolder } from '../support/folder.js';
import { startInstance } from '../support/instance.js';
import { send, succeed } from '../support/operation-call.js';
import { newDatabase } from '../support/postgres.js';
import { startReceiver } from '../support/receiver.js';
import { spawnServer } from '../support/server-process.js';
import { callV1 } from '../support/v1-call.js';
import { startWebhookReceiver } from '../support/webhook-receiver.js';

const myUserName = demoCast[0]?.username ?? '';
const actor = { appId: stranger.appId, myUserName, myRoleType: 3 };
const body = { ...actor, toUserName: demoCaller.username };

/** Two instances in this process over one database, which know nothing of each other. */
async function twoInstances() {
  const { url, drop } = await newDatabase();
  const database = postgresLocation(url);
  const adminToken = 'test-admin-token-0123456789';
  const one = await startInstance({ database, adminToken });
  const two = await startInstance({ database, adminToken });
  onTestFinished(async () => {
    await one.stop();
    await two.stop();
    await drop();
  });
  return { one, two, adminToken };
}

test('a stream of one process tells what another has written', async () => {
  const { one, two } = await twoInstances();
  const { signal, abort } = controller();
  const response = await fetch(`${one.address}/v1/changes/stream`, {
    headers: { authorization: `Bearer ${demo.token}`, accept: 'text/event-stream' },
    signal,
  });
  const { headers } = await succeed(two.address, follow, { ...body, opType: 1 }, stranger.token);
  const revision = headers.get('guanzhu-revision') ?? 'none';
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.includes(revision)) break;
  }
  abort();
  expect(text).toContain(revision);
});

test('what one process ends, another no longer allows', async () => {
  const { one, two, adminToken } = await twoInstances();
  const made = await callV1(one.address, 'POST', '/tokens', {
    token: adminToken,
    body: { tenant: 'demo', label: 'x' },
  });
  const { token, id } = Object(made.body);
  const path = `/accounts/${demoCaller.username}`;
  expect((await callV1(two.address, 'GET', path, { token })).status).toBe(200);
  await callV1(one.address, 'DELETE', `/tokens/${id}`, { token: adminToken });
  expect((await callV1(two.address, 'GET', path, { token })).status).toBe(401);
});

test('callbacks are sent by one process, and by another once that one is killed', async () => {
  const database = await newDatabase({ empty: true });
  using folder = temporaryFolder();
  const receiver = await startReceiver();
  onTestFinished(async () => {
    await receiver.close();
    await database.drop();
  });
  const env = {
    GUANZHU_DATABASE_URL: database.url,
    GUANZHU_DATA_DIR: folder.path,
    GUANZHU_CALLBACK_ALLOW: '127.0.0.1',
    GUANZHU_MENTION_WINDOW: '0',
  };
  const first = await spawnServer(['--demo', '--log-level', 'silent'], env);
  await using second = await spawnServer(['--log-level', 'silent'], env);
  // Set at the process that does not send, written through both.
  await succeed(second.address, setCallback, { token: demo.token, callbackUrl: receiver.url });
  const turns = async (addresses: readonly string[], count: number) => {
    for (let turn = 0; turn < count; turn += 1) {
      const address = addresses[turn % addresses.length] ?? '';
      await succeed(address, follow, { ...body, opType: 1 }, stranger.token);
      await succeed(address, follow, { ...body, opType: 2 }, stranger.token);
    }
  };
  await turns([first.address, second.address], 10);
  await receiver.until(10);
  const times = () => receiver.received.map(({ event }) => event.Data.svrMentionId);
  expect(times()).toHaveLength(10);
  await first.end('SIGKILL');
  await turns([second.address], 5);
  while (new Set(times()).size < 15) await receiver.until(receiver.received.length + 1);
  expect(times()).toEqual([...times()].sort((a, b) => a - b));
  // At most the event that was under way at the kill comes again.
  expect(times().length).toBeLessThanOrEqual(16);
});

const refusal = (reason: string) => ({ ret: 500, data: { msg: expect.stringContaining(reason) } });

/** Two servers that share nothing but their database. */
async function twoProcesses(env: NodeJS.ProcessEnv = {}) {
  const database = await newDatabase({ empty: true });
  const folder = temporaryFolder();
  const adminToken = 'test-admin-token-0123456789';
  const all = {
    GUANZHU_DATABASE_URL: database.url,
    GUANZHU_DATA_DIR: folder.path,
    GUANZHU_ADMIN_TOKEN: adminToken,
    ...env,
  };
  const a = await spawnServer(['--demo', '--log-level', 'silent'], all);
  const b = await spawnServer(['--log-level', 'silent'], all);
  onTestFinished(async () => {
    await Promise.all([a.end('SIGKILL'), b.end('SIGKILL')]);
    folder[Symbol.dispose]();
    await database.drop();
  });
  const admin = async (method: string, path: string, body?: object) => {
    const reply = await callV1(a.address, method, path, {
      token: adminToken,
      ...(body && { body }),
    });
    expect(reply.status, `${method} ${path}`).toBeLessThan(300);
    return Object(reply.body);
  };
  /** What a follow through the other process comes to. */
  const followAtB = async (fields: object = {}) =>
    (await send(b.address, follow, { ...body, opType: 1, ...fields }, stranger.token)).body;
  return { a, b, admin, followAtB };
}

describe('what is done at one process holds at the other, for its very next request', () => {
  test('tokens: revoked, rotated, made', async () => {
    const { b, admin } = await twoProcesses();
    const path = `/accounts/${demoCaller.username}`;
    const statusAtB = async (token: string) =>
      (await callV1(b.address, 'GET', path, { token })).status;
    for (let turn = 0; turn < 5; turn += 1) {
      const first = await admin('POST', '/tokens', { tenant: 'demo', label: 'x' });
      expect(await statusAtB(first.token)).toBe(200);
      const second = await admin('POST', `/tokens/${first.id}/rotate`, { overlapSeconds: 0 });
      expect(await statusAtB(second.token)).toBe(200);
      expect(await statusAtB(first.token)).toBe(401);
      await admin('DELETE', `/tokens/${second.id}`);
      expect(await statusAtB(second.token)).toBe(401);
    }
  });

  test('profiles, blocks, states, devices and identities', async () => {
    const { admin, followAtB } = await twoProcesses();
    const target = demoCaller.username;
    for (let turn = 0; turn < 5; turn += 1) {
      await admin('PATCH', `/accounts/${target}`, { nickname: `turn ${turn}` });
      expect(await followAtB()).toMatchObject({ ret: 200, data: { nickname: `turn ${turn}` } });

      await admin('PUT', `/accounts/${target}/blocks/${myUserName}`);
      expect(await followAtB()).toMatchObject(refusal('双方存在拉黑关系'));
      await admin('DELETE', `/accounts/${target}/blocks/${myUserName}`);
      expect(await followAtB()).toMatchObject({ ret: 200 });
      await admin('DELETE', `/accounts/${target}/followers/${myUserName}`);

      await admin('PUT', `/accounts/${target}/state`, { state: 'suspended' });
      expect(await followAtB()).toMatchObject(refusal('已被停用'));
      await admin('PUT', `/accounts/${target}/state`, { state: 'active' });
      await admin('PUT', `/accounts/${myUserName}/state`, { state: 'suspended' });
      expect(await followAtB()).toMatchObject(refusal('已被停用'));
      await admin('PUT', `/accounts/${myUserName}/state`, { state: 'active' });
      expect(await followAtB()).toMatchObject({ ret: 200 });

      await admin('PATCH', `/devices/${stranger.appId}`, { online: false });
      expect(await followAtB()).toMatchObject(refusal('微信已离线'));
      await admin('PATCH', `/devices/${stranger.appId}`, { online: true });

      const appId = `device-of-turn-${turn}`;
      const identities = [{ username: myUserName, roleType: 3 }];
      const { tenant } = await admin('GET', `/devices/${stranger.appId}`);
      await admin('POST', '/devices', { appId, tenant, identities });
      expect(await followAtB({ appId })).toMatchObject({ ret: 200 });
      await admin('DELETE', `/devices/${appId}/identities/${myUserName}`);
      expect(await followAtB({ appId })).toMatchObject(refusal('不是该设备的视频号'));
      await admin('DELETE', `/devices/${appId}`);
      expect(await followAtB({ appId })).toMatchObject(refusal('设备不存在'));
    }
  });
});

test('a stream at one process ends soon after its token was revoked at the other', async () => {
  const { a, b, admin } = await twoProcesses();
  const { token, id } = await admin('POST', '/tokens', { tenant: 'demo', label: 'x' });
  const response = await fetch(`${b.address}/v1/changes/stream`, {
    headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream' },
  });
  await admin('DELETE', `/tokens/${id}`);
  await sleep(600);
  const { headers } = await succeed(a.address, follow, { ...body, opType: 1 }, stranger.token);
  const text = await response.text();
  expect(text).not.toContain(headers.get('guanzhu-revision') ?? 'none');
});

test('a webhook that one process alters is sent by the other as it is now', async () => {
  const receivers = [
    await startWebhookReceiver(),
    await startWebhookReceiver(),
    await startWebhookReceiver(),
  ] as const;
  onTestFinished(async () => {
    for (const receiver of receivers) await receiver.close();
  });
  const { a, b } = await twoProcesses({ GUANZHU_CALLBACK_ALLOW: '127.0.0.1' });
  const [before, after, later] = receivers;
  // The process that began first is the one that sends.
  const made = await callV1(b.address, 'POST', '/webhooks', { body: { url: before.url } });
  const { id } = Object(made.body);
  await succeed(a.address, follow, { ...body, opType: 1 }, stranger.token);
  await before.until(() => before.messages.length === 1);
  let opType = 1;
  const change = async () => {
    opType = 3 - opType;
    const reply = await succeed(a.address, follow, { ...body, opType }, stranger.token);
    return reply.headers.get('guanzhu-revision');
  };
  const hasTold = (receiver: typeof before, revision: string | null) => () =>
    receiver.messages.some(({ data }) => data.revision === revision);
  /** Makes changes until one is told at a receiver; then what each receiver is told of the next one. */
  const toldOnce = async (receiver: typeof before) => {
    for (let revision = await change(); !hasTold(receiver, revision)(); ) {
      await sleep(50);
      if (!hasTold(receiver, revision)()) revision = await change();
    }
    const revision = await change();
    await receiver.until(hasTold(receiver, revision));
    return receivers.map((each) => hasTold(each, revision)());
  };
  await callV1(b.address, 'PATCH', `/webhooks/${id}`, { body: { url: after.url } });
  expect(await toldOnce(after)).toEqual([false, true, false]);
  await callV1(b.address, 'DELETE', `/webhooks/${id}`);
  // Whoever knows of a later webhook knows that the one before is gone.
  await callV1(b.address, 'POST', '/webhooks', { body: { url: later.url } });
  expect(await toldOnce(later)).toEqual([false, false, true]);
});

function controller() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
