// npm run screenshots [folder]: pictures of the console's main pages for the README, from demo data,
// into docs/images.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onOwnNode, prepare, root, tool } from './checkout.mjs';

await onOwnNode();
prepare({ tests: true });
/** @type {typeof import('../test/node_modules/playwright-core/index.js')} */
const { chromium } = await tool('playwright-core');
const target = resolve(process.argv[2] ?? join(root, 'docs', 'images'));
mkdirSync(target, { recursive: true });
const { env, ...launch } = JSON.parse(
  execFileSync(process.execPath, [join(root, 'scripts', 'browser.mjs')], { encoding: 'utf8' }),
);
const data = mkdtempSync(join(tmpdir(), 'guanzhu-pictures-'));
const main = join(root, 'dist', 'cli', 'main.js');
const server = spawn(
  process.execPath,
  [main, 'serve', '--demo', '--port', '0', '--data-dir', data, '--log-level', 'silent'],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
const browser = await chromium.launch({ ...launch, env: { ...process.env, ...env } });
try {
  const [banner] = await once(server.stdout, 'data');
  const [address = ''] = /http:\/\/[\d.:]+/.exec(String(banner)) ?? [];
  const [, token = ''] = /Admin +(\S+)/.exec(String(banner)) ?? [];
  const page = await browser.newPage({
    viewport: { width: 1280, height: 800 },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
  });
  await page.request.post(`${address}/console/session`, {
    data: { token },
    headers: { origin: address, 'x-guanzhu-console': '1' },
  });
  await page.goto(`${address}/console/`);
  await page.getByRole('heading', { name: '总览', level: 1 }).waitFor();

  const follow = await (await page.request.get(`${address}/openapi.json`)).json();
  const example = follow.paths['/gewe/v2/api/finder/follow'].post.requestBody.content;
  const { schema, example: given } = example['application/json'];
  const body = given ?? schema.example ?? schema.examples[0];
  const call = (/** @type {object} */ changes) =>
    page.request.post(`${address}/gewe/v2/api/finder/follow`, {
      headers: { 'x-gewe-token': 'guanzhu-demo-token' },
      data: { ...body, appId: 'wx_demo_device_0000000', ...changes },
    });

  /** @param {string} name */
  const picture = async (name) => {
    await page.waitForTimeout(700);
    await page.screenshot({ path: join(target, `${name}.png`) });
  };
  /**
   * @param {string} path
   * @param {string} heading
   */
  const open = async (path, heading) => {
    await page.goto(`${address}/console${path}`);
    await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
  };

  await open('/live', '实时');
  await page.waitForTimeout(500);
  for (const opType of [1, 2, 1]) await call({ opType });
  await page.locator('.feed li').nth(2).waitFor();
  await picture('live');
  await open('/overview', '总览');
  await page.locator('.uplot').nth(1).waitFor();
  await page.getByText('与账本一致').waitFor({ timeout: 60_000 });
  await picture('overview');
  await page.goto(`${address}/console/accounts/${encodeURIComponent(body.toUserName)}`);
  await page.getByRole('tab', { name: '历史' }).click();
  await page.locator('.uplot').nth(1).waitFor();
  await picture('account');
  await page.goto(`${address}/console/graph/${encodeURIComponent(body.myUserName)}`);
  await page.locator('canvas[aria-busy=false]').waitFor();
  await picture('graph');
  await call({ toUserName: 'v2_nobody@finder' });
  await call({ myUserName: body.toUserName });
  await open('/calls', '调用');
  await page.locator('details.call', { hasText: 'target_unknown' }).locator('summary').click();
  await picture('calls');
  await open('/searches', '搜索');
  await page.locator('.uplot').first().waitFor();
  await picture('searches');
  await open('/devices', '设备与token');
  await picture('devices');
  await page.getByRole('button', { name: 'English' }).click();
  await open('/try/follow', 'Try it').catch(() => open('/try', 'Try it'));
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('HTTP 200', { exact: true }).waitFor();
  await picture('try-it');
} finally {
  await browser.close();
  server.kill('SIGTERM');
  await once(server, 'exit');
  rmSync(data, { recursive: true });
}
