import { expect, onTestFinished, test } from 'vitest';
import { follow } from '#guanzhu/contract/follow.js';
import { setCallback } from '#guanzhu/contract/set-callback.js';
import { demoCaller, demoCast } from '#guanzhu/demo/cast.js';
import { demo } from '#guanzhu/demo/demo.js';
import { stranger } from '../support/crowd.js';
import { postgresLocation } from '../support/engines.js';
import { temporaryFolder } from '../support/folder.js';
import { startInstance } from '../support/instance.js';
import { succeed } from '../support/operation-call.js';
import { newDatabase } from '../support/postgres.js';
import { startReceiver } from '../support/receiver.js';
import { spawnServer } from '../support/server-process.js';
import { callV1 } from '../support/v1-call.js';

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

function controller() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
