import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setCallback } from '#guanzhu/contract/set-callback.js';
import { demo } from '#guanzhu/demo/demo.js';
import { parseAllowance } from '#guanzhu/service/callback-address.js';
import { hashToken } from '#guanzhu/service/token-hash.js';
import { stranger } from '../../support/crowd.js';
import { type Instance, startInstance } from '../../support/instance.js';
import { send } from '../../support/operation-call.js';

/** What names stand for in these tests. */
const names: Readonly<Record<string, readonly string[]>> = {
  'public.example': ['93.184.216.34', '2606:4700::1'],
  'private.example': ['10.0.0.7'],
  'mixed.example': ['93.184.216.34', '127.0.0.1'],
  'mapped.example': ['::ffff:169.254.169.254'],
  'allowed.example': ['192.168.7.7'],
  'metadata.allowed.example': ['169.254.169.254'],
  'empty.example': [],
  'localhost.': ['127.0.0.1', '::1'],
};

let instance: Instance;
beforeAll(async () => {
  const callbackAllow = parseAllowance('allowed.example,metadata.allowed.example,10.1.0.0/16');
  if (!callbackAllow) throw new Error('no list');
  instance = await startInstance(
    { callbackAllow },
    {
      lookup: async (host) => {
        const found = names[host];
        if (!found) throw new Error(`ENOTFOUND ${host}`);
        return found;
      },
    },
  );
});
afterAll(() => instance.stop());

const set = async (callbackUrl: unknown, given: object = {}, token: string = demo.token) => {
  const body = { token, callbackUrl, ...given };
  return (await send(instance.address, setCallback, body, token)).body;
};
const kept = async (token: string = demo.token) => {
  const hash = Buffer.from(hashToken(token));
  return (await instance.app.store.callbacks()).find(({ tokenHash }) => hash.equals(tokenHash))
    ?.url;
};
const success = { ret: 200, msg: '操作成功' };

describe('the paths that clients know it by', () => {
  test.each([
    '/gewe/v2/api/login/setCallback',
    '/gewe/v2/api/tools/setCallback',
    '/v2/api/login/setCallback',
    '/v2/api/tools/setCallback',
    '/v2/api//tools/setCallback',
  ])('%s', async (path) => {
    const callbackUrl = `https://public.example${path}`;
    const response = await fetch(`${instance.address}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-gewe-token': demo.token },
      body: JSON.stringify({ token: demo.token, callbackUrl }),
    });
    expect([response.status, await response.json()]).toEqual([200, success]);
    expect(await kept()).toBe(callbackUrl);
  });

  test('are told from what is not served, and asked for a token', async () => {
    const asked = (path: string, headers: Record<string, string> = {}) =>
      fetch(`${instance.address}${path}`, { method: 'POST', headers }).then((reply) =>
        reply.json(),
      );
    expect(await asked('/v2/api/tools/getTokenId')).toEqual({ ret: 404, msg: '接口不存在' });
    expect(await asked('/v2/api/tools/setCallback')).toEqual({
      ret: 500,
      msg: 'header:X-GEWE-TOKEN 不可为空',
    });
  });
});

describe('an address', () => {
  test.each([
    'https://public.example/hook?key=1',
    'http://93.184.216.34:8080/',
    'http://[2606:4700::1]/',
    'http://allowed.example:3000/x',
    'http://10.1.2.3/',
    `https://public.example/${'x'.repeat(1001)}`,
  ])('%s is kept as it was given', async (url) => {
    expect(await set(url)).toEqual(success);
    expect(await kept()).toBe(url);
  });

  test('is removed by an empty text, also when there is none', async () => {
    await set('https://public.example/');
    for (const _ of [1, 2]) {
      expect(await set('')).toEqual(success);
      expect(await kept()).toBeUndefined();
    }
  });

  test('belongs to one token', async () => {
    await set('https://public.example/1');
    await set('https://public.example/2', {}, stranger.token);
    expect(await kept()).toBe('https://public.example/1');
    await set('', {}, stranger.token);
    expect(await kept()).toBe('https://public.example/1');
    expect(await kept(stranger.token)).toBeUndefined();
  });

  test.each([
    'public.example/hook',
    'ftp://public.example/',
    'file:///etc/passwd',
    'gopher://public.example/',
    'javascript:alert(1)',
    'http:public.example',
    'http:///public.example',
    'http://',
    'http://public.example:99999/',
    'http://user@public.example/',
    'http://user:pw@public.example/',
    'http://:pw@public.example/',
    ' http://public.example/',
    'http://public.example/a b',
    'http://public\t.example/',
    'http://[::1/',
    'http://1.2.3.4.5/',
    `https://public.example/${'x'.repeat(1002)}`,
    12,
    true,
    {},
  ])('%j is none', async (url) => {
    await set('https://public.example/before');
    expect(await set(url)).toEqual({ ret: 500, msg: 'callbackUrl参数错误' });
    expect(await kept()).toBe('https://public.example/before');
  });

  test.each([
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://0177.0.0.1/',
    'http://[::1]:80/',
    'http://[::ffff:7f00:1]/',
    'http://169.254.169.254/latest/meta-data/',
    'http://0.0.0.0/',
    'http://10.2.0.1/',
    'http://private.example/',
    'http://mixed.example/',
    'http://mapped.example/',
    'http://metadata.allowed.example/',
    'http://empty.example/',
    'http://unknown.example/',
    'http://localhost./',
  ])('%s is refused, and the setting that opens it named', async (url) => {
    await set('https://public.example/before');
    const { hostname } = new URL(url);
    const body = await set(url);
    expect(body).toMatchObject({ ret: 500, msg: '设置回调地址失败', data: { code: '-6109' } });
    expect(body.data).toMatchObject({ msg: expect.stringContaining('GUANZHU_CALLBACK_ALLOW') });
    expect(JSON.stringify(body)).toContain(hostname);
    expect(await kept()).toBe('https://public.example/before');
  });
});

describe('the token', () => {
  test('in the body must be the header’s', async () => {
    for (const token of [stranger.token, `${demo.token} `, 'x']) {
      expect(await set('', { token })).toEqual({ ret: 500, msg: 'token参数错误' });
    }
  });

  test('and the address must be given', async () => {
    expect(await set('', { token: '' })).toEqual({ ret: 500, msg: 'token不可为空' });
    expect(await set(undefined)).toEqual({ ret: 500, msg: 'callbackUrl不可为空' });
    expect(await set(null)).toEqual({ ret: 500, msg: 'callbackUrl不可为空' });
  });

  test('in the header comes first', async () => {
    const body = { token: 'nobody', callbackUrl: '' };
    const sent = await send(instance.address, setCallback, body, 'nobody');
    expect(sent.body.msg).toContain('不可用或已过期');
  });
});
