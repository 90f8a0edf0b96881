import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { follow } from '#guanzhu/contract/follow.js';
import { userPage } from '#guanzhu/contract/user-page.js';
import { demoCaller, demoCast, demoTarget } from '#guanzhu/demo/cast.js';
import { demo } from '#guanzhu/demo/demo.js';
import { addCrowd, addDevice, command, demoActor, stranger } from '../../support/crowd.js';
import { type Instance, startInstance } from '../../support/instance.js';
import { loopFixture, send, succeed } from '../../support/operation-call.js';

let instance: Instance;
beforeAll(async () => {
  instance = await startInstance();
});
afterAll(() => instance.stop());

const request = { appId: demo.appId, toUserName: demoTarget.username };
const page = async (more: object = {}) =>
  (await succeed(instance.address, userPage, { ...request, ...more })).reply.data;
const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64');

describe('a page', () => {
  test('has the documented members, for the documented request', async () => {
    const { reply } = await succeed(instance.address, userPage, loopFixture('user-page'));
    const { contact, lastBuffer, ...rest } = reply.data;
    expect(lastBuffer).not.toBe('');
    expect(contact).toMatchObject({
      username: demoTarget.username,
      nickname: '朝夕v',
      followFlag: 0,
      followTime: 0,
      oneTimeFlag: 0,
      extInfo: { country: 'CN', province: 'Jiangsu', city: 'Xuzhou', sex: 2 },
    });
    expect(contact).not.toHaveProperty('seq');
    expect(rest).toEqual({
      object: [],
      finderUserInfo: { coverImgUrl: '' },
      feedsCount: 0,
      continueFlag: 0,
      friendFollowCount: contact.friendFollowCount,
      userTags: [base64('女'), base64('Jiangsu Xuzhou')],
      preloadInfo: {
        preloadStrategyId: 0,
        globalInfo: {
          prevCount: 0,
          nextCount: 0,
          maxBitRate: 0,
          preloadFileMinBytes: 0,
          preloadMaxConcurrentCount: 0,
          megavideoMaxBitRate: 0,
          megavideoPrevCount: 0,
          megavideoNextCount: 0,
          minBufferLength: 0,
          maxBufferLength: 0,
          minCurrentFeedBufferLength: 0,
          canPreCreatedPlayer: 0,
        },
      },
      privateLock: 0,
      liveDurationHours: 0,
      justWatch: { showJustWatch: 0, allowPrefetch: 0 },
      ipRegionInfo: {},
      mcnInfo: { agencyName: '' },
      productInfo: {},
    });
  });

  test('20: extInfo has its four members whether set or not, and tags only what is set', async () => {
    const plain = demoCast.find(({ profile }) => profile.nickname === 'Noodle House');
    const { contact, userTags } = await page({ toUserName: plain?.username });
    expect(contact.extInfo).toEqual({ country: '', province: '', city: '', sex: 0 });
    expect(userTags).toEqual([]);
  });

  test('10: shows the follow of the device’s identity, and oneself as followed', async () => {
    const [, target = ''] = await addCrowd(instance.app.store, 'shown', 2);
    const before = Math.floor(Date.now() / 1000);
    const body = { ...demoActor, toUserName: target, opType: 1 };
    await succeed(instance.address, follow, body);
    const { contact } = await page({ toUserName: target });
    expect(contact.followFlag).toBe(1);
    expect(contact.followTime).toBeGreaterThanOrEqual(before);
    await succeed(instance.address, follow, { ...body, opType: 2 });
    expect((await page({ toUserName: target })).contact).toMatchObject({
      followFlag: 0,
      followTime: 0,
    });
    const own = await page({ toUserName: demoCaller.username });
    expect(own.contact).toMatchObject({ followFlag: 1, followTime: 0 });
  });

  test('counts the followed accounts that also follow it, whichever list is shorter', async () => {
    const { store } = instance.app;
    const crowd = await addCrowd(store, 'friend', 40);
    const [viewer = '', known = '', small = ''] = await addCrowd(store, 'middle', 3);
    await addDevice(store, 'wx_friends', [{ username: viewer, roleType: 3 }]);
    await store.apply(
      [
        ...crowd.slice(0, 20).map((friend) => command('follow', viewer, friend)),
        ...crowd.slice(12, 40).map((friend) => command('follow', friend, known)),
        ...crowd.slice(18, 23).map((friend) => command('follow', friend, small)),
      ],
      Date.now() * 1000,
    );
    for (const [target, friends] of [
      [known, 8],
      [small, 2],
    ] as const) {
      const data = await page({ appId: 'wx_friends', toUserName: target });
      expect(data.friendFollowCount).toBe(friends);
      expect(data.contact.friendFollowCount).toBe(friends);
    }
  });

  test('is seen as the finder identity where a device has both', async () => {
    const { store } = instance.app;
    const [wechat = '', finder = '', target = ''] = await addCrowd(store, 'both', 3);
    await addDevice(store, 'wx_both', [
      { username: wechat, roleType: 1 },
      { username: finder, roleType: 3 },
    ]);
    await store.apply([command('follow', finder, target)], Date.now() * 1000);
    const seen = await page({ appId: 'wx_both', toUserName: target });
    expect(seen.contact.followFlag).toBe(1);
  });

  test('is seen by a device without identities as by one who follows nobody', async () => {
    await addDevice(instance.app.store, 'wx_nobody', []);
    const seen = await page({ appId: 'wx_nobody' });
    expect(seen).toMatchObject({ friendFollowCount: 0, contact: { followFlag: 0, followTime: 0 } });
  });
});

describe('maxId', () => {
  const withMaxId = (text: string) => JSON.stringify(request).replace('{', `{"maxId":${text},`);

  test('21: takes 64 bits, as a number or as text', async () => {
    const doubles = ['0.0', '"0.0"', '1.4195037502970005822E19', '1e3'];
    const digits = ['0', '"0"', '14195037502970005822', '"14195037502970005822"', 'null', '""'];
    for (const text of [...digits, ...doubles]) {
      await succeed(instance.address, userPage, withMaxId(text));
    }
    await succeed(instance.address, userPage, withMaxId('18446744073709551615'));
  });

  test('4: refuses what is no such id', async () => {
    const bad = ['18446744073709551616', '1e20', '-1', '1.5', '"x"', '"01"', 'true', '{}'];
    for (const text of bad) {
      const { body } = await send(instance.address, userPage, withMaxId(text));
      expect({ text, body }).toEqual({ text, body: { ret: 500, msg: 'maxId参数错误' } });
    }
  });

  test('is an integer in the document', async () => {
    const response = await fetch(`${instance.address}/openapi.json`);
    expect(await response.json()).toMatchObject({
      paths: {
        '/gewe/v2/api/finder/userPage': {
          post: {
            requestBody: {
              content: {
                'application/json': {
                  schema: {
                    required: ['appId', 'toUserName'],
                    properties: { maxId: { type: 'integer', format: 'uint64' } },
                  },
                },
              },
            },
          },
        },
      },
    });
  });
});

describe('a cursor', () => {
  test('18: its own is taken back, and leads to no works', async () => {
    const first = await page({ lastBuffer: '' });
    expect(await page({ lastBuffer: first.lastBuffer })).toEqual(first);
  });

  test('18: one of another device, of another account or cut is refused', async () => {
    const { lastBuffer } = await page();
    const refused = async (more: object) =>
      (await send(instance.address, userPage, { ...request, ...more })).body;
    const expected = { ret: 500, msg: 'lastBuffer参数错误' };
    await addDevice(instance.app.store, 'wx_other', []);
    expect(await refused({ lastBuffer, appId: 'wx_other' })).toEqual(expected);
    expect(await refused({ lastBuffer, toUserName: demoCaller.username })).toEqual(expected);
    expect(await refused({ lastBuffer: lastBuffer.slice(0, -1) })).toEqual(expected);
    expect(await refused({ lastBuffer: 'COMF' })).toEqual(expected);
  });
});

describe('requests', () => {
  test('15: searchInfo in any filling is taken', async () => {
    const first = await page();
    const fillings = [null, {}, [], '', { cookies: '', searchId: '' }, { cookies: 'x\n' }];
    for (const searchInfo of [...fillings, { cookie: 'x', searchID: '1', docID: '' }]) {
      expect(await page({ searchInfo })).toEqual(first);
    }
  });

  test('an unknown account fails in form (b)', async () => {
    const toUserName = 'v2_none@finder';
    const { body } = await send(instance.address, userPage, { ...request, toUserName });
    expect(body).toEqual({
      ret: 500,
      msg: '获取主页失败',
      data: { code: '-6103', msg: '[v2_none@finder]视频号不存在' },
    });
  });

  test('13: a foreign device sees nothing', async () => {
    const { body } = await send(instance.address, userPage, request, stranger.token);
    expect(body).toEqual({
      ret: 500,
      msg: '获取主页失败',
      data: { code: '-1', msg: `[${demo.appId}]设备不存在` },
    });
  });
});
