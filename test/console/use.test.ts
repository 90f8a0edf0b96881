import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoCaller, demoCast, demoTarget } from '#guanzhu/demo/cast.js';
import {
  adminToken,
  launchBrowser,
  newPage,
  settled,
  signedIn,
  startConsole,
  violations,
} from '../support/browser.js';
import { callFollow, demoBody } from '../support/follow-call.js';
import type { Instance } from '../support/instance.js';
import { callV1 } from '../support/v1-call.js';

let browser: Browser;
let instance: Instance;

beforeAll(async () => {
  [browser, instance] = await Promise.all([launchBrowser(), startConsole()]);
}, 120_000);
afterAll(async () => {
  await browser.close();
  await instance.stop();
});

test('the link of the start signs in, once, and leaves no trace in the address', async () => {
  const { consoleLink = '' } = instance.app;
  await using first = await newPage(browser, instance.address);
  await first.page.goto(consoleLink);
  await first.page.getByRole('heading', { level: 1, name: '总览' }).waitFor();
  expect(first.page.url()).toBe(`${instance.address}/console/overview`);
  await first.page.reload();
  await first.page.getByRole('heading', { level: 1, name: '总览' }).waitFor();

  await using second = await newPage(browser, instance.address);
  await second.page.goto(consoleLink);
  await second.page.getByRole('alert').waitFor();
  expect(await second.page.getByRole('alert').innerText()).toMatch(/已用过或已过期/);
  await second.page.getByLabel('管理员token').fill('not the token at all');
  await second.page.keyboard.press('Enter');
  await second.page.getByText('管理员token不正确').waitFor();
  await second.page.getByLabel('管理员token').fill(adminToken);
  await second.page.keyboard.press('Enter');
  await second.page.getByRole('heading', { level: 1, name: '总览' }).waitFor();
  await second.page.getByRole('button', { name: '退出登录' }).click();
  await second.page.getByLabel('管理员token').waitFor();
  expect([...first.faults, ...second.faults]).toEqual([]);
});

test('the language changes at once, and stays', async () => {
  await using console = await signedIn(browser, instance.address);
  await console.open('/devices');
  await console.page.getByRole('button', { name: 'English' }).click();
  await console.page.getByRole('heading', { level: 1, name: 'Devices and tokens' }).waitFor();
  expect(await console.page.locator('html').getAttribute('lang')).toBe('en-GB');
  await console.page.reload();
  await console.page.getByRole('heading', { level: 1, name: 'Devices and tokens' }).waitFor();
  await console.page.getByLabel('Appearance').selectOption('dark');
  expect(await console.page.locator('html').getAttribute('data-theme')).toBe('dark');
});

test('changes appear as they happen, are held while paused, and can be filtered', async () => {
  await using console = await signedIn(browser, instance.address);
  const stream = console.page.waitForResponse((response) =>
    response.url().endsWith('/v1/changes/stream'),
  );
  await console.open('/live');
  await stream;
  await callFollow(instance.address, demoBody);
  const rows = console.page.locator('.feed > li');
  await rows.filter({ hasText: demoTarget.profile.nickname }).waitFor();
  expect(await rows.first().innerText()).toContain('wx_demo_device_0000000');

  await console.page.getByRole('button', { name: '暂停' }).click();
  await callFollow(instance.address, { ...demoBody, opType: 2 });
  await console.page.getByText('1条等待显示').waitFor();
  expect(await rows.count()).toBe(1);
  await console.page.getByRole('button', { name: '继续' }).click();
  await rows.nth(1).waitFor();

  await console.page.getByLabel('类型').selectOption('unfollowed');
  expect(await rows.count()).toBe(1);
  await console.page.getByLabel('账号或设备').fill('nobody of that name');
  await console.page.getByText('没有符合条件的记录。').waitFor();
  expect(console.faults).toEqual([]);
});

test('an account is found as one types, and its page tells of past days', async () => {
  await using console = await signedIn(browser, instance.address);
  await console.open('/accounts');
  const [cook] = demoCast;
  const name = cook?.profile.nickname ?? '';
  await console.page.getByLabel('搜索账号').fill(name.slice(0, 2));
  await console.page.locator('main .person').filter({ hasText: name }).first().click();
  await console.page.getByRole('heading', { level: 1, name }).waitFor();

  await console.page.getByRole('tab', { name: '历史' }).click();
  await console.page.locator('.uplot').nth(1).waitFor();
  await console.page.getByRole('tab', { name: '与他人的关系' }).click();
  await console.page
    .getByRole('combobox', { name: '另一个账号' })
    .fill(demoTarget.profile.nickname);
  await console.page.locator('.finder li[aria-selected=true]').waitFor();
  await console.page.keyboard.press('Enter');
  await console.page.getByRole('button', { name: '查看' }).click();
  const answer = console.page.locator('.card[role=status]');
  await answer.waitFor();
  expect(await answer.innerText()).toMatch(/现在：/);
  await console.page.getByLabel('日期（空为现在）').fill('2020-01-01');
  await console.page.getByRole('button', { name: '查看' }).click();
  await answer.getByText(/截至2020/).waitFor();
  expect(await answer.innerText()).toContain(`它没有关注${demoTarget.profile.nickname}`);
  expect(console.faults).toEqual([]);
});

test('a list goes on as one reads', async () => {
  await using console = await signedIn(browser, instance.address);
  await console.open('/accounts');
  const rows = console.page.locator('main .list > li');
  await rows.nth(49).waitFor();
  await rows.nth(40).scrollIntoViewIfNeeded();
  await rows.nth(80).waitFor();
});

test('a token is made, shown once, and works; it can be rotated and deleted', async () => {
  await using console = await signedIn(browser, instance.address);
  await console.open('/devices');
  const { page } = console;
  page.on('dialog', (dialog) => void dialog.accept());
  await page.getByRole('button', { name: '新建token' }).click();
  await page.getByRole('dialog').getByLabel('名称').fill('测试用');
  await page.getByRole('dialog').getByRole('button', { name: '创建' }).click();
  const secret = await page.locator('.secret code').innerText();
  expect((await callV1(instance.address, 'GET', '/changes', { token: secret })).status).toBe(200);
  await page.getByRole('button', { name: '已保存' }).click();
  expect(await page.getByText(secret).count()).toBe(0);

  const row = page.getByRole('row').filter({ hasText: '测试用' });
  await row.getByRole('button', { name: '轮换' }).click();
  await page.locator('.secret code').waitFor();
  const next = await page.locator('.secret code').innerText();
  expect(next).not.toBe(secret);
  await page.getByRole('button', { name: '已保存' }).click();
  await expect.poll(() => row.count()).toBe(2);
  await row
    .filter({ hasText: next.slice(-4) })
    .getByRole('button', { name: '删除' })
    .click();
  await expect.poll(() => row.count()).toBe(1);
  expect((await callV1(instance.address, 'GET', '/changes', { token: next })).status).toBe(401);
  expect(console.faults).toEqual([]);
});

test('a device is made, set offline and deleted', async () => {
  await using console = await signedIn(browser, instance.address);
  await console.open('/devices');
  const { page } = console;
  page.on('dialog', (dialog) => void dialog.accept());
  await page.getByRole('button', { name: '新建设备' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('租户').fill('demo');
  await form.getByLabel('appId').fill('wx_made_by_the_console');
  await form.getByRole('button', { name: '创建' }).click();
  const row = page.getByRole('row').filter({ hasText: 'wx_made_by_the_console' });
  await row.getByRole('button', { name: '设为离线' }).click();
  await row.getByText('离线', { exact: true }).waitFor();
  await row.getByRole('button', { name: '删除' }).click();
  await expect.poll(() => row.count()).toBe(0);
  expect(console.faults).toEqual([]);
});

test('a device of a tenant that no token opens is made, and that is said', async () => {
  await using console = await signedIn(browser, instance.address);
  await console.open('/devices');
  const { page } = console;
  await page.getByRole('button', { name: '新建设备' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('租户').fill('nope');
  await form.getByLabel('appId').fill('wx_that_nobody_reaches');
  await form.getByRole('button', { name: '创建' }).click();
  await page.getByRole('status').filter({ hasText: '没有token能打开租户“nope”' }).waitFor();
  await page.getByRole('row').filter({ hasText: 'wx_that_nobody_reaches' }).waitFor();
  expect(console.faults).toEqual([]);
});

test('a failed call tells its reason and its remedy, and hides the token', async () => {
  await callFollow(instance.address, { ...demoBody, toUserName: 'v2_gone@finder' });
  await using console = await signedIn(browser, instance.address, {
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await console.open('/calls');
  const call = console.page.locator('details.call').filter({ hasText: 'target_unknown' }).first();
  await call.locator('summary').click();
  await call.getByText('[v2_gone@finder]视频号不存在').first().waitFor();
  await call.getByText('对方不存在，请检查，区分大小写。').waitFor();
  await call.getByText(/letters are told apart by case/).waitFor();
  expect(await console.page.content()).not.toContain('guanzhu-demo-token');
  await call.getByRole('button', { name: '复制为curl' }).click();
  const copied = await console.page.evaluate<string>('navigator.clipboard.readText()');
  expect(copied).toMatch(/^curl -s -X POST .*finder\/follow/);
  expect(copied).toContain('v2_gone@finder');
});

test('the documented call is sent from the reference as it stands', async () => {
  await using console = await signedIn(browser, instance.address, { locale: 'en-GB' });
  await console.open('/try/follow');
  await console.page.getByRole('button', { name: 'Send' }).click();
  await console.page.getByText('HTTP 200', { exact: true }).waitFor();
  await console.page.getByText(/"ret": 200/).waitFor();
  expect(console.faults).toEqual([]);
});

test('an import is sent from the reference as the table that it is', async () => {
  await using console = await signedIn(browser, instance.address, { locale: 'en-GB' });
  const { page } = console;
  await console.open('/try/importGraph');
  await page.locator('textarea').fill('username,nickname\nv2_tried@finder,试试小店\n');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('HTTP 200', { exact: true }).waitFor();
  await page.getByText(/"failed": 0/).waitFor();
  expect(console.faults).toEqual([]);
});

test('windows and tabs are for every reader as well', async () => {
  await using console = await signedIn(browser, instance.address);
  const { page } = console;
  await console.open('/devices');
  for (const name of ['新建token', '新建设备']) {
    await page.getByRole('button', { name }).click();
    await page.getByRole('dialog').waitFor();
    expect(await violations(console)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  }
  await console.open(`/accounts/${encodeURIComponent(demoTarget.username)}`);
  await page.getByRole('tab').first().focus();
  for (let step = 0; step < 5; step += 1) {
    await settled(page);
    expect(await violations(console)).toEqual([]);
    await page.keyboard.press('ArrowRight');
  }
  expect(await page.getByRole('tab').first().getAttribute('aria-selected')).toBe('true');
});

test('one walks through the graph, and saves its picture', async () => {
  await using console = await signedIn(browser, instance.address, { reducedMotion: 'reduce' });
  const { page } = console;
  await console.open(`/graph/${encodeURIComponent(demoCaller.username)}`);
  await page.locator('canvas.canvas').waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: '存为PNG' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe(`${demoCaller.profile.nickname}.png`);
  const picture = readFileSync(await download.path(), 'base64');
  const colours = await page.evaluate(`(async () => {
    const bytes = Uint8Array.from(atob('${picture}'), (character) => character.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes]));
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    return new Set(new Uint32Array(data.buffer)).size;
  })()`);
  expect(colours).toBeGreaterThan(20);
  await page.getByRole('button', { name: '两步' }).click();
  await settled(page);
  await page.locator('canvas.canvas').waitFor();
  expect(page.url()).toContain('steps=2');
  await page.getByText('以列表显示').click();
  await page.locator('details .person').first().click();
  await page.getByRole('tab').first().waitFor();
  expect(console.faults).toEqual([]);
});

test('one looks closer at the graph, and walks on by a click', async () => {
  await using console = await signedIn(browser, instance.address, { reducedMotion: 'reduce' });
  const { page } = console;
  await console.open(`/graph/${encodeURIComponent(demoCaller.username)}`);
  const canvas = page.locator('canvas.canvas');
  await canvas.waitFor();
  const seen = () => page.evaluate("document.querySelector('canvas.canvas').toDataURL()");
  const box = await canvas.boundingBox();
  if (!box) throw new Error('the graph has no place');
  await page.mouse.move(box.x + 2, box.y + 2);
  await expect.poll(() => canvas.getAttribute('aria-busy')).toBe('false');
  const whole = await seen();
  await page.mouse.wheel(0, -300);
  await expect.poll(seen).not.toBe(whole);
  await page.getByRole('button', { name: '显示全图' }).click();
  await page.mouse.move(box.x + 2, box.y + 2);
  await expect.poll(seen).toBe(whole);

  const url = page.url();
  const isOnAccount = async () => (await canvas.getAttribute('style'))?.includes('pointer');
  for (let y = 10; y < box.height && page.url() === url; y += 8) {
    for (let x = 10; x < box.width && page.url() === url; x += 40) {
      await page.mouse.move(box.x + x, box.y + y);
      if (await isOnAccount()) await page.mouse.click(box.x + x, box.y + y);
    }
  }
  expect(page.url()).not.toBe(url);
  expect(page.url()).toMatch(/\/graph\/v2_/);
  await page.locator('canvas.canvas').waitFor();
  expect(console.faults).toEqual([]);
});

test('what accounts call themselves is text, whatever it looks like', async () => {
  const attack = '<img src=x onerror="document.title=1">';
  const made = await callV1(instance.address, 'POST', '/accounts', {
    token: adminToken,
    body: {
      username: 'v2_<script>alert(1)</script>@finder',
      nickname: attack.slice(0, 30),
      signature: '"><svg onload=document.title=1>',
      headUrl: 'https://elsewhere.example/tracker.svg',
    },
  });
  expect(made.status).toBe(201);
  await using console = await signedIn(browser, instance.address);
  await console.open(`/accounts/${encodeURIComponent('v2_<script>alert(1)</script>@finder')}`);
  await console.page.getByText('"><svg onload').waitFor();
  await console.open('/accounts?query=onerror');
  await console.page.getByText('<img src=x').first().waitFor();
  expect(await console.page.locator('main img, main svg').count()).toBe(0);
  expect(await console.page.title()).not.toBe('1');
  expect(console.faults).toEqual([]);
});

test('a session that ended elsewhere leads back to the door', async () => {
  await using console = await signedIn(browser, instance.address);
  await console.open('/overview');
  await console.page.context().clearCookies();
  await console.page.getByLabel('管理员token').waitFor();
});
