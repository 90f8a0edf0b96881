import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { demoCaller, demoTarget } from '#guanzhu/demo/cast.js';
import { parseAllowance } from '#guanzhu/service/callback-address.js';
import { addCrowd, stranger } from '../../support/crowd.js';
import { type Instance, startInstance } from '../../support/instance.js';
import { callV1 } from '../../support/v1-call.js';
import {
  type AnswerMessage,
  isSignedWith,
  startWebhookReceiver,
} from '../../support/webhook-receiver.js';

const adminToken = 'test-admin-token-0123456789';
const callbackAllow = parseAllowance('127.0.0.0/8,hook.example');
if (!callbackAllow) throw new Error('no list');

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

let instance: Instance;
let fans: readonly string[];
let addresses = ['127.0.0.1'];
beforeEach(async () => {
  addresses = ['127.0.0.1'];
  instance = await startInstance(
    { adminToken, callbackAllow },
    {
      lookup: async () => {
        if (addresses.length === 0) throw new Error('no such name');
        return addresses;
      },
    },
  );
  open.push(() => instance.stop());
  fans = await addCrowd(instance.app.store, 'fan', 40);
});

interface Hook {
  readonly id: string;
  readonly secret: string;
  readonly state: string;
  readonly deliveredTo: string;
  readonly failures: number;
}
const call = async (method: string, path: string, body?: unknown, token?: string) => {
  const reply = await callV1(instance.address, method, path, {
    body,
    ...(token !== undefined && { token }),
  });
  return { ...reply, body: Object(reply.body) };
};
async function hookAt(url: string, rest: object = {}, token?: string): Promise<Hook> {
  const reply = await call('POST', '/webhooks', { url, ...rest }, token);
  expect(reply.status, JSON.stringify(reply.body)).toBe(201);
  return reply.body;
}
async function receiver(answer?: AnswerMessage) {
  const started = await startWebhookReceiver(answer);
  open.push(() => started.close());
  return started;
}
async function write(op: 'follow' | 'unfollow', names: readonly string[], target: string) {
  const rows = names.map((follower) => ({ op, follower, target }));
  const { status } = await call('POST', '/follows/batch', { rows }, adminToken);
  expect(status).toBe(200);
}
const followersOf = (messages: readonly { readonly data: { follower?: unknown } }[]) =>
  messages.map(({ data }) => data.follower);
/** Reads until something is as it should be; the test's own time limit ends it. */
async function eventually<T>(read: () => Promise<T>, done: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await read();
    if (done(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('a webhook', () => {
  test('is told of each change as the feed tells it, signed', async () => {
    const taker = await receiver();
    const hook = await hookAt(taker.url);
    expect(hook.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    await write('follow', fans.slice(0, 3), demoTarget.username);
    await write('unfollow', fans.slice(0, 1), demoTarget.username);
    await taker.until(() => taker.messages.length === 4);
    const { body: feed } = await call('GET', '/changes?limit=1000');
    const last = feed.items.slice(-4);
    expect(taker.messages.map(({ data }) => data)).toEqual(last);
    expect(taker.messages.map(({ type }) => type)).toEqual(
      last.map((item: { type: string }) => item.type),
    );
    for (const message of taker.messages) {
      expect(isSignedWith(hook.secret, message)).toBe(true);
      expect(isSignedWith(`whsec_${Buffer.alloc(32).toString('base64')}`, message)).toBe(false);
      expect(new Date(message.sentAt).getTime()).toBe(Math.floor(Number(message.data.at) / 1000));
    }
    expect(new Set(taker.messages.map(({ id }) => id)).size).toBe(4);
    const after = await eventually(
      () => call('GET', `/webhooks/${hook.id}`),
      ({ body }) => body.deliveredTo === last[3].revision,
    );
    expect(after.body).toMatchObject({ state: 'active', failures: 0, failingSince: null });
    expect(JSON.stringify(after.body)).not.toContain(hook.secret.slice(6));
  });

  test('tells a stranger no device, and the administrator every one', async () => {
    const [mine, others, all] = [await receiver(), await receiver(), await receiver()];
    await hookAt(mine.url);
    await hookAt(others.url, {}, stranger.token);
    await hookAt(all.url, {}, adminToken);
    const rows = [{ op: 'unfollow', follower: demoCaller.username, target: demoTarget.username }];
    await call('POST', '/follows/batch', { rows });
    const again = rows.map((row) => ({ ...row, op: 'follow' }));
    await call('POST', '/follows/batch', { rows: again });
    for (const { until, messages } of [mine, others, all]) {
      await until(() => messages.some(({ type }) => type === 'followed'));
    }
    const deviceOf = ({ messages }: typeof mine) => messages.at(-1)?.data.device;
    expect([deviceOf(mine), deviceOf(all)]).toEqual([
      'wx_demo_device_0000000',
      'wx_demo_device_0000000',
    ]);
    expect(deviceOf(others)).toBeNull();
  });

  test('is told of the wanted types and accounts only', async () => {
    const taker = await receiver();
    const [first = '', second = '', third = ''] = fans;
    await hookAt(taker.url, { types: ['unfollowed'], accounts: [first, third] });
    await write('follow', fans, demoTarget.username);
    await write('unfollow', [first, second], demoTarget.username);
    await write('follow', [second], third);
    await write('unfollow', [second], third);
    await taker.until(() => taker.messages.length === 2);
    expect(followersOf(taker.messages)).toEqual([first, second]);
    expect(taker.messages.map(({ type }) => type)).toEqual(['unfollowed', 'unfollowed']);
  });

  test('begins after a revision, and is replayed from one under the same ids', async () => {
    const taker = await receiver();
    const { body: feed } = await call('GET', '/changes?limit=1000');
    const revisions: string[] = feed.items.map((item: { revision: string }) => item.revision);
    const hook = await hookAt(taker.url, { after: revisions.at(-3) });
    await taker.until(() => taker.messages.length === 2);
    const replayed = await call('POST', `/webhooks/${hook.id}/replay`, { from: 'start' });
    expect(replayed.status).toBe(200);
    await taker.until(() => taker.messages.length === 2 + revisions.length);
    const [one, two, ...all] = taker.messages;
    expect(all.map(({ data }) => data.revision)).toEqual(revisions);
    expect(all.slice(-2).map(({ id }) => id)).toEqual([one?.id, two?.id]);
    expect((await call('POST', `/webhooks/${hook.id}/replay`, {})).body).toMatchObject({
      code: 'parameter_missing',
    });
    expect(
      (await call('POST', `/webhooks/${hook.id}/replay`, { after: 'rzzzz' })).body,
    ).toMatchObject({ code: 'revision_unknown' });
  });

  test('is paused, changed and resumed without losing anything', async () => {
    const [old, next] = [await receiver(), await receiver()];
    const hook = await hookAt(old.url);
    const paused = await call('PATCH', `/webhooks/${hook.id}`, { paused: true });
    expect(paused.body.state).toBe('paused');
    await write('follow', fans.slice(0, 5), demoTarget.username);
    const edit = { url: next.url, description: '新地址', paused: false };
    expect((await call('PATCH', `/webhooks/${hook.id}`, edit)).body).toMatchObject({
      state: 'active',
      url: next.url,
      description: '新地址',
    });
    await next.until(() => next.messages.length === 5);
    expect(old.messages).toEqual([]);
  });

  test('is listed to its owner and the administrator, and unknown to others', async () => {
    const taker = await receiver();
    const { secret: _, ...hook } = await hookAt(taker.url);
    const foreign = await hookAt(taker.url, {}, stranger.token);
    expect((await call('GET', '/webhooks')).body.items).toEqual([hook]);
    const all = await call('GET', '/webhooks', undefined, adminToken);
    expect(all.body.items.map(({ id }: Hook) => id)).toEqual([hook.id, foreign.id]);
    const made = `wh_${'0'.repeat(12)}`;
    for (const [method, path, body] of [
      ['GET', ''],
      ['PATCH', '', { paused: true }],
      ['DELETE', ''],
      ['POST', '/rotate', {}],
      ['POST', '/replay', { from: 'start' }],
      ['POST', '/test'],
      ['GET', '/deliveries'],
    ] as const) {
      const known = await call(method, `/webhooks/${foreign.id}${path}`, body);
      const unknown = await call(method, `/webhooks/${made}${path}`, body);
      expect(known.status, `${method} ${path}`).toBe(404);
      expect(JSON.stringify(known.body).replaceAll(foreign.id, made)).toBe(
        JSON.stringify(unknown.body),
      );
    }
    expect((await call('DELETE', `/webhooks/${foreign.id}`, undefined, adminToken)).status).toBe(
      204,
    );
    expect((await call('GET', '/webhooks', undefined, stranger.token)).body.items).toEqual([]);
  });

  test('has fifty brothers at most, counted for each owner', async () => {
    const { url } = await receiver();
    const made = await Promise.all(
      Array.from({ length: 55 }, () => call('POST', '/webhooks', { url })),
    );
    expect(made.filter(({ status }) => status === 201)).toHaveLength(50);
    expect(made.find(({ status }) => status === 409)?.body.code).toBe('too_many_webhooks');
    expect((await call('POST', '/webhooks', { url }, stranger.token)).status).toBe(201);
  });
});

describe('a secret', () => {
  test('is rotated while messages carry both signatures, until the overlap ends', async () => {
    const taker = await receiver();
    const hook = await hookAt(taker.url);
    const reply = await call('POST', `/webhooks/${hook.id}/rotate`, { overlapSeconds: 3600 });
    expect(reply.status).toBe(201);
    expect(reply.headers.get('cache-control')).toBe('no-store');
    await write('follow', fans.slice(0, 1), demoTarget.username);
    await taker.until(() => taker.messages.length === 1);
    const [both] = taker.messages;
    if (!both) throw new Error('no message');
    expect([hook.secret, reply.body.secret].map((each) => isSignedWith(each, both))).toEqual([
      true,
      true,
    ]);
    const last = await call('POST', `/webhooks/${hook.id}/rotate`, { overlapSeconds: 0 });
    await write('follow', fans.slice(1, 2), demoTarget.username);
    await taker.until(() => taker.messages.length === 2);
    const [, one] = taker.messages;
    if (!one) throw new Error('no message');
    expect(
      [hook.secret, reply.body.secret, last.body.secret].map((each) => isSignedWith(each, one)),
    ).toEqual([false, false, true]);
  });
});

describe('an address', () => {
  const refused = [
    'http://169.254.169.254/',
    'http://10.0.0.8/',
    'http://[::1]/',
    'http://0.0.0.0/',
  ];

  test.each(refused)('%s is refused when it is set', async (url) => {
    expect(await call('POST', '/webhooks', { url })).toMatchObject({
      status: 422,
      body: { code: 'callback_refused' },
    });
    const { url: good } = await receiver();
    const hook = await hookAt(good);
    expect((await call('PATCH', `/webhooks/${hook.id}`, { url })).status).toBe(422);
    expect((await call('GET', `/webhooks/${hook.id}`)).body.url).toBe(good);
  });

  test.each(['ftp://example.com/', 'http://a:b@example.com/', 'example.com', 'http:///x', ''])(
    '%j is no address',
    async (url) => {
      expect((await call('POST', '/webhooks', { url })).status).toBe(400);
    },
  );

  test('that turns private later gets nothing', async () => {
    const taker = await receiver();
    addresses = ['93.184.216.34'];
    const hook = await hookAt(`http://other.example:${taker.port}/hook`);
    addresses = ['127.0.0.1', '169.254.169.254'];
    await write('follow', fans.slice(0, 1), demoTarget.username);
    const { body } = await eventually(
      () => call('GET', `/webhooks/${hook.id}/deliveries`),
      (reply) => reply.body.items.length > 0,
    );
    expect(body.items[0]).toMatchObject({ failedStep: 'dns', status: null });
    expect(taker.messages).toEqual([]);
  });
});

describe('a test message', () => {
  const tested = async (url: string) => {
    const hook = await hookAt(url, { from: 'head' });
    return (await call('POST', `/webhooks/${hook.id}/test`)).body;
  };

  test('says that it was taken', async () => {
    const taker = await receiver();
    expect(await tested(taker.url)).toMatchObject({ failedStep: null, status: 204, detail: '' });
    expect(taker.messages[0]).toMatchObject({ type: 'test' });
  });

  test('says which step failed', async () => {
    const busy = await receiver((response) => response.writeHead(503).end());
    expect(await tested(busy.url)).toMatchObject({ failedStep: 'status', status: 503 });
    const closed = await receiver();
    await closed.close();
    open.pop();
    expect(await tested(closed.url)).toMatchObject({ failedStep: 'connect', status: null });
    const rude = createServer((socket) => socket.once('data', () => socket.destroy()));
    await new Promise<void>((resolve) => rude.listen(0, '127.0.0.1', resolve));
    open.push(async () => void rude.close());
    const address = rude.address();
    const port = typeof address === 'object' ? address?.port : 0;
    expect(await tested(`http://127.0.0.1:${port}/`)).toMatchObject({ failedStep: 'answer' });
    expect(await tested(`https://127.0.0.1:${port}/`)).toMatchObject({ failedStep: 'tls' });
    const hook = await hookAt('http://hook.example/');
    addresses = [];
    const { body } = await call('POST', `/webhooks/${hook.id}/test`);
    expect(body).toMatchObject({ failedStep: 'dns', status: null });
    expect(body.detail).toContain('hook.example');
  });
});
