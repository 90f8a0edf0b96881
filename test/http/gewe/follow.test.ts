import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { documentedFollow } from '#guanzhu/contract/follow-example.js';
import { demoCast } from '#guanzhu/demo/cast.js';
import { callFollow, demoBody } from '../../support/follow-call.js';
import { type Instance, startInstance } from '../../support/instance.js';

const [castMember] = demoCast;
const target = documentedFollow.reply.data;
const secondDevice = 'wx_demo_device_0000001';

let instance: Instance;
beforeAll(async () => {
  instance = await startInstance();
});
afterAll(() => instance.stop());

// Each test finds the documented follow not made.
beforeEach(async () => {
  await call({ ...demoBody, opType: 2 });
});

const call = (body: unknown, headers?: Record<string, string>) =>
  callFollow(instance.address, body, headers);
const ledger = () => instance.app.store.changes(undefined, 1000);

/** Sends a request that must be refused, and shows that the ledger stayed as it was. */
async function refused(body: unknown, headers?: Record<string, string>) {
  const before = await ledger();
  const answer = await call(body, headers);
  expect(await ledger()).toEqual(before);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  return answer.body;
}

describe('a follow', () => {
  test('the documented request gets the documented reply, value for value', async () => {
    const { status, headers, body } = await call(demoBody);
    expect({ status, body }).toEqual({ status: 200, body: documentedFollow.reply });
    expect(headers.get('guanzhu-changed')).toBe('true');
    expect(headers.get('guanzhu-revision')).toBe((await ledger()).at(-1)?.revision);
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('decision 8: a repeat is an idempotent success that changes nothing', async () => {
    const first = await call(demoBody);
    const since = await instance.app.store.followedAt(demoBody.myUserName, demoBody.toUserName);
    const again = await call(demoBody);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('guanzhu-changed')).toBe('false');
    expect(again.headers.get('guanzhu-revision')).toBe(first.headers.get('guanzhu-revision'));
    const now = await instance.app.store.followedAt(demoBody.myUserName, demoBody.toUserName);
    expect(now).toBe(since);
  });

  test('decision 8: a repeat after other changes is true at the newest revision', async () => {
    await call(demoBody);
    const other = await call({ ...demoBody, toUserName: castMember?.username });
    const again = await call(demoBody);
    expect(again.headers.get('guanzhu-changed')).toBe('false');
    expect(again.headers.get('guanzhu-revision')).toBe(other.headers.get('guanzhu-revision'));
  });

  test('decision 9: an unfollow answers the whole profile with followFlag 0', async () => {
    await call(demoBody);
    const { headers, body } = await call({ ...demoBody, opType: 2 });
    expect(body).toEqual({ ...documentedFollow.reply, data: { ...target, followFlag: 0 } });
    expect(headers.get('guanzhu-changed')).toBe('true');
  });

  test('decision 8: an unfollow of no follow is an idempotent success', async () => {
    const before = await ledger();
    const { headers, body } = await call({ ...demoBody, opType: 2 });
    expect(body.data).toMatchObject({ username: target.username, followFlag: 0 });
    expect(headers.get('guanzhu-changed')).toBe('false');
    expect(await ledger()).toEqual(before);
  });

  test('decision 10: followFlag is 0 or 1 from the caller’s view, also for a mutual follow', async () => {
    const follower = await instance.app.store.followers(demoBody.myUserName, { limit: 1 });
    const { body } = await call({ ...demoBody, toUserName: follower[0]?.username });
    expect(body.data).toMatchObject({ followFlag: 1 });
  });

  test('decision 20: extInfo keeps its four members for an account without a place', async () => {
    const bare = demoCast.find(({ profile }) => profile.country === '');
    const { body } = await call({ ...demoBody, toUserName: bare?.username });
    const extInfo = { country: '', province: '', city: '', sex: bare?.profile.sex };
    expect(body.data).toMatchObject({ extInfo, extFlag: 262152 });
  });

  test('decision 30: members of unknown meaning carry the documented constants', async () => {
    const { body } = await call({ ...demoBody, toUserName: castMember?.username });
    expect(body.data).toMatchObject({
      authInfo: {},
      spamStatus: 0,
      liveStatus: 2,
      status: 0,
      extFlag: 262156,
      liveInfo: {
        anchorStatusFlag: 2048,
        switchFlag: 53727,
        lotterySetting: { settingFlag: 0, attendType: 4 },
      },
    });
  });

  test('two concurrent requests for one pair give one change', async () => {
    const before = (await ledger()).length;
    const answers = await Promise.all(Array.from({ length: 20 }, () => call(demoBody)));
    const changed = answers.filter(({ headers }) => headers.get('guanzhu-changed') === 'true');
    expect(changed).toHaveLength(1);
    expect(answers.every(({ body }) => body.ret === 200)).toBe(true);
    expect(await ledger()).toHaveLength(before + 1);
  });
});

describe('decision 6: unknown keys are ignored', () => {
  test.each([['proxyIp'], ['useProxy'], ['followFlag'], ['anything']])('%s', async (key) => {
    const { body } = await call({ ...demoBody, [key]: { nested: [1, 'x', null] } });
    expect(body).toEqual(documentedFollow.reply);
  });
});

describe('decision 15: searchInfo that says nothing means not from search', () => {
  const nothing = { cookies: '', searchId: '', docId: '' };
  test.each([
    ['absent', undefined],
    ['null', null],
    ['empty', {}],
    ['all members empty', nothing],
    ['members null', { cookies: null, searchId: null, docId: null }],
    ['partial without docId', { cookies: 'c', searchId: '7' }],
    ['one empty member', { docId: '' }],
    ['blank members', { cookies: ' ', searchId: ' ', docId: ' ' }],
  ])('%s', async (_, searchInfo) => {
    const { body } = await call({ ...demoBody, searchInfo });
    expect(body).toEqual(documentedFollow.reply);
    expect((await ledger()).at(-1)?.attribution).toBeNull();
  });

  test('24: [], as PHP writes an empty object, is {}', async () => {
    const { body } = await call({ ...demoBody, searchInfo: [] });
    expect(body).toEqual(documentedFollow.reply);
  });

  test.each([
    ['text', 'x', 'searchInfo'],
    ['a list', [{}], 'searchInfo'],
    ['a number for cookies', { cookies: 1, searchId: '', docId: '' }, 'searchInfo.cookies'],
  ])('%s is refused', async (_, searchInfo, field) => {
    const body = await refused({ ...demoBody, searchInfo });
    expect(body).toEqual({ ret: 500, msg: `${field}参数错误` });
  });
});

describe('decisions 1 and 2: the token', () => {
  test('a missing one', async () => {
    const body = await refused(demoBody, {});
    expect(body).toEqual({ ret: 500, msg: 'header:X-GEWE-TOKEN 不可为空' });
  });

  test('an unknown one, shown by four characters only', async () => {
    const body = await refused(demoBody, { 'X-GEWE-TOKEN': 'abcdefgh-secret' });
    expect(body).toEqual({ ret: 500, msg: 'HTTP HEADER: X-GEWE-TOKEN=abcd*** 不可用或已过期' });
  });

  test('comes before the body, even a broken one', async () => {
    expect(await refused('{', {})).toEqual({ ret: 500, msg: 'header:X-GEWE-TOKEN 不可为空' });
  });

  test('a placeholder sent as is gets an answer that says so', async () => {
    const body = await refused(demoBody, { 'X-GEWE-TOKEN': '{{gewe-token}}' });
    expect(body.msg).toMatch(/不可用或已过期.*占位符.*placeholder/);
  });
});

describe('decision 3: the first missing parameter in documented order', () => {
  const order = ['appId', 'myUserName', 'myRoleType', 'toUserName', 'opType'];
  test.each(order)('%s', async (field) => {
    const later = order.slice(order.indexOf(field));
    const body = Object.fromEntries(
      Object.entries(demoBody).filter(([key]) => !later.includes(key)),
    );
    expect(await refused(body)).toEqual({ ret: 500, msg: `${field}不可为空` });
    expect(await refused({ ...demoBody, [field]: null })).toEqual({
      ret: 500,
      msg: `${field}不可为空`,
    });
    expect(await refused({ ...demoBody, [field]: ' ' })).toEqual({
      ret: 500,
      msg: `${field}不可为空`,
    });
  });

  test('comes before a wrong one', async () => {
    const body = await refused({ ...demoBody, appId: 7, opType: undefined });
    expect(body).toEqual({ ret: 500, msg: 'opType不可为空' });
  });
});

describe('decisions 4, 5 and 14: wrong values', () => {
  test.each([
    ['opType', 3],
    ['opType', 0],
    ['myRoleType', 2],
    ['myRoleType', 4],
    ['appId', 5],
    ['toUserName', { $ne: '' }],
    ['myUserName', 'a'.repeat(257)],
  ])('%s %j', async (field, value) => {
    expect(await refused({ ...demoBody, [field]: value })).toEqual({
      ret: 500,
      msg: `${field}参数错误`,
    });
  });

  test.each([['appId'], ['myUserName'], ['toUserName']])(
    '%s sent as a placeholder gets an answer that says so',
    async (field) => {
      const body = await refused({ ...demoBody, [field]: '{{appid}}' });
      expect(body.msg).toMatch(
        new RegExp(`^${field}参数错误：\\{\\{appid\\}\\}.*占位符.*placeholder`),
      );
    },
  );
});

describe('decisions 7, 11, 12 and 13: refused operations', () => {
  test('an unknown device', async () => {
    expect(await refused({ ...demoBody, appId: 'wx_nowhere' })).toEqual({
      ret: 500,
      msg: '关注失败',
      data: { code: '-1', msg: '[wx_nowhere]设备不存在' },
    });
  });

  test('another tenant’s device looks like an unknown one', async () => {
    const foreign = await refused({ ...demoBody, appId: secondDevice });
    const unknown = await refused({ ...demoBody, appId: 'wx_nowhere' });
    const echoed = JSON.stringify(foreign).replace(secondDevice, 'wx_nowhere');
    expect(echoed).toBe(JSON.stringify(unknown));
  });

  test('an identity of another device', async () => {
    const myUserName = castMember?.username ?? '';
    expect(await refused({ ...demoBody, myUserName })).toEqual({
      ret: 500,
      msg: '关注失败',
      data: { code: '-1', msg: `[${myUserName}]不是该设备的视频号` },
    });
  });

  test('a role type that is not the identity’s', async () => {
    const body = await refused({ ...demoBody, myRoleType: 1 });
    expect(body.data).toEqual({ code: '-6101', msg: 'myRoleType=1不是该视频号的身份类型' });
  });

  test('an unknown target, on follow and on unfollow', async () => {
    const body = { ...demoBody, toUserName: 'v2_nobody@finder' };
    const data = { code: '-6103', msg: '[v2_nobody@finder]视频号不存在' };
    expect(await refused(body)).toEqual({ ret: 500, msg: '关注失败', data });
    expect(await refused({ ...body, opType: 2 })).toEqual({ ret: 500, msg: '取消关注失败', data });
  });

  test('oneself', async () => {
    const body = { ...demoBody, toUserName: demoBody.myUserName };
    expect((await refused(body)).data).toEqual({ code: '-6102', msg: '不能关注自己' });
    const { body: unfollowed } = await call({ ...body, opType: 2 });
    expect(unfollowed).toMatchObject({ ret: 200, data: { followFlag: 0 } });
  });

  test('oneself is followed where the configuration allows it', async () => {
    const lenient = await startInstance({ allowSelfFollow: true });
    try {
      const body = { ...demoBody, toUserName: demoBody.myUserName };
      const answer = await callFollow(lenient.address, body);
      expect(answer.body).toMatchObject({ ret: 200, data: { followFlag: 1 } });
    } finally {
      await lenient.stop();
    }
  });
});

test('decision 13: an identity is the device’s, not the tenant’s', async () => {
  const headers = { 'X-GEWE-TOKEN': 'guanzhu-demo-token-2' };
  const own = { ...demoBody, appId: secondDevice, myUserName: castMember?.username };
  expect((await call(own, headers)).body.ret).toBe(200);
  expect(
    (await call({ ...own, myUserName: demoBody.myUserName }, headers)).body.data,
  ).toMatchObject({ code: '-1' });
});
