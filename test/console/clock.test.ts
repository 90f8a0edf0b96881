import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser, signedIn, startConsole } from '../support/browser.js';
import { callFollow, demoBody } from '../support/follow-call.js';
import type { Instance } from '../support/instance.js';

let browser: Browser;
let instance: Instance;

beforeAll(async () => {
  [browser, instance] = await Promise.all([launchBrowser(), startConsole()]);
}, 120_000);
afterAll(async () => {
  await browser.close();
  await instance.stop();
});

const minute = 60_000;
const year = 365 * 24 * 60 * minute;

describe.each([
  { what: '90 s ahead', wrong: 1.5 * minute },
  { what: '90 s behind', wrong: -1.5 * minute },
  { what: 'two years ahead', wrong: 2 * year },
  { what: 'two years behind', wrong: -2 * year },
])('with a computer whose clock is $what', ({ wrong }) => {
  const open = async (path: string) => {
    const console = await signedIn(browser, instance.address);
    await console.page.clock.install({ time: Date.now() + wrong });
    await console.open(path);
    expect(
      Math.abs((await console.page.evaluate(() => Date.now())) - Date.now() - wrong),
    ).toBeLessThan(minute / 2);
    return console;
  };

  test('the feed lag is that of the change, by the server’s clock', async () => {
    await using console = await open('/overview');
    const lag = console.page.locator('.stat', { hasText: '推送延迟' }).locator('dd');
    const turns = [2, 1, 2, 1];
    await expect
      .poll(
        async () => {
          // Each turn is a change, whichever the graph held before.
          await callFollow(instance.address, { ...demoBody, opType: turns[0] ?? 1 });
          turns.push(turns.shift() ?? 1);
          return lag.innerText();
        },
        { timeout: 60_000, interval: 500 },
      )
      .toMatch(/\d/);
    const ms = Number((await lag.innerText()).replace(/[^\d]/g, ''));
    // The half minute is for a machine that has much else to do; wrong clocks are off by more.
    expect(ms).toBeLessThan(minute / 2);
    expect(console.faults).toEqual([]);
  });

  test('the overview’s span ends now, by the server’s clock', async () => {
    await using console = await signedIn(browser, instance.address);
    await console.page.clock.install({ time: Date.now() + wrong });
    const asked = console.page.waitForRequest((request) => request.url().includes('/v1/overview'));
    await console.open('/overview');
    const from = Date.parse(new URL((await asked).url()).searchParams.get('from') ?? '');
    const days = (Date.now() - from) / (24 * 60 * minute);
    expect(days).toBeGreaterThan(29.9);
    expect(days).toBeLessThan(30.1);
  });

  test('a token that expires in an hour is not shown as expired', async () => {
    const { graph } = instance.app;
    const label = `clock ${wrong}`;
    const { id } = await graph.createToken({ label });
    await graph.rotateToken(id, 3_600);
    await using console = await open('/devices');
    const rows = console.page.getByRole('row').filter({ hasText: label });
    await expect.poll(() => rows.count()).toBe(2);
    expect((await rows.allInnerTexts()).join()).not.toContain('已过期');
  });
});
