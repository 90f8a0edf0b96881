import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setCallback } from '#guanzhu/contract/set-callback.js';
import { demoCaller, demoTarget } from '#guanzhu/demo/cast.js';
import { demo } from '#guanzhu/demo/demo.js';
import {
  adminToken,
  type ConsolePage,
  launchBrowser,
  newPage,
  signedIn,
  startConsole,
  violations,
} from '../support/browser.js';
import { callFollow, demoBody } from '../support/follow-call.js';
import { type Instance, startInstance } from '../support/instance.js';
import { succeed } from '../support/operation-call.js';
import { callV1 } from '../support/v1-call.js';

let browser: Browser;
let instance: Instance;

beforeAll(async () => {
  [browser, instance] = await Promise.all([launchBrowser(), startConsole()]);
  await callFollow(instance.address, demoBody);
  await callV1(instance.address, 'POST', '/webhooks', {
    token: adminToken,
    body: { url: 'http://127.0.0.1:9/hook', from: 'start' },
  });
  await callFollow(instance.address, { ...demoBody, toUserName: 'v2_nobody@finder' });
  const callbackUrl = 'http://127.0.0.1:9/callback';
  await succeed(instance.address, setCallback, { token: demo.token, callbackUrl });
  await callFollow(instance.address, { ...demoBody, opType: 9 });
}, 120_000);
afterAll(async () => {
  await browser.close();
  await instance.stop();
});

const caller = encodeURIComponent(demoCaller.username);

/** Each view, with something that only real data can show. */
const views: readonly {
  path: string;
  zh: string;
  en: string;
  shows: (on: ConsolePage) => Promise<void>;
}[] = [
  {
    path: '/overview',
    zh: '总览',
    en: 'Overview',
    shows: async ({ page }) => {
      await page.locator('.uplot canvas').nth(1).waitFor();
      await page.getByText(demoTarget.profile.nickname).first().waitFor();
    },
  },
  {
    path: '/accounts',
    zh: '账号',
    en: 'Accounts',
    shows: async ({ page }) => {
      await page.locator('main .list li').nth(20).waitFor();
    },
  },
  {
    path: `/accounts/${caller}`,
    zh: demoCaller.profile.nickname,
    en: demoCaller.profile.nickname,
    shows: async ({ page }) => {
      await page.getByText(demoCaller.username).first().waitFor();
      await page.locator('main .list li').first().waitFor();
    },
  },
  {
    path: `/graph/${caller}`,
    zh: '关系图',
    en: 'Graph',
    shows: async ({ page }) => {
      await page.locator('canvas.canvas').waitFor();
    },
  },
  {
    path: '/searches',
    zh: '搜索',
    en: 'Searches',
    shows: async ({ page }) => {
      await page.locator('main table tbody tr').nth(3).waitFor();
      await page.locator('.uplot canvas').first().waitFor();
    },
  },
  {
    path: '/webhooks',
    zh: 'Webhooks',
    en: 'Webhooks',
    shows: async ({ page }) => {
      await page.getByText('http://127.0.0.1:9/hook').waitFor();
      await page.locator('main table tbody tr').first().waitFor();
      // Nobody listens at the callback's address either, and its owner can see that here.
      const callback = page.getByRole('region', {
        name: 'http://127.0.0.1:9/callback',
        exact: true,
      });
      await callback.locator('tbody tr').getByText('ECONNREFUSED').waitFor();
    },
  },
  { path: '/live', zh: '实时', en: 'Live', shows: async () => {} },
  {
    path: '/calls',
    zh: '调用',
    en: 'Calls',
    shows: async ({ page }) => {
      await page.getByText('target_unknown').waitFor();
      await page.locator('details.call').first().locator('summary').click();
      // The rule that a value breaks, which the documented text of the reply has no room for.
      await page.getByText('opType must be one of 1, 2 (is 9)').waitFor();
      await page.getByText('opType须为1、2之一（为9）').waitFor();
    },
  },
  {
    path: '/devices',
    zh: '设备与token',
    en: 'Devices and tokens',
    shows: async ({ page }) => {
      await page.getByText('wx_demo_device_0000000').waitFor();
      await page.getByText(demoCaller.profile.nickname).waitFor();
    },
  },
  {
    path: '/try',
    zh: '试一试',
    en: 'Try it',
    shows: async ({ page }) => {
      await page.getByText('/gewe/v2/api/finder/follow').waitFor();
    },
  },
];

const looks = [
  {
    name: 'Chinese, wide, light',
    locale: 'zh-CN',
    viewport: { width: 1440, height: 900 },
    colorScheme: 'light',
  },
  {
    name: 'English, 360 px, dark',
    locale: 'en-GB',
    viewport: { width: 360, height: 740 },
    colorScheme: 'dark',
  },
] as const;

describe.each(looks)('$name', ({ name: _, ...look }) => {
  test.each(views)('$path shows real data, to every reader, and asks nobody else', async (view) => {
    await using console = await signedIn(browser, instance.address, look);
    await console.open(view.path);
    const heading = look.locale === 'zh-CN' ? view.zh : view.en;
    await console.page.getByRole('heading', { level: 1, name: heading }).waitFor();
    await view.shows(console);
    expect(await violations(console)).toEqual([]);
    // Nothing lies beside the screen.
    const hidden = await console.page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(hidden).toBeLessThanOrEqual(0);
    expect(console.faults).toEqual([]);
  });

  test('the door is for every reader as well', async () => {
    await using console = await newPage(browser, instance.address, look);
    await console.open('/');
    await console.page.locator('input[type=password]').waitFor();
    expect(await violations(console)).toEqual([]);
    expect(console.faults).toEqual([]);
  });
});

describe('a server that fails', () => {
  test.each(views.filter(({ path }) => path !== '/live'))(
    '$path says so, and tries again',
    async (view) => {
      await using console = await signedIn(browser, instance.address);
      const { page } = console;
      await page.route('**/v1/**', (route) =>
        route.fulfill({
          status: 500,
          contentType: 'application/problem+json',
          body: JSON.stringify({ code: 'internal', title: 'Internal error', detail: 'It failed.' }),
        }),
      );
      await page.goto(`${instance.address}/console${view.path}`);
      await page.getByRole('alert').first().waitFor();
      expect(await page.getByRole('alert').first().innerText()).toContain('It failed. (internal)');
      expect(await violations(console)).toEqual([]);
      await page.unroute('**/v1/**');
      // From the last on, since those that have loaded leave the others with other numbers.
      const retries = await page.getByRole('button', { name: '重试' }).all();
      for (const retry of retries.reverse()) await retry.click();
      await view.shows(console);
    },
  );
});

test('an instance without any data says what to do on every view', async () => {
  const empty = await startInstance({ adminToken, demo: false });
  try {
    await using console = await signedIn(browser, empty.address);
    for (const { path } of views.filter(({ path }) => !/^\/(accounts|graph)\//.test(path))) {
      await console.open(path);
      expect(await violations(console), path).toEqual([]);
    }
    await console.open('/graph');
    await console.page.getByText('还没有账号').waitFor();
    await console.open(`/accounts/${caller}`);
    await console.page.getByText('没有这个账号。').waitFor();
    expect(console.faults).toEqual([]);
  } finally {
    await empty.stop();
  }
});

test('the first view is under 100 kB, packed', async () => {
  await using console = await signedIn(browser, instance.address);
  let bytes = 0;
  console.page.on('requestfinished', async (request) => {
    const { responseBodySize, responseHeadersSize } = await request.sizes();
    bytes += responseBodySize + responseHeadersSize;
  });
  await console.open('/overview');
  await console.page.locator('.uplot canvas').first().waitFor();
  expect(bytes).toBeGreaterThan(10_000);
  expect(bytes).toBeLessThan(100_000);
});
