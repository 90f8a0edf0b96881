import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkOnline } from '#guanzhu/contract/check-online.js';
import { getProfile } from '#guanzhu/contract/get-profile.js';
import { demoCaller } from '#guanzhu/demo/cast.js';
import { demo } from '#guanzhu/demo/demo.js';
import { addCrowd, addDevice, stranger } from '../../support/crowd.js';
import { type Instance, startInstance } from '../../support/instance.js';
import { loopFixture, send, succeed } from '../../support/operation-call.js';

let instance: Instance;
beforeAll(async () => {
  instance = await startInstance();
});
afterAll(() => instance.stop());

describe('getProfile', () => {
  test('names the main identity in the documented shape', async () => {
    const { reply } = await succeed(instance.address, getProfile, loopFixture('get-profile'));
    const { nickname, headUrl } = demoCaller.profile;
    expect(reply.data).toEqual({
      mainFinderUsername: demoCaller.username,
      signatureMaxLength: 400,
      nicknameMinLength: 2,
      nicknameMaxLength: 30,
      userNoFinder: 0,
      purchasedTotalCount: 0,
      privacySetting: { exportJumpLink: '' },
      aliasInfo: [{ nickname, headImgUrl: headUrl, roleType: 3 }],
      currentAliasRoleType: 3,
      nextAliasModAvailableTime: 0,
      actionWording: {},
      userFlag: 5,
    });
  });

  test('lists every identity, the finder identity being the main one', async () => {
    const { store } = instance.app;
    const [wechat = '', finder = ''] = await addCrowd(store, 'alias', 2);
    await addDevice(store, 'wx_alias', [
      { username: wechat, roleType: 1 },
      { username: finder, roleType: 3 },
    ]);
    const { reply } = await succeed(instance.address, getProfile, { appId: 'wx_alias' });
    expect(reply.data.mainFinderUsername).toBe(finder);
    expect(reply.data.aliasInfo).toEqual([
      { nickname: 'alias 0', headImgUrl: '', roleType: 1 },
      { nickname: 'alias 1', headImgUrl: '', roleType: 3 },
    ]);
  });

  test('says so where there is no finder account', async () => {
    await addDevice(instance.app.store, 'wx_empty', []);
    const { reply } = await succeed(instance.address, getProfile, { appId: 'wx_empty' });
    expect(reply.data).toMatchObject({
      mainFinderUsername: '',
      userNoFinder: 1,
      aliasInfo: [],
      currentAliasRoleType: 1,
    });
  });

  test('13: a foreign device looks like an unknown one', async () => {
    const { body } = await send(
      instance.address,
      getProfile,
      { appId: demo.appId },
      stranger.token,
    );
    expect(body).toEqual({
      ret: 500,
      msg: '获取视频号信息失败',
      data: { code: '-1', msg: `[${demo.appId}]设备不存在` },
    });
  });
});

describe('checkOnline', () => {
  test('says whether the device is online, and says it of an offline one too', async () => {
    const body = { appId: demo.appId };
    expect((await succeed(instance.address, checkOnline, body)).reply.data).toBe(true);
    await instance.app.store.setOnline(demo.appId, false);
    expect((await succeed(instance.address, checkOnline, body)).reply.data).toBe(false);
    expect((await send(instance.address, getProfile, body)).body).toMatchObject({
      ret: 500,
      data: { code: '-1', msg: '微信已离线' },
    });
    await instance.app.store.setOnline(demo.appId, true);
  });

  test('13: a foreign device looks like an unknown one', async () => {
    const { body } = await send(
      instance.address,
      checkOnline,
      { appId: demo.appId },
      stranger.token,
    );
    expect(body).toEqual({
      ret: 500,
      msg: '查询在线状态失败',
      data: { code: '-1', msg: `[${demo.appId}]设备不存在` },
    });
  });
});
