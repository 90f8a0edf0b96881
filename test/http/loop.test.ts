import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkOnline } from '#guanzhu/contract/check-online.js';
import { follow } from '#guanzhu/contract/follow.js';
import { followList } from '#guanzhu/contract/follow-list.js';
import { getProfile } from '#guanzhu/contract/get-profile.js';
import { getQrCode } from '#guanzhu/contract/get-qr-code.js';
import { mentionList } from '#guanzhu/contract/mention-list.js';
import { scanFollow } from '#guanzhu/contract/scan-follow.js';
import { search } from '#guanzhu/contract/search.js';
import { userPage } from '#guanzhu/contract/user-page.js';
import { demoActor, stranger } from '../support/crowd.js';
import { type Instance, startInstance } from '../support/instance.js';
import { succeed } from '../support/operation-call.js';

let instance: Instance;
beforeAll(async () => {
  instance = await startInstance();
});
afterAll(() => instance.stop());

test('two devices of two tokens go round the loop as clients of the documented API', async () => {
  const { address } = instance;
  const mine = { appId: demoActor.appId };
  const theirs = { appId: stranger.appId };

  // Who is the other side? Its own device tells.
  const online = await succeed(address, checkOnline, theirs, stranger.token);
  expect(online.reply.data).toBe(true);
  const profile = await succeed(address, getProfile, theirs, stranger.token);
  const username = profile.reply.data.mainFinderUsername;
  const [identity] = profile.reply.data.aliasInfo;
  const them = { ...theirs, myUserName: username, myRoleType: 3 };

  // Found by its name, and followed with the search's own words.
  const content = identity?.nickname ?? '';
  const found = await succeed(address, search, {
    ...mine,
    content,
    category: 1,
    filter: 0,
    page: 0,
  });
  const { cookies, searchID, data: boxes } = found.reply.data;
  const hit = boxes[0]?.items?.[0];
  expect(hit?.jumpInfo.userName).toBe(username);
  const searchInfo = { cookies, searchId: searchID, docId: hit?.docID };
  const body = { ...demoActor, toUserName: username, opType: 1, searchInfo };
  const followed = await succeed(address, follow, body);
  expect(followed.reply.data).toMatchObject({ username, followFlag: 1 });
  expect(followed.headers.get('guanzhu-changed')).toBe('true');
  const [change] = (await instance.app.store.changes(undefined, 1000)).slice(-1);
  expect(change?.attribution).toEqual({ searchId: searchID, docId: hit?.docID, query: content });

  // It heads the list of whom I follow, and its page says so.
  const list = await succeed(address, followList, { ...demoActor, lastBuffer: '' });
  expect(list.reply.data.contactList[0]).toMatchObject({ username, followFlag: 1 });
  const page = await succeed(address, userPage, { ...mine, toUserName: username });
  expect(page.reply.data.contact).toMatchObject({ username, followFlag: 1 });

  // They are told once, and follow back from my QR code.
  const asked = { ...them, reqScene: 5, lastBuff: '' };
  const told = await succeed(address, mentionList, asked, stranger.token);
  const mention = told.reply.data.list.mentions.find(
    (each) => each.username === demoActor.myUserName,
  );
  expect(mention).toMatchObject({ followFlag: expect.any(Number) });
  const again = { ...asked, lastBuff: told.reply.data.lastBuff };
  const quiet = await succeed(address, mentionList, again, stranger.token);
  expect(quiet.reply.data).toEqual({ list: { mentions: [] }, lastBuff: told.reply.data.lastBuff });

  const code = await succeed(address, getQrCode, demoActor);
  const scan = {
    ...them,
    proxyIp: '',
    qrContent: code.reply.data.qrcodeUrl,
    objectId: '',
    objectNonceId: '',
  };
  const back = await succeed(address, scanFollow, scan, stranger.token);
  expect(back.reply.data).toMatchObject({ username: demoActor.myUserName, followFlag: 1 });

  // An unfollow takes it off the list again, and only there.
  const total = list.reply.data.followCount;
  await succeed(address, follow, { ...demoActor, toUserName: username, opType: 2 });
  const after = await succeed(address, followList, { ...demoActor, lastBuffer: '' });
  expect(after.reply.data.followCount).toBe(total - 1);
  const theirList = await succeed(address, followList, { ...them, lastBuffer: '' }, stranger.token);
  expect(theirList.reply.data.contactList[0]).toMatchObject({ username: demoActor.myUserName });
});
