import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoTarget } from '#guanzhu/demo/cast.js';
import { adminToken, launchBrowser, newPage, settled, startConsole } from '../support/browser.js';
import { type FolderProxy, startFolderProxy } from '../support/folder-proxy.js';
import { type Instance, startInstance } from '../support/instance.js';

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
}, 120_000);
afterAll(() => browser.close());

describe.each([
  { what: 'a proxy that takes the folder away', folder: '/guanzhu', keeps: false },
  { what: 'a proxy that takes folders away', folder: '/tools/guanzhu', keeps: false },
  {
    what: 'a proxy whose folder is named as a path of the server',
    folder: '/console',
    keeps: false,
  },
  { what: 'a proxy that keeps the folder, named by the setting', folder: '/guanzhu', keeps: true },
])('behind $what', ({ folder, keeps }) => {
  let instance: Instance;
  let proxy: FolderProxy;

  beforeAll(async () => {
    proxy = await startFolderProxy(() => instance.address, { folder, keeps });
    instance = keeps
      ? await startInstance({ adminToken, demoAccounts: 60, publicUrl: proxy.address })
      : await startConsole();
  });
  afterAll(async () => {
    await proxy[Symbol.asyncDispose]();
    await instance.stop();
  });

  test('the console signs in, shows its pages, and shows them again when a deep address is loaded', async () => {
    await using console = await newPage(browser, proxy.address);
    const { page } = console;
    await page.goto(`${proxy.address}/`);
    await page.getByLabel('管理员token').fill(adminToken);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: '总览' }).waitFor();
    expect(page.url()).toBe(`${proxy.address}/console/overview`);

    for (const name of ['账号', '搜索', '实时', '调用', 'Webhooks', '设备与token', '试一试']) {
      await page.getByRole('link', { name, exact: true }).click();
      await page.getByRole('heading', { level: 1, name }).waitFor();
      await settled(page);
    }
    await console.open(`/accounts/${encodeURIComponent(demoTarget.username)}`);
    await page.getByRole('heading', { level: 1, name: demoTarget.profile.nickname }).waitFor();
    await page.reload();
    await page.getByRole('heading', { level: 1, name: demoTarget.profile.nickname }).waitFor();
    await console.open(`/graph/${encodeURIComponent(demoTarget.username)}`);
    await page.locator('canvas').waitFor();

    const [cookie] = await page.context().cookies(`${proxy.address}/`);
    expect(cookie?.path).toBe(`${folder}/`);
    await page.getByRole('button', { name: '退出登录' }).click();
    await page.getByLabel('管理员token').waitFor();
    expect(await page.context().cookies(`${proxy.address}/`)).toEqual([]);
    expect(console.faults).toEqual([]);
  });

  test('the one-time link signs in', async () => {
    const link = (instance.app.consoleLink ?? '').replace(instance.address, proxy.address);
    expect(link).toContain(`${proxy.address}/console/sign-in#`);
    await using console = await newPage(browser, proxy.address);
    await console.page.goto(link);
    await console.page.getByRole('heading', { level: 1, name: '总览' }).waitFor();
    expect(console.page.url()).toBe(`${proxy.address}/console/overview`);
    expect(console.faults).toEqual([]);
  });

  test('an operation is tried out on the console’s page', async () => {
    const link = `${proxy.address}/openapi.json`;
    const document: unknown = await (await fetch(link)).json();
    if (keeps) expect(document).toMatchObject({ servers: [{ url: proxy.address }] });
    await using console = await newPage(browser, proxy.address);
    await console.page.goto(`${proxy.address}/console/try/checkOnline`);
    await console.page.getByLabel('管理员token').fill(adminToken);
    await console.page.keyboard.press('Enter');
    await settled(console.page);
    const answered = console.page.waitForResponse((response) =>
      response.url().includes('/login/checkOnline'),
    );
    await console.page.getByRole('button', { name: '发送' }).click();
    const response = await answered;
    expect(response.url()).toBe(`${proxy.address}/gewe/v2/api/login/checkOnline`);
    expect(response.status()).toBe(200);
    expect(console.faults).toEqual([]);
  });

  test.each(['/docs', '/docs/', '/docs/static/index.html'])(
    '%s shows the API reference, and its calls reach the server',
    async (path) => {
      await using console = await newPage(browser, proxy.address);
      const { page } = console;
      await page.goto(`${proxy.address}${path}`);
      await page.locator('.opblock-summary').first().waitFor({ timeout: 60_000 });
      expect(page.url()).toBe(`${proxy.address}/docs/`);
      await page.locator('#operations-v1-listChanges .opblock-summary-control').click();
      await page.getByRole('button', { name: 'Try it out' }).click();
      const sent = page.waitForRequest((request) => request.url().includes('/v1/changes'));
      await page.getByRole('button', { name: 'Execute' }).click();
      expect((await sent).url()).toMatch(`${proxy.address}/v1/changes`);
      expect(console.faults).toEqual([]);
    },
  );
});
