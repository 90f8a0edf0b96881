import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { documentedFollow } from '#guanzhu/contract/follow-example.js';
import { demo } from '#guanzhu/demo/demo.js';
import { adminToken, launchBrowser, newPage } from '../support/browser.js';
import { startFolderProxy } from '../support/folder-proxy.js';
import { type Instance, startInstance } from '../support/instance.js';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** Opens the page in a browser, and what it then sends to the server's calls. */
async function openReference(address: string) {
  const opened = await newPage(browser, address);
  await opened.page.goto(`${address}/docs/`);
  await opened.page.locator('.opblock').first().waitFor();
  return opened;
}

/** Tries a call as it stands on the page, and gives the status that the page shows. */
async function tryOut(page: Page, operationId: string): Promise<string> {
  const block = page.locator(`.opblock[id$="-${operationId}"]`);
  await block.locator('.opblock-summary-control').click();
  await block.getByRole('button', { name: 'Try it out' }).click();
  await block.getByRole('button', { name: 'Execute' }).click();
  const status = block.locator('.live-responses-table .response .response-col_status');
  return (await status.textContent())?.trim() ?? '';
}

describe('the API reference of an instance with the demo', () => {
  let instance: Instance;
  beforeAll(async () => {
    instance = await startInstance({ adminToken });
  });
  afterAll(() => instance.stop());

  test('Authorize has the public token filled in, and calls under /v1 can be tried at once', async () => {
    await using opened = await openReference(instance.address);
    const { page } = opened;
    await page.getByRole('button', { name: 'Authorize' }).first().click();
    const dialog = page.locator('.dialog-ux');
    await dialog.getByText('bearer (http, Bearer)').waitFor();
    await dialog.getByText('geweToken (apiKey)').waitFor();
    expect(await dialog.getByText('Authorized').count()).toBeGreaterThanOrEqual(2);
    await dialog.getByRole('button', { name: 'Close' }).first().click();

    const sent = page.waitForRequest(/\/v1\/accounts\/[^/]+$/);
    expect(await tryOut(page, 'getAccount')).toBe('200');
    expect((await sent).headers().authorization).toBe(`Bearer ${demo.token}`);
    expect(opened.faults).toEqual([]);
  });

  test('and so can the contract’s: the documented example follows as it stands', async () => {
    await using opened = await openReference(instance.address);
    const { page } = opened;
    const answered = page.waitForResponse(/\/finder\/follow$/);
    expect(await tryOut(page, 'follow')).toBe('200');
    const reply = await answered;
    expect(reply.request().headers()['x-gewe-token']).toBe(demo.token);
    expect(await reply.json()).toEqual(documentedFollow.reply);
    expect(opened.faults).toEqual([]);
  });

  test('sends what is tried to where the page came from, below a path of a proxy too', async () => {
    await using proxy = await startFolderProxy(() => instance.address);
    await using opened = await openReference(proxy.address);
    const answered = opened.page.waitForResponse(/\/guanzhu\/v1\/accounts\/[^/]+$/);
    expect(await tryOut(opened.page, 'getAccount')).toBe('200');
    expect((await answered).status()).toBe(200);
    expect(opened.faults).toEqual([]);
  });
});

describe('the API reference of an instance without the demo', () => {
  test('knows no token, and takes the one that is typed in', async () => {
    const instance = await startInstance({ adminToken, demo: false });
    try {
      await using opened = await openReference(instance.address);
      const { page } = opened;
      expect(await page.content()).not.toContain(adminToken);
      expect(await tryOut(page, 'listTokens')).toBe('401');

      await page.getByRole('button', { name: 'Authorize' }).first().click();
      const dialog = page.locator('.dialog-ux');
      await dialog.locator('section input').first().fill(adminToken);
      await dialog.getByRole('button', { name: 'Apply credentials' }).first().click();
      await dialog.getByRole('button', { name: 'Close' }).first().click();
      const block = page.locator('.opblock[id$="-listTokens"]');
      const answered = page.waitForResponse(/\/v1\/tokens/);
      await block.getByRole('button', { name: 'Execute' }).click();
      expect((await answered).status()).toBe(200);
      expect(opened.faults).toEqual([]);
    } finally {
      await instance.stop();
    }
  });

  test('sends no script that holds a token', async () => {
    const instance = await startInstance({ adminToken, demo: false });
    try {
      const url = `${instance.address}/docs/static/swagger-initializer.js`;
      expect(await (await fetch(url)).text()).not.toMatch(/preauthorize|token/i);
    } finally {
      await instance.stop();
    }
  });
});
