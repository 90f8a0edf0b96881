import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { setCallback } from '#guanzhu/contract/set-callback.js';
import { demo } from '#guanzhu/demo/demo.js';
import { parseAllowance } from '#guanzhu/service/callback-address.js';
import { type Instance, startInstance } from '../../support/instance.js';
import { succeed } from '../../support/operation-call.js';
import { startReceiver } from '../../support/receiver.js';
import { callV1 } from '../../support/v1-call.js';

const callbackAllow = parseAllowance('127.0.0.0/8');
const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function start(): Promise<Instance> {
  const instance = await startInstance({ ...(callbackAllow && { callbackAllow }) });
  open.push(() => instance.stop());
  return instance;
}

const listed = async ({ address }: Instance) =>
  Object((await callV1(address, 'GET', '/callbacks')).body).items;

describe('a test of a receiver that does not answer', () => {
  /** A receiver that holds what comes, and what tells of its connections' ends. */
  async function silentReceiver() {
    const left: Promise<unknown>[] = [];
    const receiver = await startReceiver((_response, _nth, request) => {
      left.push(once(request.socket, 'close'));
    });
    open.push(() => receiver.close());
    return { receiver, left };
  }

  /** Sets up both tests, of a callback and of a webhook, and gives their paths. */
  async function tests(instance: Instance, url: string): Promise<string[]> {
    await succeed(instance.address, setCallback, { token: demo.token, callbackUrl: url });
    const [{ id }] = await listed(instance);
    const made = await callV1(instance.address, 'POST', '/webhooks', { body: { url } });
    return [`/callbacks/${id}/test`, `/webhooks/${Object(made.body).id}/test`];
  }

  test('ends when its client leaves, and says nothing of the receiver', async () => {
    const instance = await start();
    const { receiver, left } = await silentReceiver();
    for (const path of await tests(instance, receiver.url)) {
      const sent = left.length;
      const leave = new AbortController();
      const headers = { authorization: `Bearer ${demo.token}` };
      const call = fetch(`${instance.address}/v1${path}`, {
        method: 'POST',
        headers,
        signal: leave.signal,
      });
      await receiver.until(sent + 1);
      leave.abort();
      await expect(call).rejects.toThrow();
      await left[sent];
    }
    expect(await listed(instance)).toMatchObject([{ state: 'untried', lastError: null }]);
  });

  test('ends with the server', async () => {
    const instance = await start();
    const { receiver, left } = await silentReceiver();
    const paths = await tests(instance, receiver.url);
    const calls = paths.map((path) => callV1(instance.address, 'POST', path));
    await receiver.until(2);
    const closed = instance.app.close();
    for (const call of calls) {
      expect(await call).toMatchObject({
        status: 200,
        body: { failedStep: 'answer', detail: 'broken off before there was an answer' },
      });
    }
    await Promise.all(left);
    await closed;
  });
});
