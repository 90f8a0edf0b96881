import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Instance, startInstance } from '../support/instance.js';

let instance: Instance;
beforeAll(async () => {
  instance = await startInstance();
});
afterAll(() => instance.stop());

/** The picture that a browser shows beside a page's title, as it finds it. */
async function iconOf(path: string): Promise<Response> {
  const page = new URL(path, instance.address);
  const text = await (await fetch(page)).text();
  const base = new URL(/<base[^>]+href="([^"]*)"/.exec(text)?.[1] ?? '', page);
  const href = /<link[^>]+rel="icon"[^>]+href="([^"]*)"/.exec(text)?.[1] ?? '/favicon.ico';
  return fetch(new URL(href, base));
}

test.each([
  '/console/',
  '/console/accounts',
  '/console/accounts/v2_shop@finder',
  '/console/accounts/v2_shop@finder/',
  '/console/graph/v2_shop@finder?steps=2',
  '/docs/problems/not_found',
])('the picture of %s is found', async (path) => {
  const icon = await iconOf(path);
  expect(icon.status).toBe(200);
  expect(icon.headers.get('content-type')).toContain('image/svg+xml');
  expect(await icon.text()).toContain('<svg');
});
