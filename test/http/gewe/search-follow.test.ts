import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { searchFollow } from '#guanzhu/contract/search-follow.js';
import { demoTarget } from '#guanzhu/demo/cast.js';
import { accountOf } from '../../support/accounts.js';
import { demoActor, stranger } from '../../support/crowd.js';
import { type Instance, startInstance } from '../../support/instance.js';
import { send, succeed } from '../../support/operation-call.js';

let instance: Instance;
const target = accountOf('v2_tea@finder', '采茶 Diary', '一年又一年');

beforeAll(async () => {
  instance = await startInstance();
  await instance.app.store.provision({
    accounts: [target, accountOf('v2_mute@finder', '🔥🔥')],
  });
});
afterAll(() => instance.stop());

const request = { ...demoActor, toUserName: target.username, keyword: '茶' };
const lastChange = async () => (await instance.app.store.changes(undefined, 1000)).at(-1);

describe('followed', () => {
  test('with the search recorded, and without data', async () => {
    const { headers, reply } = await succeed(instance.address, searchFollow, request);
    expect(reply).toEqual({ ret: 200, msg: '操作成功' });
    expect(headers.get('guanzhu-changed')).toBe('true');
    const change = await lastChange();
    expect(headers.get('guanzhu-revision')).toBe(change?.revision);
    expect(change).toMatchObject({
      type: 'followed',
      follower: demoActor.myUserName,
      target: target.username,
      device: demoActor.appId,
      attribution: {
        searchId: expect.stringMatching(/^\d{20}$/),
        docId: expect.stringMatching(/^finderacctv04/),
        query: '茶',
      },
    });
  });

  test('again: nothing changes, whatever the keyword', async () => {
    const before = await lastChange();
    for (const keyword of ['采茶 DIARY', 'iar', '又一', 'v2_tea', 'V2_TEA@finder', '年 茶']) {
      const { headers } = await succeed(instance.address, searchFollow, { ...request, keyword });
      expect(headers.get('guanzhu-changed')).toBe('false');
    }
    expect(await lastChange()).toEqual(before);
  });
});

describe('refused', () => {
  const refuse = async (body: object, token?: string) => {
    const head = await instance.app.store.head();
    const { body: reply, headers } = await send(instance.address, searchFollow, body, token);
    expect(await instance.app.store.head()).toEqual(head);
    expect(headers.has('guanzhu-changed')).toBe(false);
    return reply;
  };
  const failed = (code: string, msg: string) => ({
    ret: 500,
    msg: '搜索关注失败',
    data: { code, msg },
  });

  test.each(['咖啡', '茶 咖啡', '!', '茶*x', `茶${'x'.repeat(80)}`])(
    'keyword %s',
    async (keyword) => {
      const toUserName = target.username;
      expect(await refuse({ ...request, keyword })).toEqual(
        failed('-6106', `搜索[${keyword}]未找到[${toUserName}]`),
      );
    },
  );

  test('a target that the keyword does not find, unknown or oneself', async () => {
    expect(await refuse({ ...request, toUserName: 'v2_none@finder' })).toEqual(
      failed('-6103', '[v2_none@finder]视频号不存在'),
    );
    expect(await refuse({ ...request, toUserName: demoActor.myUserName, keyword: '关' })).toEqual(
      failed('-6102', '不能关注自己'),
    );
    expect(await refuse({ ...request, toUserName: 'v2_mute@finder', keyword: '🌊' })).toMatchObject(
      {
        data: { code: '-6106' },
      },
    );
  });

  test('an identity or a device that is not the caller’s', async () => {
    expect(await refuse({ ...request, myUserName: demoTarget.username })).toMatchObject({
      data: { code: '-1' },
    });
    expect(await refuse({ ...request, myRoleType: 1 })).toMatchObject({ data: { code: '-6101' } });
    expect(await refuse(request, stranger.token)).toEqual(
      failed('-1', `[${demoActor.appId}]设备不存在`),
    );
  });

  test.each(['appId', 'myUserName', 'myRoleType', 'toUserName', 'keyword'])(
    'without %s',
    async (field) => {
      expect(await refuse({ ...request, [field]: undefined })).toEqual({
        ret: 500,
        msg: `${field}不可为空`,
      });
    },
  );
});
