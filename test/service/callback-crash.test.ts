import { expect, test } from 'vitest';
import { follow } from '#guanzhu/contract/follow.js';
import { setCallback } from '#guanzhu/contract/set-callback.js';
import { demoCaller, demoCast } from '#guanzhu/demo/cast.js';
import { demo } from '#guanzhu/demo/demo.js';
import { stranger } from '../support/crowd.js';
import { temporaryFolder } from '../support/folder.js';
import { succeed } from '../support/operation-call.js';
import { startReceiver } from '../support/receiver.js';
import { spawnServer } from '../support/server-process.js';

const rounds = 5;
const myUserName = demoCast[0]?.username ?? '';
const actor = { appId: stranger.appId, myUserName, myRoleType: 3 };

test('no event is left out, and none comes out of order, when the server is killed', async () => {
  using folder = temporaryFolder();
  // How many events the receiver still takes; the one after them hangs until the kill.
  let patience = 0;
  const receiver = await startReceiver((response) => {
    patience -= 1;
    if (patience >= 0) response.end();
  });
  const args = ['--demo', '--data-dir', folder.path, '--log-level', 'silent'];
  // Every follow begun anew is an event here, so that one pair makes many.
  const env = { GUANZHU_CALLBACK_ALLOW: '127.0.0.1', GUANZHU_MENTION_WINDOW: '0' };
  let answered = 0;
  for (let round = 1; round <= rounds; round += 1) {
    // In each second round the kill races with the note that the last event was taken.
    const limit = receiver.received.length + round * 3;
    patience = round * 3 - (round % 2);
    const { address, end } = await spawnServer(args, env);
    if (round === 1) {
      await succeed(address, setCallback, { token: demo.token, callbackUrl: receiver.url });
    }
    const body = { ...actor, toUserName: demoCaller.username };
    for (let turn = 0; turn < 20; turn += 1) {
      await succeed(address, follow, { ...body, opType: 1 }, stranger.token);
      answered += 1;
      await succeed(address, follow, { ...body, opType: 2 }, stranger.token);
    }
    await receiver.until(limit);
    await end('SIGKILL');
  }
  patience = Number.POSITIVE_INFINITY;
  const { end } = await spawnServer(args, env);
  const distinct = () => new Set(receiver.received.map(({ event }) => event.Data.svrMentionId));
  while (distinct().size < answered) await receiver.until(receiver.received.length + 1);
  await end('SIGTERM');
  await receiver.close();

  expect(distinct().size).toBe(answered);
  const times = receiver.received.map(({ event }) => event.Data.svrMentionId);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  // At most the one event under way at each kill comes again.
  expect(times.length).toBeLessThanOrEqual(answered + rounds);
});
