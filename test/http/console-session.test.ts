import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decideConfig } from '#guanzhu/config/config.js';
import { type Instance, startInstance } from '../support/instance.js';
import { sendRaw } from '../support/raw-http.js';

const adminToken = 'admin-token-of-the-session-tests';
const minute = 60_000_000;
let now = 1_760_000_000_000_000;
let instance: Instance;

beforeAll(async () => {
  instance = await startInstance({ adminToken }, { clock: { now: () => now } });
});
afterAll(() => instance.stop());

interface Sent {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

function send(path: string, { method = 'GET', body, headers = {} }: Sent = {}) {
  return fetch(`${instance.address}${path}`, {
    method,
    redirect: 'manual',
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

const own = () => ({ origin: instance.address, 'x-guanzhu-console': '1' });
const signIn = (body: object, headers: Record<string, string> = own()) =>
  send('/console/session', { method: 'POST', body, headers });

function cookieOf(response: Response): string {
  return (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}

async function session(): Promise<Record<string, string>> {
  const response = await signIn({ token: adminToken });
  expect(response.status).toBe(204);
  return { ...own(), cookie: cookieOf(response) };
}

async function codeOf(response: Response): Promise<unknown> {
  const problem: unknown = await response.json();
  return typeof problem === 'object' && problem && 'code' in problem ? problem.code : undefined;
}

describe('signing in', () => {
  test('the cookie is out of reach of scripts and of other sites', async () => {
    const response = await signIn({ token: adminToken });
    const cookie = response.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^guanzhu_session_\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    const overTls = await signIn({ token: adminToken }, { ...own(), 'x-forwarded-proto': 'https' });
    expect(overTls.headers.get('set-cookie')).toContain('; Secure');
  });

  test('the cookie belongs to the folder that a proxy serves the console in', async () => {
    const pathFor = async (said: string) => {
      const headers = { ...own(), 'x-guanzhu-console': said };
      const response = await signIn({ token: adminToken }, headers);
      return /Path=([^;]*)/.exec(response.headers.get('set-cookie') ?? '')?.[1];
    };
    expect(await pathFor('/guanzhu/')).toBe('/guanzhu/');
    expect(await pathFor('/')).toBe('/');
    expect(await pathFor('/a/; Domain=evil.example')).toBe('/');
    expect(await pathFor('//evil.example/')).toBe('/');
  });

  test('a proxy that calls the server by another name is named by the public address', async () => {
    const origin = 'https://console.example';
    const proxied = await startInstance({ adminToken, consoleHosts: ['console.example'] });
    const statusOf = async (from: string) => {
      const response = await fetch(`${proxied.address}/console/session`, {
        method: 'POST',
        headers: { origin: from, 'content-type': 'application/json' },
        body: JSON.stringify({ token: adminToken }),
      });
      return response.status;
    };
    try {
      expect(await statusOf(origin)).toBe(204);
      expect(await statusOf('https://evil.example')).toBe(403);
    } finally {
      await proxied.stop();
    }
    expect(
      decideConfig({ publicUrl: { text: `${origin}/guanzhu/`, origin: 'test' } }),
    ).toMatchObject({
      publicUrl: `${origin}/guanzhu`,
      consoleHosts: ['console.example'],
    });
  });

  test('of the public address the scheme and the port count as well', async () => {
    const publicUrl = 'https://x.example/guanzhu';
    const consoleHosts = ['x.example', 'other.example'];
    const proxied = await startInstance({ adminToken, publicUrl, consoleHosts });
    const post = (path: string, from: string, more: Record<string, string>, body: object) =>
      fetch(`${proxied.address}${path}`, {
        method: 'POST',
        headers: { origin: from, 'content-type': 'application/json', ...more },
        body: JSON.stringify(body),
      });
    try {
      const path = '/console/session';
      const opened = await post(path, 'https://x.example', {}, { token: adminToken });
      const headers = { cookie: cookieOf(opened), 'x-guanzhu-console': '/guanzhu/' };
      const statusOf = async (from: string, more: Record<string, string> = {}) => {
        const made = await post('/v1/tokens', from, { ...headers, ...more }, { label: 'x' });
        return made.status;
      };
      expect(await statusOf('https://x.example')).toBe(201);
      expect(await statusOf(proxied.address)).toBe(201);
      // A listed name of a proxy is one of any scheme and port: nobody said which.
      expect(await statusOf('http://other.example:8080')).toBe(201);
      for (const from of ['http://x.example:9999', 'https://x.example:9999', 'http://x.example']) {
        expect(await statusOf(from)).toBe(403);
        expect((await post(path, from, {}, { token: adminToken })).status).toBe(403);
        // The browser itself says that the page is the server's own, by whatever name.
        expect(await statusOf(from, { 'sec-fetch-site': 'same-origin' })).toBe(201);
      }
      const body = '{"label":"x"}';
      const head = [
        'POST /v1/tokens HTTP/1.1',
        ...['Host: x.example', 'Origin: http://x.example', 'X-Guanzhu-Console: /'],
        ...[`Cookie: ${headers.cookie}`, 'Content-Type: application/json'],
        ...[`Content-Length: ${body.length}`, 'Connection: close', '', ''],
      ].join('\r\n');
      expect((await sendRaw(proxied.address, [head, body]))[0]?.status).toBe(403);
    } finally {
      await proxied.stop();
    }
  });

  test('a link works once', async () => {
    const fresh = await startInstance({ adminToken });
    try {
      const code = fresh.app.consoleLink?.split('#')[1];
      const take = () =>
        fetch(`${fresh.address}/console/session`, {
          method: 'POST',
          headers: { origin: fresh.address, 'content-type': 'application/json' },
          body: JSON.stringify({ link: code }),
        });
      expect((await take()).status).toBe(204);
      const again = await take();
      expect(again.status).toBe(401);
      expect(await codeOf(again)).toBe('sign_in_link_invalid');
    } finally {
      await fresh.stop();
    }
  });

  test('a link works for 15 minutes', async () => {
    let later = 1_760_000_000_000_000;
    const fresh = await startInstance({ adminToken }, { clock: { now: () => later } });
    try {
      later += 15 * minute;
      const response = await fetch(`${fresh.address}/console/session`, {
        method: 'POST',
        headers: { origin: fresh.address, 'content-type': 'application/json' },
        body: JSON.stringify({ link: fresh.app.consoleLink?.split('#')[1] }),
      });
      expect(await codeOf(response)).toBe('sign_in_link_invalid');
    } finally {
      await fresh.stop();
    }
  });

  test('a tenant token does not open the console', async () => {
    expect(await codeOf(await signIn({ token: 'guanzhu-demo-token' }))).toBe('admin_token_invalid');
    expect(await codeOf(await signIn({}))).toBe('admin_token_invalid');
  });

  test('takes a new session and ends the one before', async () => {
    const before = await session();
    const response = await signIn({ token: adminToken }, before);
    const after = { ...own(), cookie: cookieOf(response) };
    expect(after.cookie).not.toBe(before.cookie);
    expect((await send('/v1/tokens', { headers: before })).status).toBe(401);
    expect((await send('/v1/tokens', { headers: after })).status).toBe(200);
  });

  test('guessing is slowed down', async () => {
    const other = await startInstance({ adminToken });
    try {
      const guess = () =>
        fetch(`${other.address}/console/session`, {
          method: 'POST',
          headers: { origin: other.address, 'content-type': 'application/json' },
          body: '{"token":"a wrong token"}',
        });
      for (let tried = 0; tried < 20; tried += 1) expect((await guess()).status).toBe(401);
      expect((await guess()).status).toBe(429);
    } finally {
      await other.stop();
    }
  });
});

describe('a session', () => {
  test('counts as the administrator under /v1, and nowhere else', async () => {
    const headers = await session();
    expect((await send('/v1/overview', { headers })).status).toBe(200);
    const follow = await send('/gewe/v2/api/finder/getProfile', {
      method: 'POST',
      body: { appId: 'wx_demo_device_0000000' },
      headers,
    });
    expect(await follow.json()).toMatchObject({ ret: 500 });
  });

  test('is nothing without the header that only the console sends', async () => {
    const { cookie = '' } = await session();
    expect((await send('/v1/tokens', { headers: { cookie } })).status).toBe(401);
    const write = await send('/v1/tokens', {
      method: 'POST',
      body: { label: 'from a form' },
      headers: { cookie, origin: instance.address },
    });
    expect(write.status).toBe(401);
  });

  test.each(['https://evil.example', 'null', undefined])(
    'writes nothing for the origin %s',
    async (origin) => {
      const { cookie = '' } = await session();
      const headers = { cookie, 'x-guanzhu-console': '1', ...(origin !== undefined && { origin }) };
      const body = { label: 'forged' };
      const response = await send('/v1/tokens', { method: 'POST', body, headers });
      expect(response.status).toBe(403);
      expect(await codeOf(response)).toBe('origin_refused');
      expect(await codeOf(await signIn({ token: adminToken }, headers))).toBe('origin_refused');
    },
  );

  test('is one of 100 at most: the one idle longest ends first', async () => {
    const sessions: Record<string, string>[] = [];
    for (let count = 0; count < 101; count += 1) sessions.push(await session());
    const statuses = await Promise.all(
      [0, 1, 100].map(async (index) => {
        const headers = sessions[index] ?? {};
        return (await send('/v1/tokens', { headers })).status;
      }),
    );
    expect(statuses).toEqual([401, 200, 200]);
  });

  test('lasts for 12 hours after it was used last', async () => {
    const headers = await session();
    now += 11 * 60 * minute;
    expect((await send('/v1/tokens', { headers })).status).toBe(200);
    now += 11 * 60 * minute;
    expect((await send('/v1/tokens', { headers })).status).toBe(200);
    now += 12 * 60 * minute + 1;
    expect((await send('/v1/tokens', { headers })).status).toBe(401);
  });

  test('ends for good when one signs out', async () => {
    const headers = await session();
    const response = await send('/console/session', { method: 'DELETE', headers });
    expect(response.headers.get('set-cookie')).toContain('Max-Age=0');
    expect((await send('/v1/tokens', { headers })).status).toBe(401);
    expect(await (await send('/console/session', { headers })).json()).toEqual({
      signedIn: false,
      version: null,
      demo: null,
    });
  });
});

describe('the pages', () => {
  test('a browser that opens the server gets to the console', async () => {
    const response = await send('/');
    expect([response.status, response.headers.get('location')]).toEqual([302, './console/']);
  });

  test('allow nothing from elsewhere', async () => {
    const response = await send('/console/');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toContain('unsafe');
    expect(policy).not.toMatch(/https?:|\*/);
    expect(await response.text()).not.toMatch(/<script(?![^>]* src=)|<style| on\w+=/);
  });

  test('are packed, and kept by what they are', async () => {
    const page = await send('/console/', { headers: { 'accept-encoding': 'gzip, br' } });
    expect(page.headers.get('content-encoding')).toBe('br');
    expect(page.headers.get('cache-control')).toBe('no-cache');
    const etag = page.headers.get('etag') ?? '';
    expect((await send('/console/', { headers: { 'if-none-match': etag } })).status).toBe(304);
    const [script = ''] = /\/console\/assets\/[^"]+\.js/.exec(await page.text()) ?? [];
    const file = await send(script, { headers: { 'accept-encoding': 'identity' } });
    expect(file.headers.get('content-encoding')).toBeNull();
    expect(file.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(file.headers.get('cache-control')).toContain('immutable');
  });

  test.each(['/console/assets/none.js', '/console/..%2f..%2fapp.js', '/console/index.html.br'])(
    '%s is not there',
    async (path) => {
      expect((await send(path)).status).toBe(404);
    },
  );

  test('a name that leads here is refused unless it is the own one', async () => {
    const port = new URL(instance.address).port;
    const statusFor = async (host: string) => {
      const head = `GET /console/session HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
      return (await sendRaw(instance.address, [head]))[0]?.status;
    };
    expect(await statusFor(`evil.example:${port}`)).toBe(421);
    expect(await statusFor('127.0.0.1.evil.example')).toBe(421);
    expect(await statusFor(`localhost:${port}`)).toBe(200);
    expect(await statusFor(`[::1]:${port}`)).toBe(200);
  });

  test('a name can be listed', async () => {
    const listed = await startInstance({ adminToken, consoleHosts: ['console.example'] });
    try {
      const head =
        'GET /console/session HTTP/1.1\r\nHost: console.example\r\nConnection: close\r\n\r\n';
      expect((await sendRaw(listed.address, [head]))[0]?.status).toBe(200);
    } finally {
      await listed.stop();
    }
  });
});
