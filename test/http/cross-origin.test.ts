import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demo } from '#guanzhu/demo/demo.js';
import { type Instance, startInstance } from '../support/instance.js';

const app = 'https://app.example.com';
const stranger = 'https://stranger.example.com';
let open: Instance;
let closed: Instance;
let toAny: Instance;
let behindFolder: Instance;
beforeAll(async () => {
  open = await startInstance({ corsOrigins: [app, 'http://127.0.0.1:5173'] });
  closed = await startInstance();
  toAny = await startInstance({ corsOrigins: ['*'] });
  const publicUrl = 'https://x.example/guanzhu';
  behindFolder = await startInstance({ corsOrigins: ['*'], publicUrl });
});
afterAll(() => Promise.all([open, closed, toAny, behindFolder].map(({ stop }) => stop())));

const token = { authorization: `Bearer ${demo.token}` };
const follow = '/gewe/v2/api/finder/follow';

async function ask(
  { address }: Instance,
  origin: string | null,
  path: string,
  init: RequestInit = {},
) {
  const headers = new Headers(init.headers);
  if (origin !== null) headers.set('origin', origin);
  const response = await fetch(`${address}${path}`, { ...init, headers });
  await response.text();
  const named = Object.fromEntries(response.headers);
  return {
    status: response.status,
    allowed: named['access-control-allow-origin'],
    exposed: named['access-control-expose-headers'],
    vary: named.vary,
    headers: named,
  };
}

const preflight = (instance: Instance, origin: string, path: string, method = 'POST') =>
  ask(instance, origin, path, {
    method: 'OPTIONS',
    headers: {
      'access-control-request-method': method,
      'access-control-request-headers': 'content-type,x-gewe-token',
    },
  });

describe('a page of an allowed origin', () => {
  test.each([
    [follow, 'POST'],
    ['/v1/follows/batch', 'POST'],
    ['/v1/accounts/v2_a%40finder', 'PATCH'],
    ['/v1/changes/stream?from=start', 'GET'],
  ])('has its preflight of %s answered', async (path, method) => {
    const { status, allowed, vary, headers } = await preflight(open, app, path, method);
    expect({ status, allowed, vary }).toEqual({ status: 204, allowed: app, vary: 'Origin' });
    expect(headers['access-control-allow-methods']).toContain(method);
    const sendable = headers['access-control-allow-headers']?.toLowerCase().split(', ');
    expect(sendable).toEqual(
      expect.arrayContaining([
        ...['authorization', 'content-type', 'guanzhu-revision'],
        ...['idempotency-key', 'last-event-id', 'x-gewe-token'],
      ]),
    );
    expect(headers).not.toHaveProperty('access-control-allow-credentials');
    expect(headers).toHaveProperty('x-request-id');
  });

  const tooLarge = { method: 'POST', headers: token, body: 'x'.repeat(70_000) };
  test.each<[string, number, string, RequestInit]>([
    ['a success', 200, '/v1/changes?limit=1', { headers: token }],
    ['401', 401, '/v1/changes', {}],
    ['404 of a thing', 404, '/v1/accounts/v2_nobody', { headers: token }],
    ['404 of a path', 404, '/v1/nowhere', { headers: token }],
    ['404 beside the APIs', 404, '/nowhere', {}],
    ['405', 405, '/v1/changes', { method: 'PUT' }],
    ['413', 413, '/v1/follows/batch', { ...tooLarge, body: 'x'.repeat(4_300_000) }],
    ['413 of the contract', 413, follow, { ...tooLarge, headers: { 'x-gewe-token': demo.token } }],
    ['415', 415, '/v1/follows/batch', { method: 'POST', headers: token, body: 'x' }],
    ['a failure of the contract', 200, follow, { method: 'POST' }],
    ['a path that cannot be read', 400, '/v1/accounts/%E0%A4%A', {}],
  ])('may read %s', async (_, status, path, init) => {
    const headers = new Headers(init.headers);
    if (status === 413) headers.set('content-type', 'application/json');
    const seen = await ask(open, app, path, { ...init, headers });
    expect(seen).toMatchObject({ status, allowed: app, vary: 'Origin' });
    for (const name of ['Guanzhu-Revision', 'Guanzhu-Changed', 'X-Request-Id', 'ETag']) {
      expect(seen.exposed?.split(', ')).toContain(name);
    }
    expect(seen.exposed?.split(', ')).toContain('Retry-After');
    expect(seen.headers).not.toHaveProperty('access-control-allow-credentials');
  });

  test('may read the change stream', async () => {
    const stop = new AbortController();
    const response = await fetch(`${open.address}/v1/changes/stream`, {
      headers: { ...token, origin: app },
      signal: stop.signal,
    });
    expect(response.headers.get('access-control-allow-origin')).toBe(app);
    stop.abort();
  });

  test('may not have a preflight for what is not served', async () => {
    expect(await preflight(open, app, '/v1/nowhere')).toMatchObject({ status: 404, allowed: app });
  });

  test.each(['/%761/overview', '//v1/%6fverview?x=1', '/v1/overview'])(
    'has its preflight answered however the path is written: %s',
    async (path) => {
      expect(await preflight(open, app, path, 'GET')).toMatchObject({ status: 204, allowed: app });
    },
  );

  test.each([
    ['/%63onsole/session', 200],
    ['//%63on%73ole//session', 200],
    ['/console/%zz', 400],
    ['/%63onsole/%zz', 400],
    ['/%63onsole/none.js', 404],
    ['/guanzhu/console/session', 200],
    ['/guanzhu/%63onsole/session', 200],
  ])('has nothing to do with the console, also as %s', async (path, status) => {
    const seen = await ask(behindFolder, app, path);
    expect(seen).toMatchObject({ status, allowed: undefined, exposed: undefined });
    expect(await preflight(behindFolder, app, path)).toMatchObject({ allowed: undefined });
  });

  test('has nothing to do with the console', async () => {
    const session = await ask(open, app, '/console/session');
    expect(session).toMatchObject({ status: 200, allowed: undefined, vary: undefined });
    expect(await preflight(open, app, '/console/session')).toMatchObject({
      status: 405,
      allowed: undefined,
    });
  });
});

test('a page of another origin may read nothing, and no cache mixes the two up', async () => {
  expect(await ask(open, stranger, '/v1/changes', { headers: token })).toMatchObject({
    status: 200,
    allowed: undefined,
    exposed: undefined,
    vary: 'Origin',
  });
  expect(await preflight(open, stranger, follow)).toMatchObject({
    status: 405,
    allowed: undefined,
    vary: 'Origin',
  });
  expect(await ask(open, null, '/v1/changes', { headers: token })).toMatchObject({
    allowed: undefined,
    vary: 'Origin',
  });
});

test('with * a page of any origin may read, and caches may keep one reply for all', async () => {
  for (const origin of [stranger, 'null', null]) {
    expect(await ask(toAny, origin, '/v1/changes', { headers: token })).toMatchObject({
      allowed: '*',
      vary: undefined,
    });
  }
  expect(await preflight(toAny, stranger, follow)).toMatchObject({ status: 204, allowed: '*' });
});

test('without the setting nothing is told to other origins but the served document', async () => {
  expect(await preflight(closed, app, follow)).toMatchObject({ status: 405, allowed: undefined });
  expect(await ask(closed, app, '/v1/changes', { headers: token })).toMatchObject({
    status: 200,
    allowed: undefined,
    vary: undefined,
  });
  for (const instance of [closed, open, toAny]) {
    expect(await ask(instance, stranger, '/openapi.json')).toMatchObject({ allowed: '*' });
  }
});
