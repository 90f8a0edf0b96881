import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { followList } from '#guanzhu/contract/follow-list.js';
import { mentionList } from '#guanzhu/contract/mention-list.js';
import type { FollowOp } from '#guanzhu/domain/follow.js';
import { openSeal } from '#guanzhu/service/seal.js';
import { addCrowd, addDevice, command, demoActor, stranger } from '../../support/crowd.js';
import { type Instance, startInstance } from '../../support/instance.js';
import { loopFixture, send, succeed } from '../../support/operation-call.js';

const second = 1_000_000;
let instance: Instance;
let now = 0;
const author = { appId: 'wx_author', myUserName: '', myRoleType: 3 };
let fans: readonly string[];

const start = async (mentionWindow: number) => {
  now = 1_700_000_000 * second;
  instance = await startInstance({ mentionWindow }, { clock: { now: () => now } });
  const { store } = instance.app;
  fans = await addCrowd(store, 'fan', 45);
  const [username = ''] = await addCrowd(store, 'author', 1);
  author.myUserName = username;
  await addDevice(store, author.appId, [{ username, roleType: 3 }]);
};
beforeEach(() => start(86_400));
afterEach(() => instance.stop());

const pass = (seconds: number) => {
  now += seconds * second;
};
const write = (op: FollowOp, ...followers: readonly string[]) =>
  instance.app.store.apply(
    followers.map((follower) => command(op, follower, author.myUserName)),
    now,
  );
const news = async (lastBuff: string) => {
  const body = { ...author, reqScene: 5, lastBuff };
  const { data } = (await succeed(instance.address, mentionList, body)).reply;
  return { rows: data.list.mentions, cursor: data.lastBuff };
};
const named = (rows: readonly { username: string }[]) => rows.map(({ username }) => username);

describe('a mention', () => {
  test('has the documented members', async () => {
    const [fan = ''] = fans;
    await write('follow', fan);
    const { rows } = await news('');
    const at = now;
    const [row] = rows;
    expect(row).toEqual({
      headUrl: '',
      nickname: 'fan 0',
      mentionType: 18,
      mentionContent: '关注了你',
      createtime: Math.floor(at / second),
      thumbUrl: '',
      mentionId: expect.any(Number),
      refObjectId: 0,
      refCommentId: 0,
      flag: 0,
      extflag: 3,
      refContent: '',
      mediaType: 0,
      description: '',
      replyNickname: '',
      refObjectNonceId: '',
      username: fan,
      contact: {
        contact: {
          username: fan,
          nickname: 'fan 0',
          headUrl: '',
          signature: '',
          authInfo: {},
          coverImgUrl: '',
          spamStatus: 0,
          extFlag: 262152,
          extInfo: { country: '', province: '', city: '', sex: 0 },
          liveStatus: 2,
          liveCoverImgUrl: '',
          liveInfo: {
            anchorStatusFlag: 2048,
            switchFlag: 53727,
            lotterySetting: { settingFlag: 0, attendType: 4 },
          },
          status: 0,
          seq: 0,
        },
      },
      refObjectType: 0,
      extInfo: { appName: '', entityId: '' },
      svrMentionId: row?.mentionId,
      followFlag: 0,
      orderCount: 0,
      interactionCount: 0,
      forceUseRefContent: 0,
    });
  });

  test('25: followFlag says whether the caller follows that account now', async () => {
    const [fan = ''] = fans;
    const { store } = instance.app;
    await write('follow', fan);
    await store.apply([command('follow', author.myUserName, fan)], now);
    expect((await news('')).rows[0]?.followFlag).toBe(1);
    await store.apply([command('unfollow', author.myUserName, fan)], now);
    expect((await news('')).rows[0]?.followFlag).toBe(0);
  });

  test('21: ids fit an int32: they count the account’s own mentions, and stay', async () => {
    const other = await addCrowd(instance.app.store, 'other author', 1);
    await write('follow', ...fans.slice(0, 3));
    await instance.app.store.apply([command('follow', fans[0] ?? '', other[0] ?? '')], now);
    await write('follow', ...fans.slice(3, 5));
    const ids = async (cursor: string) =>
      (await news(cursor)).rows.map(({ mentionId, svrMentionId }) => [mentionId, svrMentionId]);
    const five = [5, 4, 3, 2, 1].map((id) => [id, id]);
    expect(await ids('')).toEqual(five);
    const { cursor } = await news('');
    await write('unfollow', ...fans.slice(1, 4));
    expect(await ids('')).toEqual(five);
    await write('follow', ...fans.slice(5, 7));
    expect(await ids(cursor)).toEqual([
      [7, 7],
      [6, 6],
    ]);
  });
});

describe('news', () => {
  test('22: the documented request and a first call are answered with data at once', async () => {
    const { reply } = await succeed(instance.address, mentionList, loopFixture('mention-list'));
    expect(reply.data.list.mentions).toEqual([]);
    const body = { ...demoActor, reqScene: 5 };
    const first = await succeed(instance.address, mentionList, body);
    expect(first.reply.data.list.mentions).toHaveLength(4);
    expect(first.reply.data.lastBuff).not.toBe('');
    for (const lastBuff of ['', null]) {
      const again = await succeed(instance.address, mentionList, { ...body, lastBuff });
      expect(again.reply).toEqual(first.reply);
    }
  });

  test('36: the first page of a busy account has who followed last, not who did months ago', async () => {
    await write('follow', ...fans.slice(0, 44));
    pass(60 * 86_400);
    const [today = ''] = fans.slice(44);
    await write('follow', today);
    const { rows } = await news('');
    expect(rows).toHaveLength(20);
    expect(rows[0]).toMatchObject({ username: today, createtime: Math.floor(now / second) });
  });

  test('36: what comes during a walk is told at once, and nothing is lost or told twice', async () => {
    await write('follow', ...fans.slice(0, 30));
    const first = await news('');
    await write('follow', ...fans.slice(30, 33));
    const second = await news(first.cursor);
    expect(named(second.rows)).toEqual([
      ...fans.slice(30, 33).toReversed(),
      ...fans.slice(0, 10).toReversed(),
    ]);
    expect(await news(second.cursor)).toEqual({ rows: [], cursor: second.cursor });
    expect(named([...first.rows, ...second.rows]).toSorted()).toEqual(fans.slice(0, 33).toSorted());
  });

  test('36: more than a page of news is told from its oldest on, page by page', async () => {
    await write('follow', ...fans.slice(0, 5));
    const { cursor } = await news('');
    await write('follow', ...fans.slice(5, 45));
    const one = await news(cursor);
    expect(named(one.rows)).toEqual(fans.slice(5, 25).toReversed());
    const two = await news(one.cursor);
    expect(named(two.rows)).toEqual(fans.slice(25, 45).toReversed());
    expect(await news(two.cursor)).toEqual({ rows: [], cursor: two.cursor });
  });

  test('36: a cursor of the release that told the oldest first goes on with what is new', async () => {
    await write('follow', ...fans.slice(0, 25));
    const { store } = instance.app;
    const seal = await openSeal(store, (bytes) => bytes);
    const before = seal.close(['mentionList', author.myUserName], String((await store.head()).at));
    expect(await news(before)).toEqual({ rows: [], cursor: before });
    await write('follow', ...fans.slice(25, 27));
    const { rows, cursor } = await news(before);
    expect(named(rows)).toEqual(fans.slice(25, 27).toReversed());
    expect(rows.map(({ svrMentionId }) => svrMentionId)).toEqual([27, 26]);
    expect((await news(cursor)).rows).toEqual([]);
  });

  test('come newest first, 20 a page, each once', async () => {
    await write('follow', ...fans);
    const pages: string[][] = [];
    let cursor = '';
    for (;;) {
      const next = await news(cursor);
      if (next.rows.length === 0) {
        expect(next.cursor).toBe(cursor);
        break;
      }
      pages.push(named(next.rows));
      cursor = next.cursor;
    }
    expect(pages.map((page) => page.length)).toEqual([20, 20, 5]);
    expect(pages.flat()).toEqual(fans.toReversed());
  });

  test('23: without any the cursor stays, and later it leads to what is new', async () => {
    const [one = '', two = ''] = fans;
    const empty = await news('');
    expect(empty).toEqual({ rows: [], cursor: '' });
    await write('follow', one);
    const first = await news(empty.cursor);
    expect(named(first.rows)).toEqual([one]);
    expect(await news(first.cursor)).toEqual({ rows: [], cursor: first.cursor });
    pass(1);
    await write('follow', two);
    expect(named((await news(first.cursor)).rows)).toEqual([two]);
  });

  test('25: a repeat is none, and an unfollow takes nothing back', async () => {
    const [fan = ''] = fans;
    await write('follow', fan);
    await write('follow', fan);
    const told = await news('');
    expect(named(told.rows)).toEqual([fan]);
    pass(1);
    await write('unfollow', fan);
    expect(await news('')).toEqual(told);
    expect((await news(told.cursor)).rows).toEqual([]);
  });

  test('25: toggling inside the window tells one follow, however often', async () => {
    const [fan = ''] = fans;
    for (let round = 0; round < 5; round += 1) {
      await write('follow', fan);
      pass(10);
      await write('unfollow', fan);
      pass(10);
    }
    await write('follow', fan);
    const told = await news('');
    expect(told.rows.map(({ createtime }) => createtime)).toEqual([1_700_000_000]);
    expect((await news(told.cursor)).rows).toEqual([]);
  });

  test('25: a follow again tells only once the window has passed', async () => {
    const [inside = '', outside = ''] = fans;
    await write('follow', inside);
    await write('follow', outside);
    await write('unfollow', inside, outside);
    const told = await news('');
    pass(86_400 - 1);
    await write('follow', inside);
    expect((await news(told.cursor)).rows).toEqual([]);
    pass(2);
    await write('follow', outside);
    expect(named((await news(told.cursor)).rows)).toEqual([outside]);
  });

  test('a window of 0 tells every follow', async () => {
    await instance.stop();
    await start(0);
    const [fan = ''] = fans;
    for (const op of ['follow', 'unfollow', 'follow'] as const) await write(op, fan);
    expect(named((await news('')).rows)).toEqual([fan, fan]);
  });
});

describe('reqScene', () => {
  test('3 and 4 have no mentions and leave the cursor', async () => {
    await write('follow', ...fans);
    const { cursor } = await news('');
    for (const reqScene of [3, 4]) {
      for (const lastBuff of ['', cursor]) {
        const body = { ...author, reqScene, lastBuff };
        const { data } = (await succeed(instance.address, mentionList, body)).reply;
        expect(data).toEqual({ list: { mentions: [] }, lastBuff });
      }
    }
  });

  test('4: any other is refused', async () => {
    for (const reqScene of [0, 2, 6, 18, 'x', true]) {
      const { body } = await send(instance.address, mentionList, { ...author, reqScene });
      expect(body).toEqual({ ret: 500, msg: 'reqScene参数错误' });
    }
    const { body } = await send(instance.address, mentionList, author);
    expect(body).toEqual({ ret: 500, msg: 'reqScene不可为空' });
  });
});

describe('refused', () => {
  test('18: a cursor that is bad, cut, of another account or of another list', async () => {
    await write('follow', ...fans);
    const { cursor } = await news('');
    const foreign = await succeed(instance.address, mentionList, { ...demoActor, reqScene: 5 });
    const list = await succeed(instance.address, followList, author);
    const bad = [
      'CAgQABj///9/',
      cursor.slice(0, -2),
      `${cursor}AA`,
      foreign.reply.data.lastBuff,
      list.reply.data.lastBuffer,
    ];
    for (const lastBuff of bad) {
      for (const reqScene of [3, 5]) {
        const sent = await send(instance.address, mentionList, { ...author, reqScene, lastBuff });
        expect(sent.body).toEqual({ ret: 500, msg: 'lastBuff参数错误' });
      }
    }
  });

  test('12, 13: a foreign device and a foreign identity', async () => {
    const body = { ...author, reqScene: 5, lastBuff: '' };
    const device = await send(instance.address, mentionList, body, stranger.token);
    expect(device.body).toEqual({
      ret: 500,
      msg: '获取消息列表失败',
      data: { code: '-1', msg: `[${author.appId}]设备不存在` },
    });
    const { myUserName } = demoActor;
    const identity = await send(instance.address, mentionList, { ...body, myUserName });
    expect(identity.body).toEqual({
      ret: 500,
      msg: '获取消息列表失败',
      data: { code: '-1', msg: `[${myUserName}]不是该设备的视频号` },
    });
  });
});
