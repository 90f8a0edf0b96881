import { afterAll, beforeAll, expect, test } from 'vitest';
import { hashToken } from '#guanzhu/service/token-hash.js';
import { callFollow, demoBody } from '../../support/follow-call.js';
import { accountNamed, alice, bob, carol } from '../../support/follow-data.js';
import { type Instance, startInstance } from '../../support/instance.js';

const token = 'f00dfeed-one-person-two-identities';
const appId = 'wx_two_identities';

let instance: Instance;
beforeAll(async () => {
  instance = await startInstance();
  const tenant = { id: 'two-identities' };
  await instance.app.store.provision({
    tokens: [{ hash: hashToken(token), tenant }],
    accounts: [accountNamed(alice), accountNamed(bob), accountNamed(carol)],
    devices: [
      {
        appId,
        tenant,
        identities: [
          { username: alice, roleType: 1 },
          { username: alice, roleType: 3 },
          { username: bob, roleType: 1 },
        ],
      },
    ],
  });
});
afterAll(() => instance.stop());

async function act(myUserName: string, myRoleType: unknown, opType: number, toUserName: string) {
  const body = { ...demoBody, appId, myUserName, myRoleType, opType, toUserName };
  const answer = await callFollow(instance.address, body, { 'X-GEWE-TOKEN': token });
  return { ...answer, changed: answer.headers.get('guanzhu-changed') };
}

test('decision 14: both role types act on one follow, and the change records which', async () => {
  const before = (await instance.app.store.head()).revision;
  expect(await act(alice, 1, 1, carol)).toMatchObject({ changed: 'true', body: { ret: 200 } });
  expect(await act(alice, 3, 1, carol)).toMatchObject({ changed: 'false', body: { ret: 200 } });
  expect(await act(alice, '3', 2, carol)).toMatchObject({ changed: 'true', body: { ret: 200 } });
  expect(await act(alice, 1, 2, carol)).toMatchObject({ changed: 'false', body: { ret: 200 } });
  expect(await instance.app.store.changes(before, 10)).toMatchObject([
    { type: 'followed', follower: alice, target: carol, roleType: 1, device: appId },
    { type: 'unfollowed', follower: alice, target: carol, roleType: 3, device: appId },
  ]);
});

test('decision 14: a role type that only another account of the device has is refused', async () => {
  const { body } = await act(bob, 3, 1, carol);
  expect(body).toEqual({
    ret: 500,
    msg: '关注失败',
    data: { code: '-6101', msg: 'myRoleType=3不是该视频号的身份类型' },
  });
});

test('decision 12: each account of a device follows for itself', async () => {
  await act(alice, 3, 1, carol);
  await act(bob, 1, 1, alice);
  expect((await act(alice, 3, 1, bob)).body.data).toMatchObject({ username: bob, followFlag: 1 });
  expect(await instance.app.store.counts(alice)).toEqual({ followers: 1, following: 2 });
  expect(await instance.app.store.counts(bob)).toEqual({ followers: 1, following: 1 });
});
