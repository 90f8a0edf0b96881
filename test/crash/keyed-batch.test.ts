import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { demoCast } from '#guanzhu/demo/cast.js';
import { temporaryFolder } from '../support/folder.js';
import { Random, withSeed } from '../support/random.js';
import { spawnServer } from '../support/server-process.js';
import { callV1 } from '../support/v1-call.js';

const adminToken = 'test-admin-token-0123456789';
const usernames = demoCast.map(({ username }) => username);

/** A reply as far as a repeat must give it again. */
interface Answer {
  readonly key: string;
  readonly rows: unknown;
  readonly body: unknown;
}

test('batches under a key are carried out once, whenever the server is killed', async () => {
  using folder = temporaryFolder();
  const random = new Random();
  const start = () =>
    spawnServer(['--demo', '--data-dir', folder.path, '--log-level', 'silent'], {
      GUANZHU_ADMIN_TOKEN: adminToken,
    });
  const send = (address: string, key: string, rows: unknown) =>
    callV1(address, 'POST', '/follows/batch', {
      token: adminToken,
      body: { rows },
      headers: { 'idempotency-key': key },
    });
  await withSeed(random, async () => {
    const answered: Answer[] = [];
    for (let cycle = 0; cycle < 4; cycle += 1) {
      const server = await start();
      const unanswered: { key: string; rows: unknown }[] = [];
      const clients = Array.from({ length: 8 }, async () => {
        const own = random.fork();
        for (;;) {
          const rows = Array.from({ length: own.integer(1, 40) }, () => ({
            op: own.pick(['follow', 'unfollow']),
            follower: own.pick(usernames),
            target: own.pick(usernames),
          }));
          const key = randomUUID();
          try {
            const { status, body } = await send(server.address, key, rows);
            expect(status).toBe(200);
            answered.push({ key, rows, body });
          } catch {
            unanswered.push({ key, rows });
            return;
          }
        }
      });
      while (answered.length < 6 * (cycle + 1)) await sleep(10);
      await sleep(random.integer(0, 300));
      await server.end('SIGKILL');
      await Promise.all(clients);
      await using next = await start();
      // What was answered is answered the same again, and the ledger does not grow by it.
      const head = async () =>
        Object(
          (await callV1(next.address, 'GET', '/changes?from=head', { token: adminToken })).body,
        );
      const { nextCursor } = await head();
      for (const { key, rows, body } of answered.slice(-40)) {
        expect((await send(next.address, key, rows)).body).toEqual(body);
      }
      expect((await head()).nextCursor).toBe(nextCursor);
      // What was not is carried out now, or was: repeating it once more changes nothing either way.
      for (const { key, rows } of unanswered) {
        const first = await send(next.address, key, rows);
        expect(first.status).toBe(200);
        expect((await send(next.address, key, rows)).body).toEqual(first.body);
      }
      await next.end('SIGTERM');
    }
  });
});
