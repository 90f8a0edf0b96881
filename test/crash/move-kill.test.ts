import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { demoCaller, demoCast, demoTarget } from '#guanzhu/demo/cast.js';
import { fillWithDemo } from '#guanzhu/demo/demo.js';
import { type DatabaseLocation, openStore } from '#guanzhu/store/open.js';
import { runCommand } from '../cli/run-command.js';
import { auditAll } from '../support/audit.js';
import { type Engine, postgresLocation } from '../support/engines.js';
import { temporaryFolder } from '../support/folder.js';
import { callFollow, demoBody } from '../support/follow-call.js';
import { newDatabase } from '../support/postgres.js';
import { Random, withSeed } from '../support/random.js';
import { mainScript, spawnServer } from '../support/server-process.js';
import { callV1 } from '../support/v1-call.js';

const adminToken = 'test-admin-token-0123456789';

interface Place {
  readonly location: DatabaseLocation;
  readonly url: string;
}

async function newPlace(engine: Engine, name: string, folder: string): Promise<Place> {
  if (engine === 'sqlite') {
    const file = join(folder, name);
    return { location: { engine, file }, url: `sqlite:${file}` };
  }
  const { url, drop } = await newDatabase({ empty: true });
  onTestFinished(drop);
  return { location: postgresLocation(url), url };
}

interface ChangePage {
  readonly items: readonly { readonly revision: string }[];
}

/** What a server says of its ledger and of some accounts. */
async function tell(address: string) {
  const get = async (path: string) => (await callV1(address, 'GET', path)).body;
  const changes: ChangePage['items'][number][] = [];
  for (;;) {
    const after = changes.at(-1)?.revision;
    const page = changesOf(await get(`/changes?limit=1000${after ? `&after=${after}` : ''}`));
    changes.push(...page);
    if (page.length < 1000) break;
  }
  const accounts = [demoCaller, demoTarget, ...demoCast].map(({ username }) => username);
  const described = [];
  for (const username of accounts) {
    for (const path of ['', '/followers?limit=1000', '/following?limit=1000']) {
      described.push(await get(`/accounts/${username}${path}`));
    }
  }
  return { changes, described };
}

function changesOf(body: unknown): ChangePage['items'] {
  if (typeof body !== 'object' || body === null || !('items' in body)) throw new Error('no page');
  const { items } = body;
  if (!Array.isArray(items)) throw new Error('no items');
  return items;
}

/** Writers that follow and unfollow at once until told to end, with what they were refused for. */
async function write(address: string, acknowledged: string[], ending: () => boolean) {
  const refusals = new Set<string>();
  const caller = async () => {
    for (let op = 1; !ending(); op = 3 - op) {
      const { body, headers } = await callFollow(address, { ...demoBody, opType: op });
      const { ret, data } = body;
      if (ret === 200 && headers.get('guanzhu-changed') === 'true') {
        acknowledged.push(headers.get('guanzhu-revision') ?? '');
      } else if (ret !== 200) refusals.add(String(data?.code));
      await sleep(5);
    }
  };
  const batcher = async (index: number) => {
    const [follower = '', ...targets] = demoCast.slice(index, index + 4).map((one) => one.username);
    for (let op = 'follow'; !ending(); op = op === 'follow' ? 'unfollow' : 'follow') {
      const rows = targets.map((target) => ({ op, follower, target }));
      const { status, body } = await callV1(address, 'POST', '/follows/batch', {
        ...{ token: adminToken, body: { rows } },
      });
      if (status !== 200) refusals.add(String(Object(body).status));
      for (const { changed, revision } of Object(body).rows ?? []) {
        if (changed) acknowledged.push(revision);
      }
      await sleep(5);
    }
  };
  await Promise.all([caller(), ...[0, 4, 8, 12].map(batcher)]);
  return refusals;
}

test.for<[Engine, Engine]>([
  ['sqlite', 'postgres'],
  ['postgres', 'sqlite'],
])(
  'a move from %s to %s that is killed goes on, while its source is read',
  async ([here, there], { annotate }) => {
    const folder = temporaryFolder();
    onTestFinished(() => folder[Symbol.dispose]());
    const from = await newPlace(here, 'from.db', folder.path);
    const to = await newPlace(there, 'to.db', folder.path);
    const filling = await openStore(from.location);
    await fillWithDemo(filling, { now: () => Date.now() * 1000 }, { accounts: 400, follows: 6000 });
    await filling.close();

    const env = { GUANZHU_DATA_DIR: folder.path, GUANZHU_ADMIN_TOKEN: adminToken };
    await using server = await spawnServer(['--database-url', from.url], env);
    let ended = false;
    const reads = new Set<number>();
    const reading = (async () => {
      while (!ended) {
        const { status } = await callV1(server.address, 'GET', `/accounts/${demoTarget.username}`);
        reads.add(status);
        await sleep(5);
      }
    })();
    const acknowledged: string[] = [];
    const writing = write(server.address, acknowledged, () => ended);
    while (acknowledged.length < 60) await sleep(20);

    const random = new Random();
    await withSeed(random, async () => {
      let kills = 0;
      for (;;) {
        const child = spawn(
          process.execPath,
          [mainScript, 'move', '--from', from.url, '--to', to.url],
          { env: { PATH: process.env.PATH }, stdio: ['ignore', 'pipe', 'pipe'] },
        );
        const output = Promise.all([text(child.stdout), text(child.stderr)]);
        const timer = setTimeout(
          () => child.kill('SIGKILL'),
          kills === 0 ? 250 : random.integer(250, 1500 + kills * 250),
        );
        const [code] = await once(child, 'exit');
        clearTimeout(timer);
        const [said, failed] = await output;
        if (code === 0) {
          expect(said).toMatch(/^Moved \d+ rows|was moved to/);
          break;
        }
        expect([code, /^guanzhu:.*/m.exec(failed)?.[0]]).toEqual([null, undefined]);
        kills += 1;
      }
      await annotate(JSON.stringify({ seed: random.seed, kills }));
      expect(kills).toBeGreaterThan(0);
    });
    ended = true;
    await reading;
    expect(reads).toEqual(new Set([200]));
    expect(await writing).toEqual(new Set(['-6502', '503']));
    const before = await tell(server.address);
    await server.end('SIGTERM');

    const refused = await runCommand(['serve', '--port', '0', '--database-url', from.url], { env });
    expect(refused.code).toBe(1);
    expect(refused.lines.join()).toContain('its graph was moved to');
    await using after = await spawnServer(['--database-url', to.url], env);
    const told = await tell(after.address);
    expect(told).toEqual(before);
    const revisions = new Set(told.changes.map(({ revision }) => revision));
    expect(acknowledged.filter((revision) => !revisions.has(revision))).toEqual([]);
    const reply = await callFollow(after.address, demoBody);
    expect(reply.body.ret).toBe(200);
    await after.end('SIGTERM');
    const moved = await openStore(to.location);
    try {
      expect(await auditAll(moved, 1000)).toEqual([]);
    } finally {
      await moved.close();
    }
  },
);
