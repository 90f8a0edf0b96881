import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFinder } from '#guanzhu/contract/create-finder.js';
import { getProfile } from '#guanzhu/contract/get-profile.js';
import { search } from '#guanzhu/contract/search.js';
import { demoTarget } from '#guanzhu/demo/cast.js';
import { demo } from '#guanzhu/demo/demo.js';
import { addDevice, stranger } from '../../support/crowd.js';
import { type Instance, startInstance } from '../../support/instance.js';
import { send, succeed } from '../../support/operation-call.js';

let instance: Instance;
let devices = 0;
beforeAll(async () => {
  instance = await startInstance();
});
afterAll(() => instance.stop());

const headImg = 'https://example.com/head.png';
const failure = (code: string, msg: string) => ({
  ret: 500,
  msg: '创建视频号失败',
  data: { code, msg },
});
const nameTaken = failure('-4002', '名字已被使用，请修改后再试。');

async function freshDevice(): Promise<string> {
  devices += 1;
  const appId = `wx_fresh_${devices}`;
  await addDevice(instance.app.store, appId, []);
  return appId;
}

/** Creates on a device of its own, unless one is given. */
async function create(given: Record<string, unknown>) {
  const body = { appId: await freshDevice(), nickName: `名字 ${devices}`, headImg, ...given };
  return (await send(instance.address, createFinder, body)).body;
}

describe('a new account', () => {
  test('has a username of the documented shape and what was given', async () => {
    const appId = await freshDevice();
    const body = { appId, nickName: ' 小站 One ', headImg, signature: '两行\n简介', sex: 2 };
    const { reply } = await succeed(instance.address, createFinder, body);
    expect(reply).toEqual({
      ret: 200,
      msg: '操作成功',
      data: {
        username: expect.stringMatching(/^v2_060000231003b20faec8[0-9a-f]{56}@finder$/),
        nickname: '小站 One',
        headUrl: headImg,
        signature: '两行\n简介',
        followFlag: 1,
      },
    });
    const profile = await succeed(instance.address, getProfile, { appId });
    expect(profile.reply.data).toMatchObject({
      mainFinderUsername: reply.data.username,
      aliasInfo: [{ nickname: '小站 One', roleType: 3 }],
    });
    const kept = await instance.app.store.findAccount(reply.data.username);
    expect(kept?.profile).toMatchObject({ sex: 2, signature: '两行\n简介', headUrl: headImg });
  });

  test('is found by search at once', async () => {
    await create({ nickName: '独一无二的蓝鲸' });
    const body = { appId: demo.appId, content: '蓝鲸' };
    const { reply } = await succeed(instance.address, search, body);
    expect(JSON.stringify(reply)).toContain('独一无二的');
  });

  test('needs no signature and no sex, and takes null for absent', async () => {
    expect(await create({ signature: null, sex: null })).toMatchObject({
      ret: 200,
      data: { signature: '' },
    });
  });
});

describe('limits', () => {
  test.each([
    ['nickName', '一二'],
    ['nickName', '🙂🙂'],
    ['nickName', '🙂'.repeat(30)],
    ['nickName', ` ${'x'.repeat(30)}\t`],
    ['signature', ''],
    ['signature', '🙂'.repeat(400)],
    ['sex', 0],
    ['sex', '2'],
    ['headImg', 'http://example.com'],
    ['headImg', `https://example.com/${'x'.repeat(1004)}`],
  ])('%s may be %j', async (field, value) => {
    expect(await create({ [field]: value })).toMatchObject({ ret: 200 });
  });

  test.each([
    ['nickName', '一'],
    ['nickName', ' 一 '],
    ['nickName', '🙂'],
    ['nickName', '🙂'.repeat(31)],
    ['nickName', 'a\u0000b'],
    ['nickName', 'a\nb'],
    ['nickName', 'a\u0085b'],
    ['nickName', 12],
    ['nickName', '\ud800x'],
    ['signature', '🙂'.repeat(401)],
    ['signature', 'a\u0000b'],
    ['signature', 'a\u009bb'],
    ['sex', 3],
    ['sex', -1],
    ['sex', true],
    ['headImg', 'example.com/head.png'],
    ['headImg', '//example.com/head.png'],
    ['headImg', 'ftp://example.com/head.png'],
    ['headImg', 'javascript:alert(1)'],
    ['headImg', 'data:image/png;base64,AA=='],
    ['headImg', 'http:example.com'],
    ['headImg', 'http://'],
    ['headImg', 'https://user@example.com/'],
    ['headImg', 'https://user:pw@example.com/'],
    ['headImg', 'https://exa mple.com/'],
    ['headImg', ' https://example.com/'],
    ['headImg', 'https://example.com/a\nb'],
    ['headImg', `https://example.com/${'x'.repeat(1005)}`],
  ])('%s may not be %j', async (field, value) => {
    expect(await create({ [field]: value })).toEqual({ ret: 500, msg: `${field}参数错误` });
  });

  test.each(['appId', 'nickName', 'headImg'])('%s is required', async (field) => {
    for (const value of [null, '', ' \n']) {
      expect(await create({ [field]: value })).toEqual({ ret: 500, msg: `${field}不可为空` });
    }
  });
});

describe('refusals', () => {
  test('a device has one finder account', async () => {
    expect(await create({ appId: demo.appId })).toEqual(failure('-6108', '该设备已有视频号'));
  });

  test('of twenty at once on one device one succeeds', async () => {
    const appId = await freshDevice();
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, index) => create({ appId, nickName: `同台 ${index}` })),
    );
    expect(replies.filter(({ ret }) => ret === 200)).toHaveLength(1);
    expect(replies.filter(({ ret }) => ret !== 200)).toEqual(
      Array(19).fill(failure('-6108', '该设备已有视频号')),
    );
  });

  test('a name is taken in all its spellings', async () => {
    expect(await create({ nickName: 'Blue  Whale' })).toMatchObject({ ret: 200 });
    for (const nickName of ['Blue Whale', 'ＢＬＵＥ whale', 'blue\u3000WHALE', ' blue whale ']) {
      expect(await create({ nickName })).toEqual(nameTaken);
    }
    expect(await create({ nickName: demoTarget.profile.nickname })).toEqual(nameTaken);
    expect(await create({ nickName: 'BlueWhale' })).toMatchObject({ ret: 200 });
  });

  test('of twenty at once that want one name one gets it', async () => {
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => create({ nickName: '抢手的名字' })),
    );
    expect(replies.filter(({ ret }) => ret === 200)).toHaveLength(1);
    expect(replies.filter(({ ret }) => ret !== 200)).toEqual(Array(19).fill(nameTaken));
  });

  test('a refused one leaves the device free', async () => {
    const appId = await freshDevice();
    expect(await create({ appId, nickName: demoTarget.profile.nickname })).toEqual(nameTaken);
    expect(await create({ appId })).toMatchObject({ ret: 200 });
  });

  test.each(['wx_nobody', stranger.appId])('device %s is unknown', async (appId) => {
    expect(await create({ appId })).toEqual(failure('-1', `[${appId}]设备不存在`));
  });
});
