import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { followList } from '#guanzhu/contract/follow-list.js';
import { mentionList } from '#guanzhu/contract/mention-list.js';
import { demoCast } from '#guanzhu/demo/cast.js';
import { addCrowd, addDevice, command, demoActor, stranger } from '../../support/crowd.js';
import { type Instance, startInstance } from '../../support/instance.js';
import { loopFixture, send, succeed } from '../../support/operation-call.js';

let instance: Instance;
const reader = { appId: 'wx_reader', myUserName: '', myRoleType: 3 };
let targets: readonly string[];
/** Ledger time of the 45 follows: from it on, one microsecond apart. */
const began = Date.now() * 1000 + 60_000_000;

beforeAll(async () => {
  instance = await startInstance();
  const { store } = instance.app;
  targets = await addCrowd(store, 'target', 45);
  const [username = ''] = await addCrowd(store, 'reader', 1);
  reader.myUserName = username;
  await addDevice(store, reader.appId, [{ username, roleType: 3 }]);
  await store.apply(
    targets.map((target) => command('follow', username, target)),
    began,
  );
});
afterAll(() => instance.stop());

const page = async (lastBuffer?: string) => {
  const body = { ...reader, ...(lastBuffer !== undefined && { lastBuffer }) };
  return (await succeed(instance.address, followList, body)).reply.data;
};

describe('a page', () => {
  test('answers the documented request in the documented shape', async () => {
    const { reply } = await succeed(instance.address, followList, loopFixture('follow-list'));
    expect(reply.msg).toBe('操作成功');
    expect(Object.keys(reply.data).sort()).toEqual(
      ['contactList', 'continueFlag', 'followCount', 'lastBuffer'].sort(),
    );
    expect(reply.data).toMatchObject({ continueFlag: 0, followCount: 3 });
    const [row] = reply.data.contactList;
    expect(row).toMatchObject({ followFlag: 1, authInfo: {}, liveStatus: 2, status: 0 });
    expect(Object.keys(row ?? {}).sort()).toEqual(
      [
        ...['username', 'nickname', 'headUrl', 'signature', 'followFlag', 'authInfo'],
        ...['coverImgUrl', 'spamStatus', 'extFlag', 'extInfo', 'liveStatus'],
        ...['liveCoverImgUrl', 'liveInfo', 'status', 'followTime'],
      ].sort(),
    );
  });

  test('19: holds 20, newest first, with the live total', async () => {
    const first = await page();
    expect(first.contactList.map(({ username }) => username)).toEqual(
      [...targets].reverse().slice(0, 20),
    );
    expect(first).toMatchObject({ continueFlag: 1, followCount: 45 });
    expect(first.contactList[0]?.followTime).toBe(Math.floor((began + 44) / 1_000_000));
  });

  test('20: extInfo has its four members for accounts without a place, as after a follow', async () => {
    const { contactList } = await page();
    expect(contactList[0]?.extInfo).toEqual({ country: '', province: '', city: '', sex: 0 });
    const { store } = instance.app;
    const plain = demoCast.find(({ profile }) => profile.sex !== 0 && profile.city === '');
    const [username = ''] = await addCrowd(store, 'partial', 1);
    await addDevice(store, 'wx_partial', [{ username, roleType: 3 }]);
    await store.apply([command('follow', username, plain?.username ?? '')], Date.now() * 1000);
    const body = { appId: 'wx_partial', myUserName: username, myRoleType: 3 };
    const { reply } = await succeed(instance.address, followList, body);
    const { country, province, sex } = plain?.profile ?? {};
    expect(reply.data.contactList[0]?.extInfo).toEqual({ country, province, city: '', sex });
  });

  test('is empty, with a cursor, for one who follows nobody', async () => {
    const { store } = instance.app;
    const [username = ''] = await addCrowd(store, 'hermit', 1);
    await addDevice(store, 'wx_hermit', [{ username, roleType: 3 }]);
    const body = { appId: 'wx_hermit', myUserName: username, myRoleType: 3, lastBuffer: '' };
    const { data } = (await succeed(instance.address, followList, body)).reply;
    expect(data).toMatchObject({ contactList: [], continueFlag: 0, followCount: 0 });
    expect(data.lastBuffer).not.toBe('');
    const again = await succeed(instance.address, followList, {
      ...body,
      lastBuffer: data.lastBuffer,
    });
    expect(again.reply.data).toEqual(data);
  });
});

describe('a cursor', () => {
  test('18: leads through every row once, and stays on and after the last page', async () => {
    const seen: string[] = [];
    const sizes: number[] = [];
    let cursor = '';
    for (let more = true; more; ) {
      const next = await page(cursor);
      seen.push(...next.contactList.map(({ username }) => username));
      sizes.push(next.contactList.length);
      expect(next.lastBuffer).not.toBe('');
      cursor = next.lastBuffer;
      more = next.continueFlag === 1;
    }
    expect(sizes).toEqual([20, 20, 5]);
    expect(seen).toEqual([...targets].reverse());
    const after = await page(cursor);
    expect(after).toMatchObject({ contactList: [], continueFlag: 0, followCount: 45 });
    expect(after.lastBuffer).toBe(cursor);
  });

  test('18: null and a missing one mean the start', async () => {
    const first = await page('');
    expect(await page()).toEqual(first);
    const { reply } = await succeed(instance.address, followList, { ...reader, lastBuffer: null });
    expect(reply.data).toEqual(first);
  });

  test('18: a bad one is refused, never taken for the start', async () => {
    const { lastBuffer } = await page();
    const foreign = await succeed(instance.address, followList, demoActor);
    const mentions = await succeed(instance.address, mentionList, {
      ...demoActor,
      reqScene: 5,
      lastBuff: '',
    });
    const flipped = lastBuffer.startsWith('A') ? 'B' : 'A';
    const bad = [
      'COMF',
      ' ',
      lastBuffer.slice(0, -1),
      lastBuffer.slice(0, 20),
      `${lastBuffer}=`,
      `${lastBuffer}A`,
      flipped + lastBuffer.slice(1),
      foreign.reply.data.lastBuffer,
      mentions.reply.data.lastBuff,
      'x'.repeat(5000),
    ];
    for (const text of bad) {
      const { status, body } = await send(instance.address, followList, {
        ...reader,
        lastBuffer: text,
      });
      expect({ text, status, body }).toEqual({
        text,
        status: 200,
        body: { ret: 500, msg: 'lastBuffer参数错误' },
      });
    }
  });
});

describe('who may not read', () => {
  const failure = async (body: object, token?: string) =>
    (await send(instance.address, followList, body, token)).body;
  const failed = (code: string, msg: string) => ({
    ret: 500,
    msg: '获取关注列表失败',
    data: { code, msg },
  });

  test("13: another tenant's device looks like an unknown one", async () => {
    const msg = `[${demoActor.appId}]设备不存在`;
    expect(await failure(demoActor, stranger.token)).toEqual(failed('-1', msg));
    expect(await failure({ ...demoActor, appId: 'wx_none' })).toEqual(
      failed('-1', '[wx_none]设备不存在'),
    );
  });

  test('12, 14: an identity of another device, or of another type', async () => {
    const { myUserName } = reader;
    expect(await failure({ ...demoActor, myUserName })).toMatchObject(
      failed('-1', `[${myUserName}]不是该设备的视频号`),
    );
    expect((await failure({ ...demoActor, myRoleType: 1 })).data).toMatchObject({ code: '-6101' });
    expect(await failure({ ...demoActor, myRoleType: 2 })).toEqual({
      ret: 500,
      msg: 'myRoleType参数错误',
    });
  });

  test('3: a missing parameter is named, the first in documented order', async () => {
    expect(await failure({})).toEqual({ ret: 500, msg: 'appId不可为空' });
    expect(await failure({ appId: 'a' })).toEqual({ ret: 500, msg: 'myUserName不可为空' });
  });
});
