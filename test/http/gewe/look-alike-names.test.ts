import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFinder } from '#guanzhu/contract/create-finder.js';
import { updateProfile } from '#guanzhu/contract/update-profile.js';
import { accountOf } from '../../support/accounts.js';
import { addDevice } from '../../support/crowd.js';
import { engines, startInstanceOn } from '../../support/engines.js';
import type { Instance } from '../../support/instance.js';
import { send } from '../../support/operation-call.js';
import { callV1 } from '../../support/v1-call.js';

const adminToken = 'test-admin-token-0123456789';
const lookAlikes = [
  '官方\u200b店',
  '官方\u3164店',
  '官方 店',
  '官方\u2800店',
  '官\u00ad方店',
  '官方店\ufe0f',
  '官方\u{16fe4}店',
  '官方\u{13430}店',
];
const unseen = [
  '\u200b\u200b',
  '\u3164\u3164',
  '\u2800\u2800',
  '\ufe0f\u200d',
  '\u202a\u202c',
  '\u0301\u0301',
  '\u{16fe4}\u{16fe4}',
  '\u{1107f}\u070f',
  '\u{13441}\u{13442}',
  '\u0378\u0378',
  '\ue000\ue000',
];

describe.each(engines)('on %s', (engine) => {
  let instance: Instance;
  let devices = 0;
  beforeAll(async () => {
    instance = await startInstanceOn(engine, { adminToken });
    const { store } = instance.app;
    await store.provision({
      accounts: [
        accountOf('v2_official@finder', '官方店'),
        accountOf('v2_other@finder', '别的店'),
        // As a graph may hold them that was filled before names were compared by their looks.
        accountOf('v2_first@finder', 'PayPal'),
        accountOf('v2_second@finder', 'Раураl'),
        accountOf('v2_ghost@finder', '\u200b\u200b'),
      ],
    });
    await addDevice(store, 'wx_other', [
      { username: 'v2_other@finder', roleType: 3 },
      { username: 'v2_second@finder', roleType: 3 },
      { username: 'v2_ghost@finder', roleType: 3 },
    ]);
  });
  afterAll(() => instance.stop());

  const create = async (nickName: string) => {
    devices += 1;
    const appId = `wx_new_${devices}`;
    await addDevice(instance.app.store, appId, []);
    const body = { appId, nickName, headImg: 'https://example.com/1.png' };
    return (await send(instance.address, createFinder, body)).body;
  };
  const edit = async (changes: object, myUserName = 'v2_other@finder') => {
    const body = { appId: 'wx_other', myUserName, myRoleType: 3, ...changes };
    return (await send(instance.address, updateProfile, body)).body;
  };
  const admin = (method: string, path: string, body: object) =>
    callV1(instance.address, method, path, { token: adminToken, body });
  const nameOf = async (username: string) =>
    (await instance.app.store.findAccount(username))?.profile.nickname;

  test.each(lookAlikes)('beside 官方店, %j is taken', async (nickname) => {
    expect(await create(nickname)).toMatchObject({ data: { code: '-4002' } });
    expect(await edit({ nickName: nickname })).toMatchObject({ data: { code: '-4002' } });
    expect((await admin('POST', '/accounts', { nickname })).body).toMatchObject({
      code: 'name_taken',
    });
    expect((await admin('PATCH', '/accounts/v2_other@finder', { nickname })).body).toMatchObject({
      code: 'name_taken',
    });
    expect(await nameOf('v2_other@finder')).toBe('别的店');
  });

  test.each(unseen)('%j alone is no name', async (nickname) => {
    const refused = { ret: 500, msg: expect.any(String) };
    expect(await create(nickname)).toMatchObject(refused);
    expect(await edit({ nickName: nickname })).toMatchObject(refused);
    for (const reply of [
      await admin('POST', '/accounts', { nickname }),
      await admin('PATCH', '/accounts/v2_other@finder', { nickname }),
    ]) {
      expect(reply).toMatchObject({ status: 400, body: { code: 'parameter_invalid' } });
    }
    expect(await nameOf('v2_other@finder')).toBe('别的店');
  });

  test.each([
    ['one character and one that is not seen', '官\u200b'],
    ['one character and its accent', 'e\u0301'],
    ['a name that turns the reading direction', '\u202e店方官'],
    ['a name that turns its numbers round', '淘宝\u206720 10\u2069店'],
    ['a name in an embedding', '\u202b淘宝20 10\u202c店'],
    ['a name in an embedding from the left', '\u202a淘宝\u202c店'],
    ['a name in an isolate', '淘宝\u206820 10\u2069店'],
    ['a name with marks that turn its numbers round', '淘宝\u200f20 10\u200f店'],
    ['a name with what Unicode has not assigned', '官方\u0378店'],
    ['a name with a character of private use', '\uf8ff官方店'],
    ['a name with what is no character', '官方\u{1fffe}店'],
    ['a name of two lines', '官方\u2028店'],
    ['half a pair', '官方\ud83d'],
  ])('%s is no name', async (_, nickname) => {
    expect(await admin('POST', '/accounts', { nickname })).toMatchObject({ status: 400 });
  });

  test('such names are refused by the rule that they break, wherever they come in', async () => {
    const rule = 'must have only characters that Unicode assigns, and none of private use';
    const detail = `nickname ${rule} (is 官方\\u0378店).`;
    const nickname = '官方\u0378店';
    expect((await admin('POST', '/accounts', { nickname })).body).toMatchObject({ detail });
    const row = JSON.stringify({ username: 'v2_row@finder', nickname });
    const imported = await callV1(instance.address, 'POST', '/import', {
      token: adminToken,
      body: `${row}\n`,
      headers: { 'content-type': 'application/x-ndjson' },
    });
    expect(imported.body).toMatchObject({ rows: [{ error: { detail } }] });
  });

  test.each([
    ['apple店', 'appӏe店'],
    ['Mimi', 'Mi\u0307mi'],
    ['小店丨北京', '小店|北京'],
    ['波浪～店', '波浪〜店'],
    ['短–横', '短—横'],
  ])('beside %j, %j is taken', async (nickname, alike) => {
    expect(await admin('POST', '/accounts', { nickname })).toMatchObject({ status: 201 });
    expect(await admin('POST', '/accounts', { nickname: alike })).toMatchObject({
      status: 409,
      body: { code: 'name_taken' },
    });
  });

  test('a signature may turn its order, and emoji that are yet to come are fine', async () => {
    const body = { nickname: '小店\u{1fc00}', signature: '\u2067שלום\u2069 你好' };
    expect(await admin('POST', '/accounts', body)).toMatchObject({ status: 201, body });
  });

  test('names that merely resemble it are free', async () => {
    for (const nickname of ['官方店铺', '宫方店', '👨\u200d👩\u200d👧', '👨👩👧', '土人', '士人']) {
      expect(await admin('POST', '/accounts', { nickname })).toMatchObject({
        status: 201,
        body: { nickname },
      });
    }
  });

  test('two that looked alike before stay, edit what else they say, and are no three', async () => {
    expect(await create('paypal')).toMatchObject({ data: { code: '-4002' } });
    expect(await edit({ nickName: 'Раураl', signature: '新' }, 'v2_second@finder')).toMatchObject({
      ret: 200,
    });
    expect(await edit({ nickName: '\u200b\u200b', sex: 1 }, 'v2_ghost@finder')).toMatchObject({
      ret: 200,
    });
    const body = { nickname: '\u200b\u200b', city: '苏州' };
    expect(await admin('PATCH', '/accounts/v2_ghost@finder', body)).toMatchObject({ status: 200 });
    expect(await instance.app.store.findAccount('v2_second@finder')).toMatchObject({
      profile: { nickname: 'Раураl', signature: '新' },
    });
    expect(await nameOf('v2_first@finder')).toBe('PayPal');
  });
});
