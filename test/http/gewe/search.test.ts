import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { search } from '#guanzhu/contract/search.js';
import { demoCast, demoTarget } from '#guanzhu/demo/cast.js';
import { accountOf } from '../../support/accounts.js';
import { demoActor, stranger } from '../../support/crowd.js';
import { type Instance, startInstance } from '../../support/instance.js';
import { send, succeed } from '../../support/operation-call.js';

let now = 1_700_000_000_000_000;
let instance: Instance;
const { appId } = demoActor;
const gardens = Array.from({ length: 45 }, (_, n) => accountOf(`garden${n}`, `植物园${n}`));

beforeAll(async () => {
  instance = await startInstance({ searchTtl: 60 }, { clock: { now: () => now } });
  await instance.app.store.provision({
    accounts: [
      ...gardens,
      accountOf('html', `<b>Ｑ&A</b> "q'a" ꟼ`, '<i>plain & simple</i>'),
      accountOf('twice', '好茶好茶叶', ''),
    ],
  });
});
afterAll(() => instance.stop());

const find = async (body: object, token?: string) => {
  const { reply } = await succeed(instance.address, search, { appId, ...body }, token);
  return reply.data;
};
const refuse = async (body: object, token?: string) => {
  const { body: reply } = await send(instance.address, search, { appId, ...body }, token);
  return reply;
};
type Found = Awaited<ReturnType<typeof find>>;
const usernames = ({ data }: Found) => data.flatMap(({ items }) => items).map(userName);
const titles = ({ data }: Found) => data.flatMap(({ items }) => items.map(({ title }) => title));
const userName = ({ jumpInfo }: Found['data'][number]['items'][number]) => jumpInfo.userName;

describe('a first page', () => {
  test('has the documented fields and constants', async () => {
    const found = await find({ proxyIp: '', content: '朝夕' });
    expect(Object.keys(found)).toEqual([
      ...['advanceSearch', 'continueFlag', 'cookies', 'data', 'direction', 'experiment'],
      ...['feedback', 'isBoxCardStyle', 'isDivide', 'isHomePage', 'lang', 'offset', 'pageNumber'],
      ...['query', 'resultType', 'ret', 'searchID', 'timeStamp'],
    ]);
    expect(found).toMatchObject({
      ...{ continueFlag: 0, direction: 2, experiment: [], lang: 'zh_CN', offset: 1, ret: 0 },
      ...{ pageNumber: 1, query: '朝夕', resultType: 0, timeStamp: 1_700_000_000 },
      data: [{ type: 62, count: 1, moreInfo: {} }],
    });
    expect(found.data[0]?.items).toEqual([
      {
        desc: '。。。',
        docID: expect.stringMatching(/^finderacctv04[A-Za-z0-9+/]+=*$/),
        jumpInfo: {
          commentScene: 6,
          jumpType: 7,
          reportExtraInfo: '{}\n',
          userName: demoTarget.username,
        },
        reportId: expect.any(String),
        report_extinfo_str: '',
        thumbUrl: demoTarget.profile.headUrl,
        title: '<em class="highlight">朝夕</em>v',
      },
    ]);
  });

  test('numbers its search with 20 digits that fit 64 bits, each search its own', async () => {
    const ids = new Set<string>();
    for (let n = 0; n < 20; n += 1) {
      const { searchID } = await find({ content: '无' });
      expect(searchID).toMatch(/^\d{20}$/);
      expect(BigInt(searchID)).toBeGreaterThanOrEqual(10n ** 19n);
      expect(BigInt(searchID)).toBeLessThan(2n ** 64n);
      ids.add(searchID);
    }
    expect(ids.size).toBe(20);
  });

  test('no hit is a success without boxes', async () => {
    for (const content of ['没有这样的名字', '!!!', '🔥']) {
      expect(await find({ content })).toMatchObject({ data: [], continueFlag: 0, offset: 0 });
    }
  });

  test('a username is found whole', async () => {
    const content = demoTarget.username;
    for (const category of [1, 2, '2']) {
      expect(usernames(await find({ content, category }))).toEqual([content]);
    }
    expect(usernames(await find({ content: '朝夕v', category: 2 }))).toEqual([]);
  });

  test('the filter asked for is the selected one', async () => {
    for (const filter of [0, 1, 2, '1']) {
      const { advanceSearch } = await find({ content: '园', filter });
      const options = advanceSearch.filters.flatMap((one) => one.options);
      const selected = options.filter((option) => option.selected === 1);
      expect(selected.map(({ paramValue }) => paramValue)).toEqual([String(filter)]);
    }
  });

  test('newest first, and what friends follow', async () => {
    const newest = usernames(await find({ content: '植物', filter: 1 }));
    expect(newest.slice(0, 2)).toEqual(['garden44', 'garden43']);
    // The demo's caller follows one of that circle.
    const friends = usernames(await find({ content: '面点', filter: 2 }));
    expect(friends).toEqual([demoCast[2]?.username]);
    expect(usernames(await find({ content: '植物', filter: 2 }))).toEqual([]);
  });
});

test('numbers that are left empty are as if they were absent', async () => {
  const first = await find({ content: '茶' });
  for (const empty of ['', ' ', null]) {
    const body = { category: empty, filter: empty, page: empty, offset: empty };
    expect(usernames(await find({ content: '茶', ...body }))).toEqual(usernames(first));
  }
});

describe('titles', () => {
  test('mark each match and escape the rest', async () => {
    expect(titles(await find({ content: '好茶' }))).toEqual([
      '<em class="highlight">好茶好茶</em>叶',
    ]);
    expect(titles(await find({ content: 'b q' }))).toEqual([
      '&lt;<em class="highlight">b</em>&gt;<em class="highlight">Ｑ</em>&amp;A&lt;/<em class="highlight">b</em>&gt; &quot;<em class="highlight">q</em>&#39;a&quot; ꟼ',
    ]);
  });

  test('a hit by signature is not marked', async () => {
    const [box] = (await find({ content: 'plain' })).data;
    expect(box?.items[0]?.title).not.toContain('<em');
    expect(box?.items[0]?.desc).toBe('<i>plain & simple</i>');
  });
});

describe('paging', () => {
  test('visits each hit exactly once, then ends', async () => {
    const seen: string[] = [];
    let found = await find({ content: '植物', page: 0, cookie: '', searchId: '', offset: 0 });
    const { searchID } = found;
    for (let page = 1; ; page += 1) {
      seen.push(...usernames(found));
      expect(found).toMatchObject({ offset: seen.length, pageNumber: page, searchID });
      if (found.continueFlag !== 1) break;
      found = await find({
        ...{ content: '植物', page: String(page), cookie: found.cookies },
        ...{ searchId: found.searchID, offset: String(found.offset) },
      });
    }
    expect([...seen].sort()).toEqual(gardens.map(({ username }) => username).sort());
    const beyond = await find({ content: '植物', page: 3, cookie: found.cookies });
    expect(beyond).toMatchObject({ data: [], continueFlag: 0, offset: 45, searchID });
  });

  test('a next page takes the reply’s own names', async () => {
    const first = await find({ content: '植物' });
    const { cookies, searchID, offset } = first;
    const more = { content: '植物', page: 1, cookies, searchID, offset };
    expect(usernames(await find(more))).toEqual(
      usernames(await find({ content: '植物', page: 1, cookie: cookies, searchId: searchID })),
    );
    expect(usernames(await find(more))).not.toEqual(usernames(first));
  });

  test('cookies are a JSON text that ends with a newline, taken back with or without it', async () => {
    const { cookies } = await find({ content: '植物' });
    expect(cookies).toMatch(/^\{.*\}\n$/);
    expect(JSON.parse(cookies)).toMatchObject({
      query: '植物',
      cookies_buffer: expect.any(String),
    });
    const second = await find({ content: '植物', cookie: cookies });
    for (const cookie of [cookies.trim(), ` ${cookies}\r\n`, JSON.stringify(JSON.parse(cookies))]) {
      expect(usernames(await find({ content: '植物', cookie }))).toEqual(usernames(second));
    }
  });

  test('keeps the filter that the search began with', async () => {
    const first = await find({ content: '植物', filter: 1 });
    const second = await find({ content: '植物', cookie: first.cookies });
    expect(usernames(second)[0]).toBe('garden24');
  });
});

describe('refused', () => {
  const cookieRefusal = { ret: 500, msg: 'cookie参数错误' };

  test('a cookie that was not issued as it is', async () => {
    const { cookies } = await find({ content: '植物' });
    const members: Record<string, unknown> = JSON.parse(cookies);
    const buffer = String(members.cookies_buffer);
    const forged = [
      ...['x', '{}', '[]', 'null', '"x"', '{', buffer, cookies.slice(0, -3), `${cookies}x`],
      JSON.stringify({ ...members, query: '其他' }),
      JSON.stringify({ ...members, more: 1 }),
      JSON.stringify({ ...members, cookies_buffer: buffer.slice(0, -1) }),
      JSON.stringify({ ...members, cookies_buffer: `${buffer}A` }),
      JSON.stringify({ ...members, cookies_buffer: `B${buffer.slice(1)}` }),
      JSON.stringify({ cookies_buffer: buffer }),
      `{"cookies_buffer":${'['.repeat(3000)}${']'.repeat(3000)}}`,
    ];
    for (const cookie of forged) {
      expect(await refuse({ content: '植物', cookie }), cookie).toEqual(cookieRefusal);
    }
  });

  test('a cookie of another device, another content or another search', async () => {
    const { cookies: cookie } = await find({ content: '植物' });
    expect(
      await refuse({ appId: stranger.appId, content: '植物', cookie }, stranger.token),
    ).toEqual(cookieRefusal);
    expect(await refuse({ content: '植', cookie })).toEqual(cookieRefusal);
    const { searchID: searchId } = await find({ content: '植物' });
    expect(await refuse({ content: '植物', cookie, searchId })).toEqual({
      ret: 500,
      msg: 'searchId参数错误',
    });
  });

  test('an expired cookie', async () => {
    const { cookies: cookie } = await find({ content: '植物' });
    now += 60_000_000;
    await find({ content: '植物', cookie });
    now += 1_000_000;
    expect(await refuse({ content: '植物', cookie })).toEqual(cookieRefusal);
  });

  test('a later page without a cookie', async () => {
    expect(await refuse({ content: '植物', page: 1 })).toEqual({
      ret: 500,
      msg: 'cookie不可为空',
    });
  });

  test.each([
    [{}, 'content不可为空'],
    [{ content: ' ' }, 'content不可为空'],
    [{ content: 'a\u0000b' }, 'content参数错误'],
    [{ content: '好'.repeat(257) }, 'content参数错误'],
    [{ content: 5 }, 'content参数错误'],
    [{ content: 'a', category: 3 }, 'category参数错误'],
    [{ content: 'a', filter: 3 }, 'filter参数错误'],
    [{ content: 'a', filter: true }, 'filter参数错误'],
    [{ content: 'a', page: -1 }, 'page参数错误'],
    [{ content: 'a', offset: '-20' }, 'offset参数错误'],
    [{ content: 'a', page: '1.5' }, 'page参数错误'],
    [{ content: 'a', offset: 'x' }, 'offset参数错误'],
    [{ content: 'a', cookie: {} }, 'cookie参数错误'],
  ])('%j', async (body, msg) => {
    expect(await refuse(body)).toEqual({ ret: 500, msg });
  });

  test('a device of another tenant', async () => {
    expect(await refuse({ appId: stranger.appId, content: 'a' })).toEqual({
      ret: 500,
      msg: '搜索失败',
      data: { code: '-1', msg: `[${stranger.appId}]设备不存在` },
    });
  });
});
