import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { documentedFollow } from '#guanzhu/contract/follow-example.js';
import { demo } from '#guanzhu/demo/demo.js';
import { launchBrowser } from '../support/browser.js';
import { type Instance, startInstance } from '../support/instance.js';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
const { myUserName, toUserName } = documentedFollow.request;

/** Somebody's own web page, which loads the client from its own server. */
const site = createServer(async (request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://site');
  if (!/^\/client\/[\w-]+\.js$/.test(pathname)) {
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>A shop</title>');
    return;
  }
  response.setHeader('content-type', 'text/javascript').end(await readFile(dist + pathname));
});
let origin: string;
let browser: Browser;
let instance: Instance;
let silent: Instance;
beforeAll(async () => {
  site.listen(0, '127.0.0.1');
  await once(site, 'listening');
  const address = site.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  origin = `http://127.0.0.1:${address.port}`;
  instance = await startInstance({ corsOrigins: [origin] });
  silent = await startInstance();
  browser = await launchBrowser();
}, 300_000);
afterAll(async () => {
  await browser.close();
  await instance.stop();
  await silent.stop();
  site.close();
});

/** Runs a program of the page's, which finds the client in `client`. */
async function inPage(program: string, baseUrl: string): Promise<unknown> {
  await using context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(origin);
  const token = JSON.stringify(demo.token);
  return await page.evaluate(`(async () => {
    const { GuanzhuClient } = await import('/client/index.js');
    const client = new GuanzhuClient({ baseUrl: '${baseUrl}', token: ${token}, maxRetries: 0 });
    ${program}
  })()`);
}

test('a page of another origin follows an account, and reads what the headers say', async () => {
  const body = { appId: demo.appId, myUserName, myRoleType: 3, toUserName, opType: 1 };
  const seen = await inPage(
    `const { data, changed, revision, requestId } = await client.finder
       .follow(${JSON.stringify(body)}).withResponse();
     return { data, changed, revision, requestId };`,
    instance.address,
  );
  expect(seen).toEqual({
    data: documentedFollow.reply.data,
    changed: true,
    revision: expect.stringMatching(/./),
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
});

test('a page of another origin walks a list and reads the change stream', async () => {
  const program = `
    const followers = [];
    for await (const { username } of client.accounts.followers({ username: '${toUserName}' })) {
      followers.push(username);
    }
    const head = (await client.changes.list({ from: 'head' })).nextCursor;
    const next = client.changes.stream({ after: head }).next();
    await client.follows.batch({ rows: [{ op: 'unfollow', follower: '${myUserName}', target: '${toUserName}' }] });
    await client.follows.batch({ rows: [{ op: 'follow', follower: '${myUserName}', target: '${toUserName}' }] });
    return { followers, follower: (await next).value.follower };`;
  expect(await inPage(program, instance.address)).toEqual({
    followers: expect.arrayContaining([expect.any(String)]),
    follower: myUserName,
  });
});

test.each([
  ['the graph API', "client.accounts.get({ username: 'v2_nobody' })", 'account_unknown'],
  ['the contract', "client.finder.getProfile({ appId: 'wx_nobody' })", 'device_unknown'],
])('a page of another origin is told why %s refuses a call', async (_, call, code) => {
  const program = `return ${call}.then(() => 'done', ({ code, requestId }) => ({ code, requestId }));`;
  expect(await inPage(program, instance.address)).toEqual({
    code,
    requestId: expect.stringMatching(/./),
  });
});

test('a page of an origin that is not allowed is told which setting to use', async () => {
  const program = `return client.accounts.get({ username: 'v2_nobody' })
    .then(() => 'done', ({ code, detail }) => ({ code, detail }));`;
  expect(await inPage(program, silent.address)).toEqual({
    code: 'connection_failed',
    detail: expect.stringMatching(new RegExp(`GUANZHU_CORS_ORIGINS.*${origin}$`)),
  });
});
