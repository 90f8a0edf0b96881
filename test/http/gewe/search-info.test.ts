import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { follow } from '#guanzhu/contract/follow.js';
import { search } from '#guanzhu/contract/search.js';
import { demoTarget } from '#guanzhu/demo/cast.js';
import { accountOf } from '../../support/accounts.js';
import { demoActor, stranger } from '../../support/crowd.js';
import { type Instance, startInstance } from '../../support/instance.js';
import { send, succeed } from '../../support/operation-call.js';
import { callV1 } from '../../support/v1-call.js';

let now = 1_700_000_000_000_000;
let instance: Instance;
const target = 'v2_tea@finder';

beforeAll(async () => {
  instance = await startInstance({ searchTtl: 60 }, { clock: { now: () => now } });
  await instance.app.store.provision({
    accounts: [accountOf(target, '采茶日记'), accountOf('v2_other@finder', '采茶人家')],
  });
});
afterAll(() => instance.stop());

const request = (searchInfo?: unknown, opType = 1, toUserName = target) => ({
  ...demoActor,
  ...{ toUserName, opType, searchInfo },
});
beforeEach(async () => {
  await succeed(instance.address, follow, request(undefined, 2));
});

async function searched(appId: string = demoActor.appId, token?: string) {
  const body = { appId, content: '采茶' };
  const { data } = (await succeed(instance.address, search, body, token)).reply;
  const hit = data.data[0]?.items.find(({ jumpInfo }) => jumpInfo.userName === target);
  return { cookies: data.cookies, searchId: data.searchID, docId: hit?.docID ?? '' };
}
type Info = Awaited<ReturnType<typeof searched>>;
const lastChange = async () => (await instance.app.store.changes(undefined, 1000)).at(-1);

describe('recorded', () => {
  test('the searchInfo of a hit, with what was searched for', async () => {
    const info = await searched();
    const { headers } = await succeed(instance.address, follow, request(info));
    expect(headers.get('guanzhu-changed')).toBe('true');
    const { searchId, docId } = info;
    expect((await lastChange())?.attribution).toEqual({ searchId, docId, query: '采茶' });
  });

  test.each([
    ['cookies trimmed', ({ cookies }: Info) => ({ cookies: cookies.trim() })],
    ['no cookies', () => ({ cookies: '' })],
    ['no cookies member', () => ({ cookies: undefined })],
    ['no searchId', () => ({ searchId: null })],
    [
      'the reply’s own names',
      ({ cookies, searchId, docId }: Info) => ({
        ...{ cookies, searchID: searchId, docID: docId, searchId: undefined, docId: undefined },
      }),
    ],
    [
      'the name that a next page asks for',
      ({ cookies }: Info) => ({
        ...{ cookie: cookies, cookies: undefined },
      }),
    ],
    ['both names, one of them empty', ({ docId }: Info) => ({ docID: docId, docId: '' })],
    ['docId alone', () => ({ cookies: undefined, searchId: undefined })],
  ])('%s', async (_, change) => {
    const info = await searched();
    await succeed(instance.address, follow, request({ ...info, ...change(info) }));
    const { searchId, docId } = info;
    expect((await lastChange())?.attribution).toEqual({ searchId, docId, query: '采茶' });
  });

  test('until it expires', async () => {
    const info = await searched();
    now += 60_000_000;
    await succeed(instance.address, follow, request(info));
    expect((await lastChange())?.attribution).toMatchObject({ query: '采茶' });
  });

  test('with cookies of a later page of the same search', async () => {
    const info = await searched();
    const body = { appId: demoActor.appId, content: '采茶', cookie: info.cookies };
    const { data } = (await succeed(instance.address, search, body)).reply;
    await succeed(instance.address, follow, request({ ...info, cookies: data.cookies }));
  });
});

test.each([
  undefined,
  null,
  {},
  [],
  '',
  { cookies: '', searchId: '', docId: '' },
  { cookies: '', searchID: '', docID: '' },
  { cookies: null, searchId: null, docId: null },
  { cookies: 'stale', searchId: '123' },
  { cookies: 'stale', searchId: '123', docId: ' ' },
])('not from search: %j', async (searchInfo) => {
  const { headers } = await succeed(instance.address, follow, request(searchInfo));
  expect(headers.get('guanzhu-changed')).toBe('true');
  expect((await lastChange())?.attribution).toBeNull();
});

test('a text is no searchInfo, but for one without a letter', async () => {
  const { body } = await send(instance.address, follow, request('x'));
  expect(body).toEqual({ ret: 500, msg: 'searchInfo参数错误' });
});

test('a list with anything in it is no searchInfo', async () => {
  const { body } = await send(instance.address, follow, request([{}]));
  expect(body).toEqual({ ret: 500, msg: 'searchInfo参数错误' });
});

test('a batch row takes the reply’s own names, and an empty list for none', async () => {
  const { cookies, searchId, docId } = await searched();
  const row = { op: 'follow', follower: demoActor.myUserName, target };
  const given = { cookies, searchID: searchId, docID: docId };
  const rows = [
    { ...row, searchInfo: given },
    { ...row, op: 'unfollow', searchInfo: [] },
  ];
  const { body } = await callV1(instance.address, 'POST', '/follows/batch', { body: { rows } });
  expect(body).toMatchObject({ rows: [{ changed: true }, { changed: true }] });
  const [, followed] = (await instance.app.store.changes(undefined, 1000)).toReversed();
  expect(followed?.attribution).toEqual({ searchId, docId, query: '采茶' });
});

describe('refused, and nothing is written', () => {
  const refuse = async (searchInfo: unknown, toUserName = target) => {
    const head = await instance.app.store.head();
    const { body } = await send(instance.address, follow, request(searchInfo, 1, toUserName));
    expect(await instance.app.store.head()).toEqual(head);
    return body;
  };
  const invalid = (toUserName = target) => ({
    ret: 500,
    msg: '关注失败',
    data: { code: '-6104', msg: `searchInfo不是该设备搜索[${toUserName}]的结果` },
  });

  test('another target', async () => {
    const info = await searched();
    expect(await refuse(info, 'v2_other@finder')).toEqual(invalid('v2_other@finder'));
    expect(await refuse(info, demoTarget.username)).toEqual(invalid(demoTarget.username));
  });

  test('another device', async () => {
    const foreign = await searched(stranger.appId, stranger.token);
    expect(await refuse(foreign)).toEqual(invalid());
    const own = await searched();
    expect(await refuse({ ...own, cookies: foreign.cookies })).toEqual(invalid());
  });

  test('another search', async () => {
    const [one, other] = [await searched(), await searched()];
    expect(await refuse({ ...one, searchId: other.searchId })).toEqual(invalid());
    expect(await refuse({ ...one, cookies: other.cookies })).toEqual(invalid());
  });

  test('tampered', async () => {
    const info = await searched();
    const flip = (text: string, at: number) =>
      text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
    const docIds = Array.from({ length: info.docId.length }, (_, at) => flip(info.docId, at));
    const cut = [info.docId.slice(0, -1), info.docId.slice(0, 20), `${info.docId}=`, 'x'];
    for (const docId of [...docIds, ...cut, `${info.docId}\n`, 'finderacctv04', '\u0001']) {
      if (docId === info.docId) continue;
      expect(await refuse({ ...info, docId }), docId).toEqual(invalid());
    }
    for (const cookies of ['x', '{}', info.cookies.slice(1), flip(info.cookies, 80)]) {
      expect(await refuse({ ...info, cookies }), cookies).toEqual(invalid());
    }
  });

  test('expired', async () => {
    const info = await searched();
    now += 61_000_000;
    expect(await refuse(info)).toEqual({
      ret: 500,
      msg: '关注失败',
      data: { code: '-6105', msg: 'searchInfo已过期，请重新搜索' },
    });
  });
});

test('an unfollow never looks at it', async () => {
  await succeed(instance.address, follow, request());
  const info = { cookies: 'x', searchId: 'y', docId: 'z\u0001'.repeat(2000) };
  const { headers, reply } = await succeed(instance.address, follow, request(info, 2));
  expect(headers.get('guanzhu-changed')).toBe('true');
  expect(reply.data.followFlag).toBe(0);
  expect(await lastChange()).toMatchObject({ type: 'unfollowed', attribution: null });
});
