import { expect, onTestFinished, test } from 'vitest';
import { demoCaller, demoTarget } from '#guanzhu/demo/cast.js';
import { parseAllowance } from '#guanzhu/service/callback-address.js';
import { startRestorable, ways } from '../support/lost-time-line.js';
import { callV1 } from '../support/v1-call.js';
import { startWebhookReceiver } from '../support/webhook-receiver.js';

const adminToken = 'test-admin-token-0123456789';
const callbackAllow = parseAllowance('127.0.0.1');
if (!callbackAllow) throw new Error('no list');

test.each(ways)(
  'after %s, no message has the id of one that told of the lost time line',
  async (way) => {
    const hook = await startWebhookReceiver();
    onTestFinished(() => hook.close());
    await using server = await startRestorable(way, { adminToken, callbackAllow });
    const toggle = async (times: number) => {
      const before = hook.messages.length;
      for (let turn = 0; turn < times; turn += 1) {
        for (const op of ['unfollow', 'follow']) {
          const row = { op, follower: demoCaller.username, target: demoTarget.username };
          const body = { rows: [row] };
          await callV1(server.address, 'POST', '/follows/batch', { token: adminToken, body });
        }
      }
      await hook.until(() => hook.messages.length >= before + 2 * times - 1);
      return hook.messages.slice(before).map(({ id }) => id);
    };
    const body = { url: hook.url };
    await callV1(server.address, 'POST', '/webhooks', { token: adminToken, body });
    await toggle(2);
    await server.save();
    const lost = new Set(await toggle(3));
    await server.goBack();
    const fresh = await toggle(4);
    expect(fresh.filter((id) => lost.has(id))).toEqual([]);
    expect(new Set(fresh).size).toBe(fresh.length);
  },
);
