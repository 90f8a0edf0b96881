import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  AuthenticationError,
  ConflictError,
  ForbiddenError,
  GuanzhuApiError,
  GuanzhuClient,
  InvalidRequestError,
  NotFoundError,
  RefusedError,
} from '#guanzhu/client/index.js';
import { documentedFollow } from '#guanzhu/contract/follow-example.js';
import { demo } from '#guanzhu/demo/demo.js';
import { type Instance, startInstance } from '../support/instance.js';

const adminToken = 'test-admin-token-0123456789';
let instance: Instance;
let client: GuanzhuClient;
beforeAll(async () => {
  instance = await startInstance({ adminToken });
  client = new GuanzhuClient({ baseUrl: `${instance.address}/`, token: demo.token, adminToken });
});
afterAll(() => instance.stop());

const { appId } = demo;
const { myUserName, myRoleType, toUserName } = documentedFollow.request;
const actor = { appId, myUserName, myRoleType };

describe('the contract', () => {
  test('follow answers the documented data, and the rest on demand', async () => {
    const body = { ...actor, toUserName, opType: 1 } as const;
    expect(await client.finder.follow(body)).toEqual(documentedFollow.reply.data);
    const again = await client.finder.follow(body).withResponse();
    expect(again).toMatchObject({ status: 200, changed: false, data: { followFlag: 1 } });
    expect(again.revision).toMatch(/./);
    expect(again.requestId).toMatch(/^[0-9a-f-]{36}$/);
    const ended = await client.finder.follow({ ...body, opType: 2 }).withResponse();
    expect(ended).toMatchObject({ changed: true, data: { followFlag: 0 } });
  });

  test('a search leads to a follow', async () => {
    const found = await client.finder.search({ appId, content: '朝夕' });
    const [hit] = found.data[0]?.items ?? [];
    expect(hit?.jumpInfo.userName).toBe(toUserName);
    const searchInfo = {
      cookies: found.cookies,
      searchId: found.searchID,
      docId: hit?.docID ?? '',
    };
    const body = { ...actor, toUserName, opType: 1 as const, searchInfo };
    expect((await client.finder.follow(body).withResponse()).changed).toBe(true);
    expect(await client.finder.searchFollow({ ...actor, toUserName, keyword: '朝夕' })).toBe(
      undefined,
    );
  });

  test('every other operation answers its data', async () => {
    const { qrcodeUrl } = await client.finder.getQrCode(actor);
    expect(qrcodeUrl).toMatch(/^http/);
    const list = await client.finder.followList(actor);
    expect(list.contactList).toHaveLength(list.followCount);
    const scanned = await client.finder.scanFollow({ ...actor, qrContent: toUserName });
    expect(scanned.username).toBe(toUserName);
    const page = await client.finder.userPage({ appId, toUserName, maxId: '0' });
    expect(page.contact).toMatchObject({ username: toUserName, followFlag: 1 });
    const mentions = await client.finder.mentionList({ ...actor, reqScene: 5, lastBuff: '' });
    expect(mentions.list.mentions.length).toBeGreaterThan(0);
    expect((await client.finder.getProfile({ appId })).mainFinderUsername).toBe(myUserName);
    expect(await client.finder.updateProfile({ ...actor, signature: '你好' })).toBe(undefined);
    expect(await client.login.checkOnline({ appId })).toBe(true);
    expect(await client.login.setCallback({ token: demo.token, callbackUrl: '' })).toBe(undefined);
  });
});

describe('the graph API', () => {
  test('sets a device offline, which its owner then is told', async () => {
    expect(await client.devices.setOnline({ appId, online: false })).toEqual({
      appId,
      online: false,
    });
    try {
      expect(await client.login.checkOnline({ appId })).toBe(false);
      await expect(client.finder.getQrCode(actor)).rejects.toBeInstanceOf(ConflictError);
    } finally {
      await client.devices.setOnline({ appId, online: true });
    }
  });

  test('a problem is an error of its class, with everything that it says', async () => {
    const error = await failure(client.devices.setOnline({ appId: 'wx_nobody', online: true }));
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error).toMatchObject({
      name: 'NotFoundError',
      code: 'device_unknown',
      status: 404,
      detail: 'There is no device wx_nobody.',
      message: 'device_unknown: There is no device wx_nobody.',
      requestId: expect.stringMatching(/./),
      body: { type: '/docs/problems/device_unknown' },
    });
  });

  test('without an administrator token the one there is is tried', async () => {
    const tenant = new GuanzhuClient({ baseUrl: instance.address, token: demo.token });
    const error = await failure(tenant.devices.setOnline({ appId, online: true }));
    expect(error).toBeInstanceOf(ForbiddenError);
    expect(error).toMatchObject({ status: 403, code: 'admin_only' });
  });
});

describe('a failure of the contract', () => {
  const follow = { ...actor, toUserName, opType: 1 } as const;
  const stranger = () => new GuanzhuClient({ baseUrl: instance.address, token: 'nobody' });
  test.each([
    [() => stranger().finder.follow(follow), AuthenticationError, 'token_invalid'],
    [
      () => client.finder.follow({ ...follow, toUserName: '' }),
      InvalidRequestError,
      'parameter_missing',
    ],
    [
      // @ts-expect-error: there is no such type.
      () => client.finder.follow({ ...follow, opType: 3 }),
      InvalidRequestError,
      'parameter_invalid',
    ],
    [() => client.finder.follow({ ...follow, appId: 'x' }), NotFoundError, 'device_unknown'],
    [() => client.finder.follow({ ...follow, toUserName: 'x' }), NotFoundError, 'target_unknown'],
    [
      () => client.finder.follow({ ...follow, myUserName: 'x' }),
      ForbiddenError,
      'identity_unknown',
    ],
    [
      () => client.finder.follow({ ...follow, toUserName: myUserName }),
      RefusedError,
      'self_follow',
    ],
    [
      () => client.finder.createFinder({ appId, nickName: '名字', headImg: 'https://a.example/b' }),
      ConflictError,
      'finder_exists',
    ],
  ])('%s is a typed error', async (attempt, family, code) => {
    const error = await failure(attempt());
    expect(error).toBeInstanceOf(family);
    expect(error).toBeInstanceOf(GuanzhuApiError);
    expect(error).toMatchObject({ code, status: 200, requestId: expect.stringMatching(/./) });
    expect(error.detail).toMatch(/\p{Script=Han}/u);
  });
});

async function failure(call: Promise<unknown>): Promise<GuanzhuApiError> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof GuanzhuApiError)) throw new Error(`no error of the API: ${error}`);
  return error;
}
