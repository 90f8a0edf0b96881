import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { documentedFollow } from '#guanzhu/contract/follow-example.js';
import { getQrCode } from '#guanzhu/contract/get-qr-code.js';
import { scanFollow } from '#guanzhu/contract/scan-follow.js';
import { demoCast, demoTarget } from '#guanzhu/demo/cast.js';
import { qrLinkOf } from '#guanzhu/service/qr-code.js';
import { demoActor, stranger } from '../../support/crowd.js';
import { type Instance, startInstance } from '../../support/instance.js';
import { loopFixture, send, succeed } from '../../support/operation-call.js';

let instance: Instance;
beforeEach(async () => {
  instance = await startInstance();
});
afterEach(() => instance.stop());

const scan = (qrContent: string) =>
  succeed(instance.address, scanFollow, { ...demoActor, qrContent });
const refused = async (more: object, token?: string) =>
  (await send(instance.address, scanFollow, { ...demoActor, ...more }, token)).body;
const failed = (code: string, msg: string) => ({
  ret: 500,
  msg: '扫码关注失败',
  data: { code, msg },
});

describe('follows', () => {
  test('by username, as documented, with the base contact', async () => {
    const { reply, headers } = await succeed(
      instance.address,
      scanFollow,
      loopFixture('scan-follow'),
    );
    expect(reply).toEqual(documentedFollow.reply);
    expect(headers.get('guanzhu-changed')).toBe('true');
    expect(headers.get('guanzhu-revision')).toMatch(/^r/);
  });

  test('by the link of a QR code', async () => {
    const appId = stranger.appId;
    const myUserName = demoCast[0]?.username;
    const body = { appId, myUserName, myRoleType: 3 };
    const code = await succeed(instance.address, getQrCode, body, stranger.token);
    const { reply, headers } = await scan(code.reply.data.qrcodeUrl);
    expect(reply.data).toMatchObject({ username: myUserName, followFlag: 1 });
    expect(headers.get('guanzhu-changed')).toBe('true');
  });

  test('8: a second scan changes nothing', async () => {
    const first = await scan(demoTarget.username);
    const second = await scan(qrLinkOf(demoTarget.username));
    expect(second.reply).toEqual(first.reply);
    expect(second.headers.get('guanzhu-changed')).toBe('false');
  });
});

describe('refuses', () => {
  test('a link that is none of ours, also one to an account that is not here', async () => {
    for (const qrContent of [
      'https://weixin.qq.com/f/EOKqz8xJt_gP',
      'https://weixin.qq.com/sph/Abcdefghi',
      'https://example.com/',
      'http://weixin.qq.com/f/djI',
      qrLinkOf('v2_none@finder'),
    ]) {
      expect(await refused({ qrContent })).toEqual(failed('-6107', '无法识别的二维码'));
    }
  });

  test('an unknown username and oneself, as a follow does', async () => {
    expect(await refused({ qrContent: 'v2_none@finder' })).toEqual(
      failed('-6103', '[v2_none@finder]视频号不存在'),
    );
    expect(await refused({ qrContent: qrLinkOf(demoActor.myUserName) })).toEqual(
      failed('-6102', '不能关注自己'),
    );
  });

  test('3: a request without content; the members that clients leave out may be missing', async () => {
    expect(await refused({})).toEqual({ ret: 500, msg: 'qrContent不可为空' });
    expect(await refused({ qrContent: ' ' })).toEqual({ ret: 500, msg: 'qrContent不可为空' });
  });

  test('12, 13: a foreign device or identity, before the content is looked into', async () => {
    const qrContent = 'https://example.com/';
    expect(await refused({ qrContent }, stranger.token)).toEqual(
      failed('-1', `[${demoActor.appId}]设备不存在`),
    );
    const myUserName = demoCast[0]?.username;
    expect(await refused({ qrContent, myUserName })).toEqual(
      failed('-1', `[${myUserName}]不是该设备的视频号`),
    );
    expect((await refused({ qrContent, myRoleType: 1 })).data).toMatchObject({ code: '-6101' });
  });
});
