import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { parseAllowance } from '#guanzhu/service/callback-address.js';
import { type Instance, startInstance } from './instance.js';

const script = fileURLToPath(new URL('../../scripts/browser.mjs', import.meta.url));

interface Launch {
  readonly executablePath: string;
  readonly args: string[];
  readonly env: Record<string, string>;
}

/** A real browser: the system's, or the one that the script installs, once. */
export async function launchBrowser(): Promise<Browser> {
  const launch: Launch = JSON.parse(execFileSync(process.execPath, [script], { encoding: 'utf8' }));
  const { executablePath, args } = launch;
  return chromium.launch({ executablePath, args, env: { ...process.env, ...launch.env } });
}

export const adminToken = 'admin-token-of-the-console-tests';

export function startConsole(demoAccounts = 60): Promise<Instance> {
  const callbackAllow = parseAllowance('127.0.0.1/32');
  if (!callbackAllow) throw new Error('the loopback address cannot be allowed');
  return startInstance({ adminToken, demoAccounts, callbackAllow });
}

export interface ConsolePage extends AsyncDisposable {
  readonly page: Page;
  readonly address: string;
  /** Goes to a view and waits until nothing is being loaded any more. */
  open(path: string): Promise<void>;
  /** What went wrong unseen: errors of scripts, and requests to anywhere but the server. */
  readonly faults: readonly string[];
}

/** A page in a browser profile of its own, that notes whatever should not happen. */
export async function newPage(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<ConsolePage> {
  const context = await browser.newContext({ locale: 'zh-CN', ...options });
  context.setDefaultTimeout(240_000);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`script: ${error.message}`));
  page.on('console', (message) => {
    // The browser itself tells of refused scripts, styles and addresses.
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) {
      faults.push(`console: ${message.text()}`);
    }
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${address}/`) && !url.startsWith('blob:')) faults.push(`request: ${url}`);
  });
  return {
    page,
    address,
    faults,
    open: async (path) => {
      await page.goto(`${address}/console${path}`);
      await settled(page);
    },
    [Symbol.asyncDispose]: () => context.close(),
  };
}

export async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  await expect.poll(() => page.locator('.spin').count()).toBe(0);
}

/** A page that is signed in by the administrator's token. */
export async function signedIn(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<ConsolePage> {
  const opened = await newPage(browser, address, options);
  const response = await opened.page.request.post(`${address}/console/session`, {
    headers: { origin: address },
    data: { token: adminToken },
  });
  expect(response.status()).toBe(204);
  return opened;
}

/** What stands in the way of readers by ear or keyboard, as far as a program can tell. */
export async function violations({ page }: ConsolePage): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
