import { afterEach, expect, test } from 'vitest';
import { follow } from '#guanzhu/contract/follow.js';
import { setCallback } from '#guanzhu/contract/set-callback.js';
import { demoCaller, demoCast } from '#guanzhu/demo/cast.js';
import { demo } from '#guanzhu/demo/demo.js';
import { parseAllowance } from '#guanzhu/service/callback-address.js';
import { stranger } from '../support/crowd.js';
import { type Instance, startInstance } from '../support/instance.js';
import { succeed } from '../support/operation-call.js';
import { startReceiver } from '../support/receiver.js';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** Sets a callback at a name, and lets the second tenant's account follow the demo's. */
async function followWith(instance: Instance, url: string): Promise<void> {
  const { address } = instance;
  await succeed(address, setCallback, { token: demo.token, callbackUrl: url });
  const body = {
    appId: stranger.appId,
    myUserName: demoCast[0]?.username,
    myRoleType: 3,
    toUserName: demoCaller.username,
    opType: 1,
  };
  await succeed(address, follow, body, stranger.token);
}

test('a name that turns private after it was set gets nothing', async () => {
  const receiver = await startReceiver();
  open.push(() => receiver.close());
  let lookups = 0;
  let asked: () => void = () => {};
  const askedTwice = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const instance = await startInstance(
    {},
    {
      lookup: async () => {
        lookups += 1;
        if (lookups === 3) asked();
        return lookups === 1 ? ['93.184.216.34'] : ['127.0.0.1'];
      },
    },
  );
  open.push(() => instance.stop());
  await followWith(instance, `http://rebinding.example:${receiver.port}/callback`);
  // By the third lookup the first delivery has failed whole.
  await askedTwice;
  expect(receiver.received).toEqual([]);
});

test('the connection takes the address that was judged, without another lookup', async () => {
  const receiver = await startReceiver();
  open.push(() => receiver.close());
  let lookups = 0;
  const callbackAllow = parseAllowance('127.0.0.0/8');
  const instance = await startInstance(callbackAllow && { callbackAllow }, {
    lookup: async () => {
      lookups += 1;
      return lookups <= 2 ? ['127.0.0.1'] : ['93.184.216.34'];
    },
  });
  open.push(() => instance.stop());
  await followWith(instance, `http://pinned.example:${receiver.port}/callback`);
  await receiver.until(1);
  expect(receiver.followers()).toEqual([demoCast[0]?.username]);
  expect(lookups).toBe(2);
});
