import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { checkOnline } from '#guanzhu/contract/check-online.js';
import { demoTarget } from '#guanzhu/demo/cast.js';
import { demo } from '#guanzhu/demo/demo.js';
import { demoActor, stranger } from '../../support/crowd.js';
import { type Instance, startInstance } from '../../support/instance.js';
import { send } from '../../support/operation-call.js';

let instance: Instance;
beforeAll(async () => {
  instance = await startInstance();
});
afterAll(() => instance.stop());
beforeEach(() => instance.app.store.setOnline(demo.appId, true));

const check = async (appId: string) => (await send(instance.address, checkOnline, { appId })).body;

test('an online device is online, an offline one is not', async () => {
  expect(await check(demo.appId)).toEqual({ ret: 200, msg: '操作成功', data: true });
  await instance.app.store.setOnline(demo.appId, false);
  expect(await check(demo.appId)).toEqual({ ret: 200, msg: '操作成功', data: false });
});

test.each(['wx_nobody', stranger.appId])('device %s is unknown', async (appId) => {
  await instance.app.store.setOnline(stranger.appId, false);
  expect(await check(appId)).toEqual({
    ret: 500,
    msg: '查询在线状态失败',
    data: { code: '-1', msg: `[${appId}]设备不存在` },
  });
});

test('appId is required', async () => {
  expect(await check('')).toEqual({ ret: 500, msg: 'appId不可为空' });
});

describe('an offline device', () => {
  const toUserName = demoTarget.username;
  const bodies: Readonly<Record<string, object>> = {
    follow: { ...demoActor, toUserName, opType: 1 },
    searchFollow: { ...demoActor, toUserName, keyword: '朝夕' },
    scanFollow: {
      ...demoActor,
      proxyIp: '',
      qrContent: toUserName,
      objectId: '',
      objectNonceId: '',
    },
    followList: { ...demoActor, lastBuffer: '' },
    mentionList: { ...demoActor, reqScene: 5, lastBuff: '' },
    userPage: { appId: demo.appId, toUserName },
    getProfile: { appId: demo.appId },
    getQrCode: demoActor,
    search: { appId: demo.appId, content: '朝夕' },
    createFinder: { appId: demo.appId, nickName: '离线', headImg: 'https://example.com' },
    updateProfile: { ...demoActor, signature: '离线' },
  };

  test.each(Object.keys(bodies))('%s is refused', async (name) => {
    await instance.app.store.setOnline(demo.appId, false);
    const path = `/finder/${name}`;
    const { body } = await send(instance.address, { path }, bodies[name]);
    expect(body).toMatchObject({ ret: 500, data: { code: '-1', msg: '微信已离线' } });
    expect(body.msg).toMatch(/失败$/);
  });

  test('every finder operation that is served stands in this list', async () => {
    const response = await fetch(`${instance.address}/openapi.json`);
    const { paths }: { paths: object } = JSON.parse(await response.text());
    const served = Object.keys(paths)
      .filter((path) => path.includes('/finder/'))
      .map((path) => path.replace(/.*\//, ''));
    expect(served.sort()).toEqual(Object.keys(bodies).sort());
  });

  test('is told before a foreign identity', async () => {
    await instance.app.store.setOnline(demo.appId, false);
    const body = { ...demoActor, myUserName: 'nobody', toUserName, opType: 1 };
    const sent = await send(instance.address, { path: '/finder/follow' }, body);
    expect(sent.body.data).toEqual({ code: '-1', msg: '微信已离线' });
  });

  test('acts again once it is back', async () => {
    await instance.app.store.setOnline(demo.appId, false);
    await instance.app.store.setOnline(demo.appId, true);
    const sent = await send(instance.address, { path: '/finder/follow' }, bodies.follow);
    expect(sent.body.ret).toBe(200);
  });
});
