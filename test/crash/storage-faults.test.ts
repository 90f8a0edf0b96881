import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Config } from '#guanzhu/config/config.js';
import { decodeRevision } from '#guanzhu/store/revision.js';
import type { FaultPlan } from '#guanzhu/store/sqlite/faults.js';
import { openSqliteStore } from '#guanzhu/store/sqlite/sqlite-store.js';
import { checkHistory, readHistory, type TimedReply } from '../property/history.js';
import { startInstanceOn } from '../support/engines.js';
import { temporaryFolder } from '../support/folder.js';
import { callFollow, demoBody } from '../support/follow-call.js';
import { FollowConnection, FollowRefused } from '../support/follow-connection.js';
import { type Instance, startInstance } from '../support/instance.js';
import { readLedger } from '../support/ledger-fold.js';
import { type FollowAction, provisionFile, provisionPopulation } from '../support/population.js';
import { inDatabase } from '../support/postgres.js';
import { Random } from '../support/random.js';
import { spawnServer } from '../support/server-process.js';
import { callV1 } from '../support/v1-call.js';
import { checkFile, Journal, writeFromAllSeats } from './journal.js';

const adminToken = 'admin-token-of-the-fault-tests';
const unavailable = { code: '-6502', msg: '存储暂不可用，未写入，请稍后重试' };
const unknownOutcome = { code: '-6503', msg: '存储故障，是否写入未知，请稍后重试' };

describe('a commit for which the disk has no room', () => {
  test.each(['before-write', 'before-commit'] as const)(
    'is refused in form (b) (%s); nothing changes, and the next one works',
    async (point) => {
      const instance = await startWithFault(point, 'SQLITE_FULL');
      const { store } = instance.app;
      const before = await readLedger(store);

      const failed = await callFollow(instance.address, demoBody);
      expect(failed.status).toBe(200);
      expect(failed.body).toEqual({ ret: 500, msg: '关注失败', data: unavailable });
      expect(failed.headers.get('guanzhu-revision')).toBeNull();
      expect(await readLedger(store)).toEqual(before);
      expect(await store.followedAt(demoBody.myUserName, demoBody.toUserName)).toBeUndefined();

      const next = await callFollow(instance.address, demoBody);
      expect(next.body.ret).toBe(200);
      expect(next.headers.get('guanzhu-changed')).toBe('true');
      expect(await readLedger(store)).toHaveLength(before.length + 1);
      expect((await fetch(`${instance.address}/readyz`)).status).toBe(200);
    },
  );

  test('names the operation: an unfollow fails as an unfollow', async () => {
    const instance = await startWithFault('before-commit', 'SQLITE_FULL');
    const { body } = await callFollow(instance.address, { ...demoBody, opType: 2 });
    expect(body).toEqual({ ret: 500, msg: '取消关注失败', data: unavailable });
  });

  test('fails for every member of its batch, and for none of any other', async () => {
    // Each third commit from the tenth on: the ones before belong to the start and the set-up.
    const storeFaults: FaultPlan = Array.from({ length: 8 }, (_, index) => ({
      point: 'before-commit',
      nth: 10 + 3 * index,
      code: 'SQLITE_FULL',
    }));
    const instance = await startInstance({}, { storeFaults });
    onTestFinished(() => instance.stop());
    const { store } = instance.app;
    const size = { seats: 32, followers: 32, followersPerSeat: 1, targets: 2 };
    const { seats, targets, usernames } = await provisionPopulation(store, size);
    const start = decodeRevision((await store.head()).revision) ?? 0;
    const target = targets[1] ?? '';

    const replies: TimedReply[] = [];
    const refused: FollowAction[] = [];
    let ticks = 0;
    await Promise.all(
      seats.map(async (seat) => {
        const connection = new FollowConnection(instance.address, seat);
        onTestFinished(() => connection.close());
        for (let turn = 0; turn < 12; turn += 1) {
          const op = turn % 2 === 0 ? 'follow' : 'unfollow';
          const follower = seat.followers.find((username) => username !== target) ?? '';
          ticks += 1;
          const sentAt = ticks;
          try {
            const reply = await connection.send({ op, follower, target });
            ticks += 1;
            replies.push({ ...reply, sentAt, readAt: ticks });
          } catch (error) {
            if (!(error instanceof FollowRefused)) throw error;
            expect(error.code).toBe(unavailable.code);
            refused.push(error.action);
          }
        }
      }),
    );
    // The model holds without the refused ones: none of them left a trace, none was acknowledged.
    checkHistory(await readHistory(store, usernames, { start, replies }));
    expect(replies.length + refused.length).toBe(32 * 12);
    // More refusals than faults can only come from batches of many members.
    expect(refused.length).toBeGreaterThan(storeFaults.length);
  });
});

describe('/readyz of a disk that is full', () => {
  const notReady = {
    status: 503,
    body: { status: 'not ready', reason: 'the disk is full (SQLITE_FULL)' },
  };
  const ready = { status: 200, body: { status: 'ready' } };
  const ask = async (address: string) => {
    const response = await fetch(`${address}/readyz`);
    return { status: response.status, body: await response.json() };
  };
  const becomes = async (address: string, answer: object) => {
    while (!isDeepStrictEqual(await ask(address), answer)) await sleep(50);
  };

  test.each([
    ['a follow', (address: string) => callFollow(address, demoBody)],
    [
      'a write that is no follow',
      (address: string) =>
        callV1(address, 'POST', '/tokens', { token: adminToken, body: { label: 'full' } }),
    ],
  ])('says so after %s, and is back by itself', async (_, write) => {
    // The write fails, and so do the two that find out whether there is room.
    const instance = await startWithFault('before-commit', 'SQLITE_FULL', 3, { adminToken });
    const { address } = instance;
    expect(await ask(address)).toEqual(ready);
    await write(address);
    await becomes(address, notReady);
    // Nobody writes; whoever asks for readiness finds that there is room.
    await becomes(address, ready);
    expect((await callFollow(address, demoBody)).body.ret).toBe(200);
    expect(await ask(address)).toEqual(ready);
  });

  test.runIf(spawnSync('prlimit', ['--version']).status === 0)(
    'holds for a real limit, until it is lifted',
    async () => {
      using folder = temporaryFolder();
      const wrapper = ['sh', '-c', 'ulimit -S -f 1500; exec "$@"', 'sh'];
      const args = ['--demo', '--data-dir', folder.path];
      await using server = await spawnServer(args, {}, { wrapper });
      const isRefused = async (turn: number) => {
        const opType = turn % 2 === 0 ? 1 : 2;
        return (await callFollow(server.address, { ...demoBody, opType })).body.ret === 500;
      };
      for (let turn = 0; !(await isRefused(turn)); turn += 1) {}
      let answer = await ask(server.address);
      while (answer.status !== 503) {
        await sleep(50);
        answer = await ask(server.address);
      }
      expect(answer.body).toEqual({
        status: 'not ready',
        reason: expect.stringMatching(/SQLITE_(FULL|IOERR_WRITE)/),
      });
      execFileSync('prlimit', ['--fsize=unlimited', '--pid', String(server.child.pid)]);
      await becomes(server.address, ready);
    },
  );
});

test('/readyz of a PostgreSQL whose disk is full says so, and is back by itself', async () => {
  const instance = await startInstanceOn('postgres', { adminToken });
  onTestFinished(() => instance.stop());
  const { address, config } = instance;
  if (config.database.engine !== 'postgres') throw new Error('this is about PostgreSQL');
  const { url } = config.database;
  await inDatabase(
    url,
    `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'could not extend file: no space left' USING ERRCODE = 'disk_full'; END $$;
     CREATE TRIGGER full_disk BEFORE UPDATE ON head FOR EACH ROW EXECUTE FUNCTION refuse()`,
  );
  expect((await callFollow(address, demoBody)).body).toMatchObject({
    ret: 500,
    data: { code: '-6502' },
  });
  let response = await fetch(`${address}/readyz`);
  while (response.status !== 503) {
    await sleep(50);
    response = await fetch(`${address}/readyz`);
  }
  expect(await response.json()).toEqual({
    status: 'not ready',
    reason: 'the disk is full (53100)',
  });
  await inDatabase(url, 'DROP TRIGGER full_disk ON head');
  while ((await fetch(`${address}/readyz`)).status !== 200) await sleep(50);
  expect((await callFollow(address, demoBody)).body.ret).toBe(200);
});

describe('a sync that fails', () => {
  test('in a write that is no follow ends the instance as well', async () => {
    const overrides = { adminToken };
    const instance = await startWithFault('before-commit', 'SQLITE_IOERR_FSYNC', 1, overrides);
    const { address, app } = instance;
    const made = await callV1(address, 'POST', '/tokens', {
      token: adminToken,
      body: { label: 'lost' },
    });
    expect(made).toMatchObject({ status: 503, body: { code: 'outcome_unknown' } });
    expect(await app.failed).toMatchObject({ code: 'outcome_unknown' });
    const ready = await fetch(`${address}/readyz`);
    expect(await ready.json()).toEqual({ status: 'not ready', reason: 'the instance is ending' });
  });

  test.each(['before-commit', 'after-commit'] as const)(
    'ends all writing, and is told as an unknown outcome (%s)',
    async (point) => {
      const instance = await startWithFault(point, 'SQLITE_IOERR_FSYNC');
      const { address, app, config } = instance;
      const before = await readLedger(app.store);
      expect((await fetch(`${address}/readyz`)).status).toBe(200);

      const failed = await callFollow(address, demoBody);
      expect(failed.status).toBe(200);
      expect(failed.body).toEqual({ ret: 500, msg: '关注失败', data: unknownOutcome });
      expect(await app.failed).toMatchObject({ code: 'outcome_unknown' });
      const ready = await fetch(`${address}/readyz`);
      expect({ status: ready.status, body: await ready.json() }).toEqual({
        status: 503,
        body: { status: 'not ready', reason: 'the instance is ending' },
      });
      expect((await fetch(`${address}/healthz`)).status).toBe(200);

      for (const opType of [1, 2, 1]) {
        const later = await callFollow(address, { ...demoBody, opType });
        expect(later.body).toMatchObject({ ret: 500, data: unknownOutcome });
      }
      await app.close();

      // A new process knows: the batch is there as a whole or not at all.
      const reopened = await openSqliteStore(join(config.dataDir, 'guanzhu.db'));
      onTestFinished(() => reopened.close());
      const ledger = await readLedger(reopened);
      expect(ledger.slice(0, before.length)).toEqual(before);
      const committed = point === 'after-commit';
      expect(ledger).toHaveLength(before.length + (committed ? 1 : 0));
      const { myUserName, toUserName } = demoBody;
      expect((await reopened.followedAt(myUserName, toUserName)) !== undefined).toBe(committed);
    },
  );
});

test('a log that cannot be written, as on a full disk, ends nothing', async ({ skip }) => {
  if (!existsSync('/dev/full')) skip('there is no /dev/full here, on which each write fails');
  using folder = temporaryFolder();
  // The server's own standard error is the full disk.
  const wrapper = ['sh', '-c', 'exec "$@" 2> /dev/full', 'sh'];
  await using server = await spawnServer(['--demo', '--data-dir', folder.path], {}, { wrapper });
  for (const opType of [1, 2, 1, 2]) {
    expect((await callFollow(server.address, { ...demoBody, opType })).body.ret).toBe(200);
  }
  expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null });
});

test('a disk that runs full: writes are refused, reads go on, and nothing acknowledged is lost', async ({
  annotate,
}) => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'guanzhu.db');
  const size = { seats: 8, followers: 16, followersPerSeat: 4, targets: 8 };
  const population = await provisionFile(file, size);
  const args = ['--data-dir', folder.path, '--log-level', 'warn'];
  const random = new Random();
  const journal = new Journal();
  {
    // The limit is on the size of any file: it needs no rights, and ends writes within seconds.
    const wrapper = ['sh', '-c', 'ulimit -f 1500; exec "$@"', 'sh'];
    await using server = await spawnServer(args, {}, { wrapper });
    const isFull = () => journal.refused.length >= 200;
    await writeFromAllSeats(journal, server.address, population, random, isFull);
    expect(journal.lost.map(({ message }) => message)).toEqual([]);
    expect([...new Set(journal.refused.map(({ message }) => message))].sort()).toEqual(
      ['关注失败', '取消关注失败']
        .map((msg) => `refused: ${JSON.stringify({ ret: 500, msg, data: unavailable })}`)
        .sort(),
    );
    expect((await fetch(`${server.address}/healthz`)).status).toBe(200);
    expect(server.stderr()).toMatch(/SQLITE_(IOERR_WRITE|FULL)/);
    expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null });
  }
  const refusedAtFirst = journal.refused.length;
  await annotate(JSON.stringify({ seed: random.seed, kept: journal.acknowledged.length }));
  expect(journal.acknowledged.length).toBeGreaterThan(20);

  await using server = await spawnServer(args);
  const ledger = await checkFile(file, population, journal);
  const until = journal.acknowledged.length + 200;
  const isWorking = () => journal.acknowledged.length >= until;
  await writeFromAllSeats(journal, server.address, population, random, isWorking);
  await checkFile(file, population, journal, ledger);
  expect(journal.refused).toHaveLength(refusedAtFirst);
});

/**
 * An instance whose first commit of follows after its start raises a storage fault. The start makes
 * commits of its own, and how many is its own affair, so the number is found by trying.
 */
async function startWithFault(
  point: FaultPlan[number]['point'],
  code: string,
  times = 1,
  overrides: Partial<Config> = {},
): Promise<Instance> {
  const parent = temporaryFolder();
  onTestFinished(() => parent[Symbol.dispose]());
  for (let nth = 1; nth < 20; nth += 1) {
    const folder = join(parent.path, `try-${nth}`);
    const database = { engine: 'sqlite', file: join(folder, 'guanzhu.db') } as const;
    const config = { ...overrides, dataDir: folder, database };
    const storeFaults = Array.from({ length: times }, (_, index) => ({
      point,
      nth: nth + index,
      code,
    }));
    const instance = await startInstance(config, { storeFaults }).catch(() => undefined);
    if (!instance) continue;
    onTestFinished(() => instance.stop());
    return instance;
  }
  throw new Error('the start commits without end');
}
