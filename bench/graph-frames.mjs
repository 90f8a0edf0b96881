// How smoothly the console draws a graph of 1,000 accounts, in a browser without a graphics card: frames in
// each second while the accounts find their places, at rest, and while the picture is dragged and zoomed.
//
//   node bench/graph-frames.mjs [--rounds 3]
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { onOwnNode, prepare, tool } from '../scripts/checkout.mjs';

await onOwnNode();
prepare({ tests: true });
const { chromium } = await tool('playwright-core');
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '3' } } });
const rounds = Number(values.rounds);
const root = fileURLToPath(new URL('..', import.meta.url));
const token = 'admin-token-of-the-bench';
const folder = mkdtempSync(join(tmpdir(), 'guanzhu-bench-'));
const { env, ...launch } = JSON.parse(
  execFileSync(process.execPath, [join(root, 'scripts', 'browser.mjs')], { encoding: 'utf8' }),
);
const server = spawn(
  process.execPath,
  [
    ...[join(root, 'dist', 'cli', 'main.js'), 'serve', '--port', '0', '--log-level', 'silent'],
    ...['--demo', '--demo-accounts', '1500', '--data-dir', folder],
  ],
  { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, GUANZHU_ADMIN_TOKEN: token } },
);
const browser = await chromium.launch({ ...launch, env: { ...process.env, ...env } });
try {
  const [banner] = await once(server.stdout, 'data');
  const [address = ''] = /http:\/\/[\d.:]+/.exec(String(banner)) ?? [];
  const runs = [];
  for (let round = 0; round < rounds; round += 1) runs.push(await measure(address));
  const [{ size }] = runs;
  print(`${size}; frames a second, each second's median of ${rounds} rounds`);
  for (const phase of ['laying out', 'dragging', 'zooming', 'at rest']) {
    const seconds = runs[0][phase].map((_, index) => median(runs.map((run) => run[phase][index])));
    print(`${phase.padEnd(12)} ${seconds.join(' ')}`);
  }
} finally {
  await browser.close();
  server.kill();
  await once(server, 'exit');
  rmSync(folder, { recursive: true, force: true });
}

/** @param {string} address */
async function measure(address) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const headers = { origin: address, 'x-guanzhu-console': '1' };
  await page.request.post(`${address}/console/session`, { data: { token }, headers });
  const overview = await page.request.get(`${address}/v1/overview`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const [{ username }] = (await overview.json()).gainers.items;
  await page.addInitScript(() => {
    globalThis.frames = 0;
    const count = () => {
      globalThis.frames += 1;
      requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
  });
  await page.goto(`${address}/console/graph/${encodeURIComponent(username)}?steps=2`);
  const canvas = page.locator('canvas.canvas');
  await canvas.waitFor();
  const size = (await page.locator('main .row > .soft').first().textContent()) ?? '';
  const box = await canvas.boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const result = { size };
  result['laying out'] = await frames(page, 10, () => page.waitForTimeout(1000));
  await page.mouse.move(x, y);
  await page.mouse.down();
  result.dragging = await frames(page, 3, () => forASecond((t) => page.mouse.move(x + t / 5, y)));
  await page.mouse.up();
  result.zooming = await frames(page, 3, () => forASecond(() => page.mouse.wheel(0, -20)));
  result['at rest'] = await frames(page, 3, () => page.waitForTimeout(1000));
  await page.close();
  return result;
}

/**
 * @param {import('../test/node_modules/playwright-core/index.js').Page} page
 * @param {number} seconds
 * @param {() => Promise<void>} second
 */
async function frames(page, seconds, second) {
  const counts = [];
  for (let index = 0; index < seconds; index += 1) {
    const before = await page.evaluate(() => [globalThis.frames, performance.now()]);
    await second();
    const after = await page.evaluate(() => [globalThis.frames, performance.now()]);
    counts.push(Math.round(((after[0] - before[0]) / (after[1] - before[1])) * 1000));
  }
  return counts;
}

/** @param {(ms: number) => Promise<void>} move */
async function forASecond(move) {
  const begun = performance.now();
  for (let ms = 0; ms < 1000; ms = performance.now() - begun) await move(ms);
}

/** @param {string} line */
function print(line) {
  process.stdout.write(`${line}\n`);
}

/** @param {number[]} numbers */
function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}
