import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { setCallback } from '#guanzhu/contract/set-callback.js';
import { demoCaller } from '#guanzhu/demo/cast.js';
import { demo } from '#guanzhu/demo/demo.js';
import { parseAllowance } from '#guanzhu/service/callback-address.js';
import type { DatabaseLocation } from '#guanzhu/store/open.js';
import { runCommand } from '../cli/run-command.js';
import { addCrowd } from '../support/crowd.js';
import { engines, postgresLocation } from '../support/engines.js';
import { temporaryFolder } from '../support/folder.js';
import { startInstance } from '../support/instance.js';
import { succeed } from '../support/operation-call.js';
import { newDatabase } from '../support/postgres.js';
import { startReceiver } from '../support/receiver.js';
import { callV1 } from '../support/v1-call.js';
import { startWebhookReceiver } from '../support/webhook-receiver.js';

const adminToken = 'test-admin-token-0123456789';
const callbackAllow = parseAllowance('127.0.0.1');
if (!callbackAllow) throw new Error('no list');

test.each(engines)(
  'what a graph on %s had still to tell when it was moved is told by its new server alone',
  async (engine) => {
    const folder = temporaryFolder();
    // Most is still to be told when the move begins: what comes after the first is hardly taken at all.
    let isSlow = true;
    const held = new Set<ServerResponse>();
    const answer = (response: ServerResponse, nth: number) => {
      if (isSlow) held.add(response);
      else response.end();
      setTimeout(() => response.end(), nth <= 26 ? 60 : 3_000);
    };
    const hook = await startWebhookReceiver((response, _, nth) => answer(response, nth));
    const receiver = await startReceiver(answer);
    onTestFinished(async () => {
      await Promise.all([hook.close(), receiver.close()]);
      folder[Symbol.dispose]();
    });
    const file = join(folder.path, 'to.db');
    let database: DatabaseLocation = { engine: 'sqlite', file: join(folder.path, 'from.db') };
    let from = `sqlite:${database.file}`;
    if (engine === 'postgres') {
      const { url, drop } = await newDatabase();
      onTestFinished(drop);
      database = postgresLocation(url);
      from = url;
    }
    const settings = { adminToken, callbackAllow, mentionWindow: 0 };

    const old = await startInstance({ ...settings, database });
    onTestFinished(() => old.stop());
    const url = hook.url;
    await callV1(old.address, 'POST', '/webhooks', { token: adminToken, body: { url } });
    await succeed(old.address, setCallback, { token: demo.token, callbackUrl: receiver.url });
    const fans = await addCrowd(old.app.store, 'fan', 80);
    const rows = fans.map((follower) => ({
      ...({ op: 'follow', follower, target: demoCaller.username, searchInfo: null } as const),
    }));
    await old.app.graph.writeFollows({ kind: 'admin' }, rows, { dryRun: false });
    await Promise.all([hook.until(() => hook.messages.length > 25), receiver.until(5)]);
    const moved = await runCommand(['move', '--from', from, '--to', `sqlite:${file}`]);
    expect(moved).toMatchObject({ code: 0 });
    isSlow = false;
    for (const response of held) response.end();
    const told = () => [hook.messages.length, receiver.received.length];
    const before = told();
    await sleep(1_500);
    expect(told()).toEqual(before);
    expect(Math.max(...before)).toBeLessThan(fans.length);

    const fresh = await startInstance({ ...settings, database: { engine: 'sqlite', file } });
    onTestFinished(() => fresh.stop());
    const byHook = () => hook.messages.map(({ data }) => String(data.follower));
    const wanted = fans.length;
    await hook.until(() => new Set(byHook()).size === wanted);
    while (new Set(receiver.followers()).size < wanted) {
      await receiver.until(receiver.received.length + 1);
    }
    for (const followers of [byHook(), receiver.followers()]) {
      expect([...new Set(followers)]).toEqual(fans);
      // What the old server sent but could not note any more comes again, and nothing before it.
      expect(followers.length).toBeLessThan(wanted + Math.max(...before));
    }
  },
);
