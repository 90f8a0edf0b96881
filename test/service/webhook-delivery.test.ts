import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { demoCaller, demoTarget } from '#guanzhu/demo/cast.js';
import { parseAllowance } from '#guanzhu/service/callback-address.js';
import { addCrowd, command } from '../support/crowd.js';
import { temporaryFolder } from '../support/folder.js';
import { type Instance, startInstance } from '../support/instance.js';
import { Random, withSeed } from '../support/random.js';
import { spawnServer } from '../support/server-process.js';
import { callV1 } from '../support/v1-call.js';
import { startWebhookReceiver } from '../support/webhook-receiver.js';

const callbackAllow = allowanceOf('127.0.0.0/8');
const second = 1_000_000;
const day = 86_400 * second;

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

function allowanceOf(list: string) {
  const allowance = parseAllowance(list);
  if (!allowance) throw new Error('no list');
  return allowance;
}

/** An instance whose waits between attempts take no time, but for its clock. */
async function hurriedInstance() {
  const world = { now: Date.now() * 1000, slept: [] as number[] };
  const instance = await startInstance(
    { callbackAllow },
    {
      clock: { now: () => world.now },
      sleep: async (ms, stopped) => {
        // Lets what else is going on go on, as a wait does.
        await new Promise((resolve) => setImmediate(resolve));
        if (stopped.aborted) return;
        world.slept.push(ms);
        world.now += ms * 1000;
      },
    },
  );
  open.push(() => instance.stop());
  return { instance, world };
}

const call = async (instance: Instance, method: string, path: string, body?: unknown) =>
  Object((await callV1(instance.address, method, path, { body })).body);

async function followers(instance: Instance, from: number, count: number) {
  const names = await addCrowd(instance.app.store, `fan${from}`, count);
  await instance.app.graph.writeFollows(
    { kind: 'admin' },
    names.map((follower) => ({
      op: 'follow',
      follower,
      target: demoTarget.username,
      searchInfo: null,
    })),
    { dryRun: false },
  );
  return names;
}

describe('a message that fails', () => {
  test('comes again under its id, with growing waits, before the one after it', async () => {
    const { instance, world } = await hurriedInstance();
    let refusals = 12;
    const taker = await startWebhookReceiver((response) => {
      refusals -= 1;
      response.writeHead(refusals >= 0 ? 500 : 200).end();
    });
    open.push(() => taker.close());
    const { id } = await call(instance, 'POST', '/webhooks', { url: taker.url });
    const names = await followers(instance, 0, 2);
    await taker.until(() => taker.messages.length === 14);
    const ids = taker.messages.map((message) => message.id);
    expect(new Set(ids.slice(0, 13)).size).toBe(1);
    expect(ids[13]).not.toBe(ids[0]);
    expect(taker.messages.map(({ data }) => data.follower)).toEqual([
      ...Array.from({ length: 13 }, () => names[0]),
      names[1],
    ]);
    // The timestamp is that of the attempt, so that a receiver may refuse old ones.
    const times = taker.messages.map(({ timestamp }) => timestamp);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    const full = [1, 5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 28_800, 28_800];
    for (const [index, most] of full.entries()) {
      expect(world.slept[index]).toBeGreaterThanOrEqual(most * 500);
      expect(world.slept[index]).toBeLessThanOrEqual(most * 1000 + 1);
    }
    let page = await call(instance, 'GET', `/webhooks/${id}/deliveries?limit=5`);
    while (page.items[0]?.messageId !== ids[13]) {
      page = await call(instance, 'GET', `/webhooks/${id}/deliveries?limit=5`);
    }
    const items = [...page.items];
    while (page.hasMore) {
      page = await call(
        instance,
        'GET',
        `/webhooks/${id}/deliveries?limit=5&cursor=${page.nextCursor}`,
      );
      items.push(...page.items);
    }
    expect(items.map((item) => item.messageId).reverse()).toEqual(ids);
    expect(items.map((item) => item.attempt).reverse()).toEqual([
      ...Array.from({ length: 13 }, (_, index) => index + 1),
      1,
    ]);
  });

  test('for five days ends the webhook, which can be taken up again', async () => {
    const { instance, world } = await hurriedInstance();
    let broken = true;
    const taker = await startWebhookReceiver((response) => {
      response.writeHead(broken ? 503 : 200).end();
    });
    open.push(() => taker.close());
    const { id } = await call(instance, 'POST', '/webhooks', { url: taker.url });
    const start = world.now;
    await followers(instance, 0, 1);
    let hook = await call(instance, 'GET', `/webhooks/${id}`);
    while (hook.state === 'active') hook = await call(instance, 'GET', `/webhooks/${id}`);
    expect(hook.state).toBe('failing');
    expect(world.now - start).toBeGreaterThanOrEqual(5 * day);
    expect(world.now - start).toBeLessThan(6 * day);
    const tried = taker.messages.length;
    await followers(instance, 1, 1);
    broken = false;
    await call(instance, 'PATCH', `/webhooks/${id}`, { paused: false });
    await taker.until(() => taker.messages.length === tried + 2);
    expect(taker.messages[tried]?.id).toBe(taker.messages[0]?.id);
  });

  test('with 410 ends the webhook at once', async () => {
    const { instance } = await hurriedInstance();
    const taker = await startWebhookReceiver((response) => response.writeHead(410).end());
    open.push(() => taker.close());
    const { id } = await call(instance, 'POST', '/webhooks', { url: taker.url });
    await followers(instance, 0, 3);
    let hook = await call(instance, 'GET', `/webhooks/${id}`);
    while (hook.state === 'active') hook = await call(instance, 'GET', `/webhooks/${id}`);
    expect(hook.state).toBe('gone');
    expect(taker.messages).toHaveLength(1);
  });

  test('with 429 waits as long as the receiver asks for', async () => {
    const { instance, world } = await hurriedInstance();
    const taker = await startWebhookReceiver((response, _, nth) =>
      nth === 1
        ? response.writeHead(429, { 'retry-after': '3000' }).end()
        : response.writeHead(200).end(),
    );
    open.push(() => taker.close());
    await call(instance, 'POST', '/webhooks', { url: taker.url });
    await followers(instance, 0, 1);
    await taker.until(() => taker.messages.length === 2);
    expect(world.slept[0]).toBe(3_000_000);
  });

  test('is not followed to where an answer points', async () => {
    const { instance } = await hurriedInstance();
    const other = await startWebhookReceiver();
    open.push(() => other.close());
    const taker = await startWebhookReceiver((response, _, nth) =>
      response.writeHead(nth === 1 ? 307 : 200, { location: other.url }).end(),
    );
    open.push(() => taker.close());
    await call(instance, 'POST', '/webhooks', { url: taker.url });
    await followers(instance, 0, 1);
    await taker.until(() => taker.messages.length === 2);
    expect(other.messages).toEqual([]);
  });
});

test('an answer that would change the protocol fails like any other, and holds up nothing', async () => {
  const { instance } = await hurriedInstance();
  const taker = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n');
    });
  });
  taker.listen(0, '127.0.0.1');
  await once(taker, 'listening');
  open.push(async () => void taker.close());
  const address = taker.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const { id } = await call(instance, 'POST', '/webhooks', { url: `http://127.0.0.1:${port}/` });
  expect(await call(instance, 'POST', `/webhooks/${id}/test`)).toMatchObject({
    failedStep: 'answer',
  });
  await followers(instance, 0, 1);
  await call(instance, 'POST', '/webhooks', { url: 'http://127.0.0.1:9/other' });
  expect((await callV1(instance.address, 'DELETE', `/webhooks/${id}`)).status).toBe(204);
});

test('receivers that never answer hold up neither writes nor the end of the server', async () => {
  const instance = await startInstance({ callbackAllow });
  let stopped = false;
  open.push(async () => {
    if (!stopped) await instance.stop();
  });
  const taker = await startWebhookReceiver(() => {});
  open.push(() => taker.close());
  for (let each = 0; each < 40; each += 1) {
    await call(instance, 'POST', '/webhooks', { url: taker.url });
  }
  const names = await addCrowd(instance.app.store, 'fan', 500);
  await Promise.all(
    names.map((name) =>
      instance.app.store.apply([command('follow', name, demoTarget.username)], Date.now() * 1000),
    ),
  );
  await followers(instance, 0, 1);
  await taker.until(() => taker.messages.length === 40);
  await instance.stop();
  stopped = true;
});

test('a webhook over TLS is served when its certificate is trusted, and only then', async () => {
  const fixture = (name: string) =>
    fileURLToPath(new URL(`../fixtures/tls/localhost.${name}.pem`, import.meta.url));
  const tls = { key: readFileSync(fixture('key')), cert: readFileSync(fixture('cert')) };
  const taker = await startWebhookReceiver(undefined, tls);
  open.push(() => taker.close());
  for (const trusted of [false, true]) {
    using folder = temporaryFolder();
    const server = await spawnServer(
      ['--demo', '--data-dir', folder.path, '--log-level', 'silent'],
      {
        GUANZHU_CALLBACK_ALLOW: 'localhost',
        ...(trusted && { NODE_EXTRA_CA_CERTS: fixture('cert') }),
      },
    );
    const send = async (path: string, body: unknown) =>
      Object((await callV1(server.address, 'POST', path, { body })).body);
    const { id } = await send('/webhooks', { url: taker.url });
    const result = await send(`/webhooks/${id}/test`, {});
    expect(result, JSON.stringify(result)).toMatchObject(
      trusted ? { failedStep: null, status: 204 } : { failedStep: 'tls', status: null },
    );
    await server.end('SIGTERM');
  }
  expect(taker.messages).toHaveLength(1);
});

test('no message is left out, and none comes out of order, when the server is killed', async () => {
  const random = new Random();
  await withSeed(random, async () => {
    using folder = temporaryFolder();
    // How many messages the receiver still takes; the one after them hangs until the kill.
    let patience = 0;
    const taker = await startWebhookReceiver((response) => {
      patience -= 1;
      if (patience >= 0) response.writeHead(200).end();
    });
    open.push(() => taker.close());
    const args = ['--demo', '--data-dir', folder.path, '--log-level', 'silent'];
    const env = { GUANZHU_CALLBACK_ALLOW: '127.0.0.1' };
    let made = false;
    const distinct = () => new Set(taker.messages.map(({ data }) => String(data.revision)));
    const revisions: string[] = [];
    for (let round = 0; round < 6; round += 1) {
      const { address, end } = await spawnServer(args, env);
      const send = async (method: string, path: string, body?: unknown) =>
        Object((await callV1(address, method, path, { body })).body);
      if (!made) {
        const { body } = await callV1(address, 'POST', '/webhooks', { body: { url: taker.url } });
        expect(body).toMatchObject({ state: 'active' });
        made = true;
      }
      patience = random.integer(1, 10);
      const limit = taker.messages.length + patience;
      const pair = { follower: demoCaller.username, target: demoTarget.username };
      for (let turn = 0; turn < 12; turn += 1) {
        const op = turn % 2 === 0 ? 'unfollow' : 'follow';
        const { rows } = await send('POST', '/follows/batch', { rows: [{ op, ...pair }] });
        if (rows[0].changed) revisions.push(rows[0].revision);
      }
      await taker.until(() => taker.messages.length >= limit);
      await end('SIGKILL');
    }
    patience = Number.POSITIVE_INFINITY;
    const { end } = await spawnServer(args, env);
    await taker.until(() => distinct().size === revisions.length);
    await end('SIGTERM');
    // First arrivals come in the order of the ledger.
    expect([...distinct()]).toEqual(revisions);
    const idOf = new Map(taker.messages.map(({ id, data }) => [String(data.revision), id]));
    expect(taker.messages.every(({ id, data }) => idOf.get(String(data.revision)) === id)).toBe(
      true,
    );
  });
});
