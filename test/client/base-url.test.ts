import { describe, expect, test } from 'vitest';
import { GuanzhuClient } from '#guanzhu/client/index.js';
import { json, scriptedServer } from './scripted-server.js';

const clientOf = (baseUrl: string) => new GuanzhuClient({ baseUrl, token: 't', maxRetries: 0 });

describe('an address that people copy works', () => {
  test.each([
    ['', ''],
    ['/', ''],
    ['/gewe/v2/api', ''],
    ['/gewe/v2/api/', ''],
    ['/gewe/v2/api/finder/follow', ''],
    ['/gewe/v2', ''],
    ['/v1', ''],
    ['/v1/', ''],
    ['/console/', ''],
    ['/docs/', ''],
    ['/openapi.json', ''],
    ['/v2/api', ''],
    ['/v2/api/', ''],
    ['/v2/api/finder/follow', ''],
    ['/gewe/v2/api/login/checkOnline', ''],
    ['/openapi.yaml', ''],
    ['/docs/index.html', ''],
    ['/docs/problems/token_invalid', ''],
    ['/console/sign-in', ''],
    ['/console/accounts', ''],
    ['/console/accounts/v2_a%40finder', ''],
    ['/readyz', ''],
    ['/guanzhu/v2/api/finder/follow', '/guanzhu'],
    ['/guanzhu/console/graph/', '/guanzhu'],
    // A folder that is named as a path of the server's own.
    ['/gewe', '/gewe'],
    ['/gewe/', '/gewe'],
    ['/gewe/gewe/v2/api', '/gewe'],
    ['/gewe/v1', '/gewe'],
    ['/console/v1', '/console'],
    ['/console/console/accounts', '/console'],
    ['/docs/v1', '/docs'],
    ['/docs/guanzhu', '/docs/guanzhu'],
    ['/v1/v1', '/v1'],
    ['/v2/api/v1', '/v2/api'],
    // Behind a proxy.
    ['/guanzhu', '/guanzhu'],
    ['/guanzhu/', '/guanzhu'],
    ['/guanzhu/v1', '/guanzhu'],
    ['/a/b/gewe/v2/api/', '/a/b'],
    ['/shop-v1', '/shop-v1'],
  ])('when it ends in "%s"', async (end, prefix) => {
    await using server = await scriptedServer(json({ ret: 200, msg: '操作成功', data: true }));
    const client = clientOf(` ${server.baseUrl.replace('http:', 'HTTP:')}${end}`);
    await client.login.checkOnline({ appId: 'a' });
    await client.accounts.get({ username: 'u' });
    expect(server.received.map(({ url }) => url)).toEqual([
      `${prefix}/gewe/v2/api/login/checkOnline`,
      `${prefix}/v1/accounts/u`,
    ]);
  });
});

describe('an address that cannot be used', () => {
  test.each([
    [
      '127.0.0.1:2531',
      /^baseUrl 127.0.0.1:2531 is not an address, it has no scheme: write http:\/\/127.0.0.1:2531/,
    ],
    [
      'localhost:2531',
      /^baseUrl localhost:2531 is not an address, it has no scheme: write http:\/\/localhost:2531/,
    ],
    [
      'follow.example.com/guanzhu',
      /is not an address, it has no scheme: write http:\/\/follow.example.com\/guanzhu/,
    ],
    ['', /baseUrl is missing: give the server's address, such as http:\/\/127.0.0.1:2531/],
    ['ws://127.0.0.1:2531', /baseUrl ws:\/\/127.0.0.1:2531 is not an http or https address/],
    ['/gewe/v2/api', /baseUrl \/gewe\/v2\/api is not an http or https address/],
    ['http://', /baseUrl http:\/\/ is not an address/],
    ['http://127.0.0.1:99999', /baseUrl http:\/\/127.0.0.1:99999 is not an address/],
    ['http://127.0.0.1:2531?token=t', /leave out what follows \? or #/],
    ['http://127.0.0.1:2531/#/', /leave out what follows \? or #/],
    ['http://me:secret@127.0.0.1', /^baseUrl holds a name and password: give the token as token/],
  ])('%j is refused with what to write instead', (baseUrl, text) => {
    expect(() => clientOf(baseUrl)).toThrow(text);
  });

  test.each([undefined, null, 2531])(
    '%j, from a program without types, is refused too',
    (given) => {
      const options: object = { baseUrl: given };
      expect(() => Reflect.construct(GuanzhuClient, [options])).toThrow(/^baseUrl is missing/);
    },
  );

  test('that leads elsewhere names where', async () => {
    const location = 'https://follow.example.com/v1/accounts/u';
    await using server = await scriptedServer(json({}, 301, { location }));
    await expect(clientOf(server.baseUrl).accounts.get({ username: 'u' })).rejects.toMatchObject({
      detail: expect.stringContaining(location),
    });
  });
});
