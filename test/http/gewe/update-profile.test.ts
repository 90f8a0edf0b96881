import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createFinder } from '#guanzhu/contract/create-finder.js';
import { search } from '#guanzhu/contract/search.js';
import { updateProfile } from '#guanzhu/contract/update-profile.js';
import { userPage } from '#guanzhu/contract/user-page.js';
import { demoTarget } from '#guanzhu/demo/cast.js';
import { demo } from '#guanzhu/demo/demo.js';
import { addDevice, stranger } from '../../support/crowd.js';
import { callFollow, demoBody } from '../../support/follow-call.js';
import { type Instance, startInstance } from '../../support/instance.js';
import { send, succeed } from '../../support/operation-call.js';

let instance: Instance;
let made = 0;
const actor = { appId: '', myUserName: '', myRoleType: 3 };
const original = { nickName: '', headImg: 'https://example.com/1.png', signature: '旧', sex: 1 };

beforeAll(async () => {
  instance = await startInstance();
});
afterAll(() => instance.stop());
beforeEach(async () => {
  made += 1;
  actor.appId = `wx_made_${made}`;
  original.nickName = `原名 ${made}`;
  await addDevice(instance.app.store, actor.appId, []);
  const body = { appId: actor.appId, ...original };
  const { reply } = await succeed(instance.address, createFinder, body);
  actor.myUserName = reply.data.username;
});

const edit = async (changes: Record<string, unknown>) =>
  (await send(instance.address, updateProfile, { ...actor, ...changes })).body;
const failure = (code: string, msg: string) => ({
  ret: 500,
  msg: '修改视频号失败',
  data: { code, msg },
});
const profile = async () => (await instance.app.store.findAccount(actor.myUserName))?.profile;
const success = { ret: 200, msg: '操作成功' };

describe('an edit', () => {
  test('changes what it names and nothing else, and answers without data', async () => {
    expect(await edit({ signature: '新\n简介' })).toEqual(success);
    expect(await profile()).toMatchObject({
      nickname: original.nickName,
      headUrl: original.headImg,
      signature: '新\n简介',
      sex: 1,
    });
  });

  test('shows at once in every reply', async () => {
    const place = { country: 'CN', province: 'Jiangsu', city: 'Xuzhou' };
    const nickName = `改名鹈鹕 ${made}`;
    const changes = {
      nickName: ` ${nickName} `,
      headImg: 'http://example.com/2',
      sex: 2,
      ...place,
    };
    expect(await edit(changes)).toEqual(success);
    const shown = {
      nickname: nickName,
      headUrl: 'http://example.com/2',
      extInfo: { ...place, sex: 2 },
    };
    const target = { ...demoBody, toUserName: actor.myUserName };
    expect((await callFollow(instance.address, target)).body.data).toMatchObject(shown);
    const view = { appId: demo.appId, toUserName: actor.myUserName };
    const page = await succeed(instance.address, userPage, view);
    expect(page.reply.data.contact).toMatchObject(shown);
    const found = await succeed(instance.address, search, {
      appId: demo.appId,
      content: '改名鹈鹕',
    });
    expect(JSON.stringify(found.reply)).toContain(actor.myUserName);
    const gone = await succeed(instance.address, search, {
      appId: demo.appId,
      content: original.nickName,
    });
    expect(JSON.stringify(gone.reply)).not.toContain(actor.myUserName);
  });

  test('clears with an empty text', async () => {
    await edit({ country: 'CN', province: 'Jiangsu', city: 'Xuzhou' });
    expect(await edit({ signature: '', country: '', province: '', city: '', sex: 0 })).toEqual(
      success,
    );
    const cleared = { signature: '', country: '', province: '', city: '', sex: 0 };
    expect(await profile()).toMatchObject(cleared);
  });

  test('of nothing succeeds', async () => {
    const before = await profile();
    expect(await edit({ nickName: null, sex: '' })).toEqual(success);
    expect(await profile()).toEqual(before);
  });
});

describe('limits', () => {
  test.each(['country', 'province', 'city'])('%s has 64 characters on one line', async (field) => {
    expect(await edit({ [field]: '🙂'.repeat(64) })).toEqual(success);
    for (const value of ['🙂'.repeat(65), 'a\nb', 1]) {
      expect(await edit({ [field]: value })).toEqual({ ret: 500, msg: `${field}参数错误` });
    }
  });

  test.each([
    ['nickName', ''],
    ['nickName', '一'],
    ['nickName', 'x'.repeat(31)],
    ['nickName', 'a\u0007b'],
    ['headImg', ''],
    ['headImg', 'ftp://example.com'],
    ['headImg', `https://example.com/${'x'.repeat(1005)}`],
    ['signature', 'x'.repeat(401)],
    ['sex', 3],
  ])('%s may not be %j', async (field, value) => {
    expect(await edit({ [field]: value })).toEqual({ ret: 500, msg: `${field}参数错误` });
  });
});

describe('names', () => {
  const taken = failure('-4002', '名字已被使用，请修改后再试。');

  test('of others are refused, and nothing of the edit is kept', async () => {
    const before = await profile();
    expect(await edit({ nickName: demoTarget.profile.nickname, signature: '丢弃' })).toEqual(taken);
    expect(await profile()).toEqual(before);
  });

  test('of oneself may be kept, and written in other letters', async () => {
    expect(await edit({ nickName: `Same ${made}` })).toEqual(success);
    expect(await edit({ nickName: `SAME ${made}` })).toEqual(success);
    expect(await profile()).toMatchObject({ nickname: `SAME ${made}` });
  });

  test('given up are free', async () => {
    const name = original.nickName;
    expect(await edit({ nickName: `另取 ${made}` })).toEqual(success);
    const appId = `wx_heir_${made}`;
    await addDevice(instance.app.store, appId, []);
    const heir = { appId, nickName: name, headImg: original.headImg };
    expect((await send(instance.address, createFinder, heir)).body.ret).toBe(200);
    expect(await edit({ nickName: name })).toEqual(taken);
  });
});

describe('refusals', () => {
  test('another device, identity or role', async () => {
    const { appId } = stranger;
    expect(await edit({ appId })).toEqual(failure('-1', `[${appId}]设备不存在`));
    const myUserName = demoTarget.username;
    expect(await edit({ myUserName })).toEqual(failure('-1', `[${myUserName}]不是该设备的视频号`));
    expect(await edit({ myRoleType: 1 })).toMatchObject({ data: { code: '-6101' } });
    expect(await profile()).toMatchObject({ nickname: original.nickName });
  });
});
