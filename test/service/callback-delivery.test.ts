import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startApp } from '#guanzhu/app.js';
import { follow } from '#guanzhu/contract/follow.js';
import { mentionList } from '#guanzhu/contract/mention-list.js';
import { setCallback } from '#guanzhu/contract/set-callback.js';
import { demoCaller } from '#guanzhu/demo/cast.js';
import { demo } from '#guanzhu/demo/demo.js';
import { parseAllowance } from '#guanzhu/service/callback-address.js';
import { addCrowd, addDevice, demoActor, stranger } from '../support/crowd.js';
import { type Instance, startInstance } from '../support/instance.js';
import { succeed } from '../support/operation-call.js';
import { type Answer, type Receiver, startReceiver } from '../support/receiver.js';

const callbackAllow = parseAllowance('127.0.0.0/8,receiver.example');
if (!callbackAllow) throw new Error('no list');

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

let instance: Instance;
let fans: readonly string[];
const fan = { appId: 'wx_fans', myRoleType: 3 };
beforeEach(async () => {
  instance = await startInstance({ callbackAllow });
  open.push(() => instance.stop());
  fans = await addCrowd(instance.app.store, 'fan', 60);
  // The fans act through one device of the other tenant.
  const identities = fans.map((username) => ({ username, roleType: 3 as const }));
  const tenant = { id: 'demo-2' };
  await instance.app.store.provision({ devices: [{ appId: fan.appId, tenant, identities }] });
});

async function receiverWith(answer?: Answer): Promise<Receiver> {
  const receiver = await startReceiver(answer);
  open.push(() => receiver.close());
  return receiver;
}

const listen = (callbackUrl: string, token: string = demo.token, address = instance.address) =>
  succeed(address, setCallback, { token, callbackUrl }, token);

const setFollow = (
  myUserName: string,
  opType = 1,
  toUserName = demoCaller.username,
  address = instance.address,
) => succeed(address, follow, { ...fan, myUserName, toUserName, opType }, stranger.token);

describe('an event', () => {
  test('is the mention that mentionList shows, with its device', async () => {
    const receiver = await receiverWith();
    await listen(receiver.url);
    const [first = ''] = fans;
    await setFollow(first);
    await receiver.until(1);
    const body = { ...demoActor, reqScene: 5, lastBuff: '' };
    const { reply } = await succeed(instance.address, mentionList, body);
    const { mentions } = reply.data.list;
    expect(receiver.received).toEqual([
      {
        path: '/callback',
        contentType: 'application/json; charset=utf-8',
        event: {
          TypeName: 'FinderFollow',
          Appid: demo.appId,
          Wxid: demoCaller.username,
          Data: mentions[0],
        },
      },
    ]);
    expect(mentions[0]).toMatchObject({ username: first });
  });

  test('comes for new follows only, in ledger order', async () => {
    const [before = '', ...later] = fans;
    await setFollow(before);
    const receiver = await receiverWith();
    await listen(receiver.url);
    await Promise.all(later.map((username) => setFollow(username)));
    await Promise.all(later.map((username) => setFollow(username, 2)));
    await receiver.until(later.length);
    const times = receiver.received.map(({ event }) => event.Data.svrMentionId);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(receiver.followers().sort()).toEqual([...later].sort());
  });

  test('comes for the accounts of the token’s own devices only', async () => {
    const [mine, others] = [await receiverWith(), await receiverWith()];
    await listen(mine.url);
    await listen(others.url, stranger.token);
    const [first = '', second = '', third = ''] = fans;
    await setFollow(first, 1, second);
    await setFollow(second);
    await setFollow(first, 1, third);
    await mine.until(1);
    await others.until(2);
    expect(mine.followers()).toEqual([second]);
    expect(others.followers()).toEqual([first, first]);
    expect(others.received.map(({ event }) => event.Appid)).toEqual([fan.appId, fan.appId]);
  });

  test('comes in one order for several accounts of a tenant', async () => {
    const accounts = await addCrowd(instance.app.store, 'mine', 3);
    const identities = accounts.map((username) => ({ username, roleType: 3 as const }));
    await addDevice(instance.app.store, 'wx_mine', identities);
    const receiver = await receiverWith();
    await listen(receiver.url);
    const pairs = fans.slice(0, 40).map((username, index) => [username, accounts[index % 3]]);
    for (const [username = '', target] of pairs) await setFollow(username, 1, target);
    await receiver.until(40);
    expect(receiver.followers()).toEqual(fans.slice(0, 40));
    // Each account counts its own mentions; with its name they are told apart.
    const keys = receiver.received.map(({ event }) => `${event.Wxid} ${event.Data.svrMentionId}`);
    expect(keys).toEqual(
      fans.slice(0, 40).map((_, index) => `${accounts[index % 3]} ${1 + Math.floor(index / 3)}`),
    );
  });

  test('does not come for a follow taken up again too soon', async () => {
    const receiver = await receiverWith();
    await listen(receiver.url);
    const [toggler = '', other = ''] = fans;
    for (const opType of [1, 2, 1, 2, 1]) await setFollow(toggler, opType);
    await setFollow(other);
    await receiver.until(2);
    expect(receiver.followers()).toEqual([toggler, other]);
  });
});

describe('delivery', () => {
  test('is tried again, in order, until a 2xx', async () => {
    const answers = [500, 404, 302, 204, 503, 200];
    const receiver = await receiverWith((response, nth) => {
      response.writeHead(answers[nth - 1] ?? 200, { location: '/elsewhere' }).end();
    });
    await listen(receiver.url);
    const [first = '', second = ''] = fans;
    await setFollow(first);
    await setFollow(second);
    await receiver.until(6);
    expect(receiver.followers()).toEqual([first, first, first, first, second, second]);
    // The redirect was not followed.
    expect(new Set(receiver.received.map(({ path }) => path))).toEqual(new Set(['/callback']));
  });

  test('goes on at the next start with what was not taken', async () => {
    let refuse = true;
    const receiver = await receiverWith((response) => {
      response.writeHead(refuse ? 500 : 200).end();
    });
    await listen(receiver.url);
    const [first = '', second = '', third = ''] = fans;
    await setFollow(first);
    await receiver.until(1);
    await instance.app.close();
    refuse = false;

    const again = await startApp({ ...instance.config });
    open.push(() => again.close());
    await setFollow(second, 1, undefined, again.address);
    await receiver.until(3);
    expect(receiver.followers()).toEqual([first, first, second]);
    await again.close();

    // What was taken does not come once more.
    const third_ = await startApp({ ...instance.config });
    open.push(() => third_.close());
    await setFollow(third, 1, undefined, third_.address);
    await receiver.until(4);
    expect(receiver.followers()).toEqual([first, first, second, third]);
  });

  test('breaks off at once when the app stops', async () => {
    const receiver = await receiverWith(() => {});
    await listen(receiver.url);
    await setFollow(fans[0] ?? '');
    await receiver.until(1);
    await instance.app.close();
    expect(receiver.received).toHaveLength(1);
  });

  test('that hangs holds up no follow and no other token', async () => {
    const hanging = await receiverWith(() => {});
    await listen(hanging.url);
    const quick = await receiverWith();
    await listen(quick.url, stranger.token);
    const [first = '', ...others] = fans;
    await setFollow(first);
    await hanging.until(1);
    const target = first;
    await Promise.all(others.map((username) => setFollow(username)));
    await Promise.all(others.map((username) => setFollow(username, 1, target)));
    await quick.until(others.length);
    expect(hanging.received).toHaveLength(1);
  });

  test('moves to a new address with what the old one missed', async () => {
    const old = await receiverWith(() => {});
    await listen(old.url);
    const [first = '', second = ''] = fans;
    await setFollow(first);
    await old.until(1);
    const next = await receiverWith();
    await listen(next.url);
    await setFollow(second);
    await next.until(2);
    expect(next.followers()).toEqual([first, second]);
    expect(old.received).toHaveLength(1);
  });

  test('ends with the callback, and begins anew with a new one', async () => {
    const old = await receiverWith();
    await listen(old.url);
    await listen('');
    const [first = '', second = ''] = fans;
    await setFollow(first);
    const next = await receiverWith();
    await listen(next.url);
    await setFollow(second);
    await next.until(1);
    expect(next.followers()).toEqual([second]);
    expect(old.received).toEqual([]);
  });

  test('takes a giant answer for what its status says', async () => {
    const receiver = await receiverWith((response) => {
      response.on('error', () => {});
      response.write('x'.repeat(1_000_000));
      // It never ends: only the reader can.
    });
    await listen(receiver.url);
    const [first = '', second = ''] = fans;
    await setFollow(first);
    await setFollow(second);
    await receiver.until(2);
    expect(receiver.followers()).toEqual([first, second]);
  });
});
