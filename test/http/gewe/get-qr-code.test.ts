import { afterAll, beforeAll, expect, test } from 'vitest';
import { getQrCode } from '#guanzhu/contract/get-qr-code.js';
import { isLink, qrLinkOf, usernameInLink } from '#guanzhu/service/qr-code.js';
import { demoActor, stranger } from '../../support/crowd.js';
import { type Instance, startInstance } from '../../support/instance.js';
import { loopFixture, send, succeed } from '../../support/operation-call.js';

let instance: Instance;
beforeAll(async () => {
  instance = await startInstance();
});
afterAll(() => instance.stop());

test('the documented request gets the same link every time', async () => {
  const { reply } = await succeed(instance.address, getQrCode, loopFixture('get-qr-code'));
  expect(reply.data.qrcodeUrl).toMatch(/^https:\/\/weixin\.qq\.com\/f\/[\w-]+$/);
  expect((await succeed(instance.address, getQrCode, demoActor)).reply).toEqual(reply);
  expect(usernameInLink(reply.data.qrcodeUrl)).toBe(demoActor.myUserName);
});

test('a link holds any username, and nothing else is read from one', () => {
  for (const username of ['v2_a@finder', '名字@finder', 'a'.repeat(256), '\uFEFFv2']) {
    expect(isLink(qrLinkOf(username))).toBe(true);
    expect(usernameInLink(qrLinkOf(username))).toBe(username);
  }
  const link = qrLinkOf('v2_a@finder');
  const others = [
    `${link}=`,
    `${link}?x=1`,
    link.replace('https', 'http'),
    link.replace('/f/', '/sph/'),
    'https://weixin.qq.com/f/',
    'https://weixin.qq.com/f/EOKqz8xJt_gP',
    'https://weixin.qq.com/f/_w',
    'https://example.com/f/djI',
  ];
  for (const other of others) expect({ other, read: usernameInLink(other) }).toEqual({ other });
});

test('12, 13, 14: only for an identity of the caller’s device', async () => {
  const refused = async (more: object, token?: string) =>
    (await send(instance.address, getQrCode, { ...demoActor, ...more }, token)).body;
  expect(await refused({}, stranger.token)).toEqual({
    ret: 500,
    msg: '获取二维码失败',
    data: { code: '-1', msg: `[${demoActor.appId}]设备不存在` },
  });
  expect(await refused({ myUserName: 'v2_x@finder' })).toMatchObject({ data: { code: '-1' } });
  expect(await refused({ myRoleType: 1 })).toMatchObject({ data: { code: '-6101' } });
});
