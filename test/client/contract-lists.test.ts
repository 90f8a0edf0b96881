import { afterAll, beforeAll, expect, test } from 'vitest';
import { GuanzhuClient } from '#guanzhu/client/index.js';
import { documentedFollow } from '#guanzhu/contract/follow-example.js';
import { demo } from '#guanzhu/demo/demo.js';
import { type Instance, startInstance } from '../support/instance.js';
import { json, scriptedServer } from './scripted-server.js';

const adminToken = 'test-admin-token-0123456789';
const { appId } = demo;
const { myUserName } = documentedFollow.request;
const me = { appId, myUserName, myRoleType: 3 } as const;
const names = Array.from({ length: 45 }, (_, index) => `连锁小店${index + 10}号`);
let instance: Instance;
let client: GuanzhuClient;

beforeAll(async () => {
  instance = await startInstance({ adminToken });
  client = new GuanzhuClient({ baseUrl: instance.address, token: demo.token, adminToken });
  const admin = new GuanzhuClient({ baseUrl: instance.address, adminToken });
  for (const nickname of names) await admin.accounts.create({ nickname, username: nickname });
  const following = names.map((target) => ({
    op: 'follow' as const,
    follower: myUserName,
    target,
  }));
  const followed = names.map((follower) => ({
    op: 'follow' as const,
    follower,
    target: myUserName,
  }));
  await admin.follows.batch({ rows: [...following, ...followed] });
});
afterAll(() => instance.stop());

test('followList is iterated over to its end, and awaited for the documented page', async () => {
  const page = await client.finder.followList(me);
  expect(page.contactList).toHaveLength(20);
  const all: string[] = [];
  for await (const { username } of client.finder.followList(me)) all.push(username);
  expect(all).toHaveLength(page.followCount);
  expect(new Set(all).size).toBe(all.length);
  expect(all).toEqual(expect.arrayContaining(names));
});

test('search is iterated over to its end', async () => {
  const found: string[] = [];
  for await (const { jumpInfo } of client.finder.search({ appId, content: '连锁小店' })) {
    found.push(jumpInfo.userName);
  }
  expect(found.toSorted()).toEqual(names.toSorted());
});

test('mentionList is iterated over until there is nothing more', async () => {
  const followers: string[] = [];
  for await (const { username } of client.finder.mentionList({ ...me, reqScene: 5 })) {
    followers.push(username);
  }
  expect(new Set(followers).size).toBe(followers.length);
  expect(followers).toEqual(expect.arrayContaining(names));
});

test.each([
  ['ends at an empty page', [['a', 'b'], ['c'], []], 3],
  ['ends when there is none at all', [[]], 1],
])('mentionList %s', async (_, pages, calls) => {
  const answers = pages.map((mentions, index) =>
    json({
      ret: 200,
      msg: '操作成功',
      data: {
        list: { mentions: mentions.map((username) => ({ username })) },
        lastBuff: mentions.length === 0 ? `b${index - 1}` : `b${index}`,
      },
    }),
  );
  await using server = await scriptedServer(...answers);
  const scripted = new GuanzhuClient({ baseUrl: server.baseUrl, token: 't' });
  const seen: string[] = [];
  for await (const { username } of scripted.finder.mentionList({ ...me, reqScene: 5 })) {
    seen.push(username);
  }
  expect(seen).toEqual(pages.flat());
  expect(server.received).toHaveLength(calls);
});

test('leaving the loop asks for no further page', async () => {
  await using server = await scriptedServer(
    json({
      ret: 200,
      msg: '操作成功',
      data: { contactList: [{ username: 'a' }], continueFlag: 1 },
    }),
  );
  const scripted = new GuanzhuClient({ baseUrl: server.baseUrl, token: 't' });
  for await (const _ of scripted.finder.followList(me)) break;
  expect(server.received).toHaveLength(1);
});
