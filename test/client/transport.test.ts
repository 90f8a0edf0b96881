import { describe, expect, test } from 'vitest';
import {
  ConnectionError,
  GuanzhuApiError,
  GuanzhuClient,
  RateLimitError,
  RequestTimeoutError,
  UnavailableError,
} from '#guanzhu/client/index.js';
import { broken, json, scriptedServer } from './scripted-server.js';

const ok = json({ ret: 200, msg: '操作成功', data: { username: 'b' } });
const busy = json({ ret: 500, msg: '关注失败', data: { code: '-6501', msg: '请求过于频繁' } });
const follow = {
  appId: 'a',
  myUserName: 'm',
  myRoleType: 3,
  toUserName: 't',
  opType: 1,
} as const;
const finder = { appId: 'a', nickName: '名字', headImg: 'https://example.com/a' };
const device = { appId: 'a/b?', online: true };
const clientOf = ({ baseUrl }: { readonly baseUrl: string }, maxRetries = 2) =>
  new GuanzhuClient({ baseUrl, token: 'tenant', adminToken: 'admin', maxRetries });

describe('a call is made again', () => {
  test.each([
    ['after a broken connection', broken],
    ['after 408', json({}, 408)],
    ['after 429', json({}, 429, { 'retry-after': '0' })],
    ['after 502', json({}, 502)],
    ['after 503', json({ code: 'overloaded', detail: 'x' }, 503, { 'retry-after': '0' })],
    ['after 504', json({}, 504)],
    ['after an overload told in the envelope', busy],
  ])('%s, under one Idempotency-Key', async (_, first) => {
    await using server = await scriptedServer(first, ok);
    expect(await clientOf(server).finder.follow(follow)).toEqual({ username: 'b' });
    const keys = server.received.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(2);
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(keys[1]).toBe(keys[0]);
    expect(server.received[1]?.body).toBe(server.received[0]?.body);
  });

  test('as often as is asked for, and the last error is told', async () => {
    await using server = await scriptedServer(json({}, 502));
    await expect(clientOf(server, 1).finder.follow(follow)).rejects.toBeInstanceOf(
      UnavailableError,
    );
    expect(server.received).toHaveLength(2);
    await expect(clientOf(server).finder.follow(follow, { maxRetries: 0 })).rejects.toBeInstanceOf(
      UnavailableError,
    );
    expect(server.received).toHaveLength(3);
  });
});

describe('a call is not made again', () => {
  test.each([
    ['after 400', json({ code: 'parameter_missing', detail: 'x' }, 400)],
    ['after 500', json({ code: 'internal', detail: 'x' }, 500)],
    ['after a redirect', json({}, 307, { location: 'http://127.0.0.1:1/' })],
    ['when it would wait too long', json({}, 429, { 'retry-after': '3600' })],
  ])('%s', async (_, answer) => {
    await using server = await scriptedServer(answer, ok);
    await expect(clientOf(server).finder.follow(follow)).rejects.toBeInstanceOf(GuanzhuApiError);
    expect(server.received).toHaveLength(1);
  });

  test.each([
    ['a broken connection', broken],
    ['502', json({}, 502)],
    ['504', json({}, 504)],
  ])('when it makes an account, after %s', async (_, answer) => {
    await using server = await scriptedServer(answer, ok);
    await expect(clientOf(server).finder.createFinder(finder)).rejects.toBeInstanceOf(
      GuanzhuApiError,
    );
    expect(server.received).toHaveLength(1);
    expect(server.received[0]?.headers).not.toHaveProperty('idempotency-key');
  });

  test('unless the server says that it did nothing', async () => {
    await using server = await scriptedServer(json({}, 429), busy, ok);
    await clientOf(server).finder.createFinder(finder);
    expect(server.received).toHaveLength(3);
  });
});

describe('a request', () => {
  test('under /v1 carries the right token and an escaped path', async () => {
    await using server = await scriptedServer(json({ appId: 'a/b?', online: true }));
    await clientOf(server).devices.setOnline(device);
    expect(server.received[0]).toMatchObject({
      method: 'PATCH',
      url: '/v1/devices/a%2Fb%3F',
      body: '{"online":true}',
      headers: {
        authorization: 'Bearer admin',
        'content-type': 'application/json',
      },
    });
    expect(server.received[0]?.headers).not.toHaveProperty('x-gewe-token');
  });

  test('that reads has neither body nor key, and its query is what was given', async () => {
    await using server = await scriptedServer(
      json({ items: [], nextCursor: null, hasMore: false, revision: '1' }),
    );
    const asOf = new Date(0);
    await clientOf(server).accounts.followers({ username: '关注@finder', limit: 5, asOf });
    const [{ method, url, headers, body } = { headers: {} }] = server.received;
    expect({ method, url, body }).toEqual({
      method: 'GET',
      url: '/v1/accounts/%E5%85%B3%E6%B3%A8%40finder/followers?limit=5&asOf=1970-01-01T00%3A00%3A00.000Z',
      body: '',
    });
    expect(headers.authorization).toBe('Bearer tenant');
    expect(headers).not.toHaveProperty('idempotency-key');
  });

  test.each(['', '.', '..'])('never leaves its path by the name %j', async (appId) => {
    await using server = await scriptedServer(ok);
    const call = clientOf(server).devices.setOnline({ appId, online: true });
    await expect(call).rejects.toThrow('appId must name something');
    expect(server.received).toEqual([]);
  });

  test('takes a 204 for nothing', async () => {
    await using server = await scriptedServer((response) => response.writeHead(204).end());
    const call = clientOf(server).accounts.removeFollower({ username: 'a', follower: 'b' });
    expect((await call.withResponse()).status).toBe(204);
  });
});

describe('a list', () => {
  const pages = [
    json({ items: [{ username: 'a' }, { username: 'b' }], nextCursor: 'c1', hasMore: true }),
    json({ items: [], nextCursor: 'c2', hasMore: true }),
    json({ items: [{ username: 'c' }], nextCursor: null, hasMore: false }),
  ];

  test('is awaited for one page', async () => {
    await using server = await scriptedServer(...pages);
    const page = await clientOf(server).accounts.following({ username: 'x', order: 'oldest' });
    expect(page.items.map(({ username }) => username)).toEqual(['a', 'b']);
    expect(server.received).toHaveLength(1);
  });

  test('is iterated over all its pages, each asked for once', async () => {
    await using server = await scriptedServer(...pages);
    const seen: string[] = [];
    const list = clientOf(server).accounts.following({ username: 'x', order: 'oldest' });
    for await (const { username } of list) seen.push(username);
    expect(seen).toEqual(['a', 'b', 'c']);
    expect(server.received.map(({ url }) => url?.split('?')[1])).toEqual([
      'order=oldest',
      'cursor=c1&order=oldest',
      'cursor=c2&order=oldest',
    ]);
  });

  test('of changes goes on after the last one', async () => {
    await using server = await scriptedServer(...pages);
    const types: unknown[] = [];
    for await (const change of clientOf(server).changes.list({ limit: 2 })) types.push(change);
    expect(types).toHaveLength(3);
    expect(server.received[1]?.url).toBe('/v1/changes?after=c1&limit=2');
  });
});

describe('an attempt ends', () => {
  test('in time', async () => {
    await using server = await scriptedServer(() => {});
    const call = clientOf(server).finder.follow(follow, { timeoutMs: 50, maxRetries: 1 });
    await expect(call).rejects.toMatchObject({ code: 'timeout', status: 0 });
    await expect(call).rejects.toBeInstanceOf(RequestTimeoutError);
    expect(server.received).toHaveLength(2);
  });

  test('when its caller says so, also while it waits to try again', async () => {
    const reason = new Error('enough');
    const stop = new AbortController();
    await using server = await scriptedServer((response, received) => {
      json({}, 429, { 'retry-after': '30' })(response, received);
      setTimeout(() => stop.abort(reason), 20);
    });
    const { signal } = stop;
    await expect(clientOf(server).finder.follow(follow, { signal })).rejects.toBe(reason);
    await expect(clientOf(server).finder.follow(follow, { signal })).rejects.toBe(reason);
    expect(server.received).toHaveLength(1);
  });
});

test('a server that is not there is named', async () => {
  const gone = await scriptedServer(ok);
  await gone[Symbol.asyncDispose]();
  const call = clientOf(gone).finder.createFinder(finder);
  await expect(call).rejects.toBeInstanceOf(ConnectionError);
  await expect(call).rejects.toMatchObject({
    code: 'connection_failed',
    detail: expect.stringMatching(/127\.0\.0\.1:\d+ cannot be reached \(.*ECONNREFUSED/),
  });
});

test('a page of somebody else is no reply', async () => {
  await using server = await scriptedServer((response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<html>');
  });
  await expect(clientOf(server).finder.follow(follow)).rejects.toMatchObject({
    code: 'reply_unreadable',
    detail: expect.stringContaining('text/html'),
  });
});

test('an error without a form is told by its status and text', async () => {
  await using server = await scriptedServer((response) => response.writeHead(429).end('slow down'));
  const call = clientOf(server, 0).finder.follow(follow);
  await expect(call).rejects.toBeInstanceOf(RateLimitError);
  await expect(call).rejects.toMatchObject({ code: 'unknown', detail: 'HTTP 429: slow down' });
});

describe('a delete', () => {
  const gone = (code: string) => json({ code, detail: 'There is none.' }, 404);
  const deletes: [string, (client: GuanzhuClient) => Promise<unknown>, string][] = [
    ['a device', (client) => client.devices.delete({ appId: 'a' }), 'device_unknown'],
    ['a token', (client) => client.tokens.delete({ id: 'a' }), 'token_unknown'],
    ['a webhook', (client) => client.webhooks.delete({ id: 'a' }), 'webhook_unknown'],
  ];

  test.each(deletes)('of %s whose reply was lost has worked', async (_, call, code) => {
    await using server = await scriptedServer(broken, gone(code));
    expect(await call(clientOf(server))).toBeNull();
    expect(server.received.map(({ method }) => method)).toEqual(['DELETE', 'DELETE']);
  });

  test.each(deletes)('of %s that is not there fails', async (_, call, code) => {
    await using server = await scriptedServer(gone(code));
    await expect(call(clientOf(server))).rejects.toMatchObject({ code, status: 404 });
    await using busyFirst = await scriptedServer(json({}, 429), gone(code));
    await expect(call(clientOf(busyFirst))).rejects.toMatchObject({ code, status: 404 });
  });

  test('that somebody else answers for is not done', async () => {
    await using server = await scriptedServer(json({}, 502), json({}, 404));
    const call = clientOf(server).devices.delete({ appId: 'a' });
    await expect(call).rejects.toMatchObject({ code: 'unknown', status: 404 });
  });
});

describe('a value that no header can carry is named before anything is sent', () => {
  test.each(['令牌', 'caf\u00e9', 'two words', 'two\nlines'])('the token %j', (value) => {
    for (const name of ['token', 'adminToken']) {
      const make = () => new GuanzhuClient({ baseUrl: 'http://127.0.0.1:1', [name]: value });
      expect(make).toThrow(TypeError);
      expect(make).toThrow(new RegExp(`^${name} has characters that cannot be sent in a header`));
      expect(make).not.toThrow(value);
    }
  });

  test('but the line end of a file is left out', async () => {
    await using server = await scriptedServer(json({ items: [] }));
    await new GuanzhuClient({ baseUrl: server.baseUrl, token: 'tenant\n' }).callbacks.list();
    expect(server.received[0]?.headers.authorization).toBe('Bearer tenant');
  });

  test('an idempotency key', async () => {
    await using server = await scriptedServer(ok);
    const call = clientOf(server).finder.follow(follow, { idempotencyKey: '键' });
    await expect(call).rejects.toThrow(/^idempotencyKey has characters/);
    expect(server.received).toEqual([]);
  });
});

test.each(['', 'localhost:2531', 'ftp://x'])('the address %j is refused at once', (baseUrl) => {
  expect(() => new GuanzhuClient({ baseUrl })).toThrow(TypeError);
});
