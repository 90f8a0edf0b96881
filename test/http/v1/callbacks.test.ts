import { afterEach, describe, expect, test } from 'vitest';
import { follow } from '#guanzhu/contract/follow.js';
import { setCallback } from '#guanzhu/contract/set-callback.js';
import { demoCaller, demoCast } from '#guanzhu/demo/cast.js';
import { demo } from '#guanzhu/demo/demo.js';
import { parseAllowance } from '#guanzhu/service/callback-address.js';
import { stranger } from '../../support/crowd.js';
import { type Instance, startInstance } from '../../support/instance.js';
import { succeed } from '../../support/operation-call.js';
import { startReceiver } from '../../support/receiver.js';
import { callV1 } from '../../support/v1-call.js';

const adminToken = 'test-admin-token-0123456789';
const callbackAllow = parseAllowance('127.0.0.0/8');
const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function start(): Promise<Instance> {
  const instance = await startInstance({ adminToken, ...(callbackAllow && { callbackAllow }) });
  open.push(() => instance.stop());
  return instance;
}

/** An address at which nobody listens any more. */
async function deadAddress(): Promise<string> {
  const receiver = await startReceiver();
  await receiver.close();
  return `http://127.0.0.1:${receiver.port}/callback?key=s3cret`;
}

const listen = ({ address }: Instance, callbackUrl: string) =>
  succeed(address, setCallback, { token: demo.token, callbackUrl });

/** The second tenant's account follows the demo's, or leaves it. */
const setFollow = ({ address }: Instance, opType = 1) =>
  succeed(
    address,
    follow,
    {
      appId: stranger.appId,
      myUserName: demoCast[0]?.username,
      myRoleType: 3,
      toUserName: demoCaller.username,
      opType,
    },
    stranger.token,
  );

const asked = async ({ address }: Instance, path: string, token?: string, method = 'GET') => {
  const { status, body } = await callV1(address, method, path, token ? { token } : {});
  return { status, body: Object(body) };
};
const listed = async (instance: Instance, token?: string) => {
  const { items } = (await asked(instance, '/callbacks', token)).body;
  return items;
};
/** The callback, once something has become of it. */
async function until(instance: Instance, holds: (callback: { failures: number }) => boolean) {
  for (;;) {
    const [callback] = await listed(instance);
    if (callback && holds(callback)) return callback;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
const metric = async ({ address }: Instance, result: string) => {
  const text = await (await fetch(`${address}/metrics`)).text();
  return Number(
    new RegExp(`guanzhu_callback_attempts_total\\{result="${result}"\\} (\\d+)`).exec(text)?.[1] ??
      0,
  );
};

describe('a callback at a dead address', () => {
  test('is set, and the reply and the tenant’s list say at once that nobody listens', async () => {
    const instance = await start();
    const url = await deadAddress();
    const { headers } = await listen(instance, url);
    expect(headers.get('guanzhu-hint')).toMatch(
      /^the address is set, but cannot be reached now \(connect: .*ECONNREFUSED.*\); GET \/v1\/callbacks/,
    );
    expect(await listed(instance)).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]{16}$/),
        tenant: 'demo',
        url: url.replace('key=s3cret', '***'),
        state: 'failing',
        deliveredTo: expect.any(Number),
        failures: 0,
        failingSince: null,
        nextAttemptAt: null,
        waitingSince: null,
        lastSuccessAt: null,
        lastError: expect.objectContaining({
          event: null,
          attempt: 0,
          failedStep: 'connect',
          status: null,
          detail: expect.stringContaining('ECONNREFUSED'),
        }),
      },
    ]);
  });

  test('tells its deliveries, the last error and the next try, and is counted', async () => {
    const instance = await start();
    await listen(instance, await deadAddress());
    await setFollow(instance);
    const callback = await until(instance, ({ failures }) => failures >= 2);
    expect(callback).toMatchObject({ state: 'failing', lastSuccessAt: null });
    expect(callback.nextAttemptAt).toBeGreaterThan(callback.failingSince);
    expect(callback.waitingSince).toBeGreaterThan(callback.deliveredTo);
    const { appId } = demo;
    const event = { appId, follower: demoCast[0]?.username, followedAt: callback.waitingSince };
    expect(callback.lastError).toMatchObject({ event, failedStep: 'connect', attempt: 2 });
    const path = `/callbacks/${callback.id}`;
    const { items } = (await asked(instance, `${path}/deliveries`)).body;
    expect(items.slice(-3)).toMatchObject([
      { event, attempt: 2, failedStep: 'connect' },
      { event, attempt: 1, failedStep: 'connect' },
      { event: null, attempt: 0, failedStep: 'connect' },
    ]);
    expect(await metric(instance, 'failed')).toBeGreaterThanOrEqual(2);
    const tested = await asked(instance, `${path}/test`, undefined, 'POST');
    expect(tested).toMatchObject({ status: 200, body: { failedStep: 'connect' } });
  });

  test('is working again once its receiver has taken what waited', async () => {
    const instance = await start();
    let refuse = true;
    const receiver = await startReceiver((response) =>
      response.writeHead(refuse ? 503 : 200).end(),
    );
    open.push(() => receiver.close());
    await listen(instance, receiver.url);
    await setFollow(instance);
    const failing = await until(instance, ({ failures }) => failures > 0);
    expect(failing.lastError).toMatchObject({ failedStep: 'status', status: 503 });
    refuse = false;
    const working = await until(instance, ({ failures }) => failures === 0);
    expect(working).toMatchObject({
      state: 'working',
      failingSince: null,
      nextAttemptAt: null,
      waitingSince: null,
      lastSuccessAt: expect.any(Number),
    });
    expect(working.deliveredTo).toBe(failing.waitingSince);
    expect(await metric(instance, 'taken')).toBe(1);
  });
});

describe('a state tells what is so', () => {
  test('when a dead address is set again once its receiver has started', async () => {
    const instance = await start();
    const url = await deadAddress();
    await listen(instance, url);
    expect(await listed(instance)).toMatchObject([{ state: 'failing', failures: 0 }]);
    const receiver = await startReceiver(undefined, Number(new URL(url).port));
    open.push(() => receiver.close());
    const { headers } = await listen(instance, url);
    expect(headers.has('guanzhu-hint')).toBe(false);
    // A connection takes nothing: that is still to be seen.
    const [{ id, ...callback }] = await listed(instance);
    expect(callback).toMatchObject({ state: 'untried', failures: 0, lastSuccessAt: null });
    const { items } = (await asked(instance, `/callbacks/${id}/deliveries`)).body;
    expect(items).toMatchObject([
      { event: null, failedStep: null, status: null },
      { event: null, failedStep: 'connect' },
    ]);
    await asked(instance, `/callbacks/${id}/test`, undefined, 'POST');
    expect(await listed(instance)).toMatchObject([{ state: 'working' }]);
  });

  test('when a test fails while no event does', async () => {
    const instance = await start();
    let status = 200;
    const receiver = await startReceiver((response) => response.writeHead(status).end());
    open.push(() => receiver.close());
    await listen(instance, receiver.url);
    const [{ id }] = await listed(instance);
    const test = () => asked(instance, `/callbacks/${id}/test`, undefined, 'POST');
    await test();
    status = 500;
    expect((await test()).body).toMatchObject({ failedStep: 'status', status: 500 });
    expect(await listed(instance)).toMatchObject([
      { state: 'working', failures: 0, lastError: { status: 500, event: null } },
    ]);
    await setFollow(instance);
    const failing = await until(instance, ({ failures }) => failures > 0);
    expect(failing).toMatchObject({ state: 'failing', lastError: { attempt: 1 } });
  });

  test('when a test fails before anything was taken', async () => {
    const instance = await start();
    const receiver = await startReceiver((response) => response.writeHead(500).end());
    open.push(() => receiver.close());
    await listen(instance, receiver.url);
    const [{ id }] = await listed(instance);
    await asked(instance, `/callbacks/${id}/test`, undefined, 'POST');
    expect(await listed(instance)).toMatchObject([
      { state: 'failing', failures: 0, lastSuccessAt: null, lastError: { status: 500 } },
    ]);
  });
});

describe('callbacks', () => {
  test('are shown to their tenant and to the administrator alone', async () => {
    const instance = await start();
    await listen(instance, await deadAddress());
    const [{ id }] = await listed(instance);
    expect(await listed(instance, adminToken)).toMatchObject([{ id }]);
    expect(await listed(instance, stranger.token)).toEqual([]);
    for (const [method, path] of [
      ['GET', `/callbacks/${id}`],
      ['GET', `/callbacks/${id}/deliveries`],
      ['POST', `/callbacks/${id}/test`],
    ] as const) {
      const foreign = await asked(instance, path, stranger.token, method);
      expect(foreign).toMatchObject({ status: 404, body: { code: 'callback_unknown' } });
    }
  });

  test('are untried before anything was sent, and a test says what comes of one', async () => {
    const instance = await start();
    const receiver = await startReceiver();
    open.push(() => receiver.close());
    const { headers } = await listen(instance, receiver.url);
    expect(headers.has('guanzhu-hint')).toBe(false);
    const [{ id, state }] = await listed(instance);
    expect(state).toBe('untried');
    const tested = await asked(instance, `/callbacks/${id}/test`, undefined, 'POST');
    expect(tested.body).toMatchObject({ status: 200, failedStep: null, detail: '' });
    expect(receiver.received).toMatchObject([{ event: { TypeName: 'CallbackTest', Appid: '' } }]);
    expect((await asked(instance, `/callbacks/${id}`)).body).toMatchObject({ state: 'working' });
  });

  test('forget the attempts of an address with the address', async () => {
    const instance = await start();
    await listen(instance, await deadAddress());
    const receiver = await startReceiver();
    open.push(() => receiver.close());
    await listen(instance, receiver.url);
    const [{ id, ...callback }] = await listed(instance);
    expect(callback).toMatchObject({ state: 'untried', lastError: null });
    expect((await asked(instance, `/callbacks/${id}/deliveries`)).body.items).toEqual([]);
    await listen(instance, '');
    expect(await listed(instance)).toEqual([]);
  });
});
