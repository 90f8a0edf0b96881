// node bench/transfer.mjs [follows=1000000]: imports that many follows into an empty instance, exports
// them, imports the export into a second one, and compares the digests. Prints what it measured.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onOwnNode, prepare } from '../scripts/checkout.mjs';

await onOwnNode();
prepare();

const follows = Number(process.argv[2] ?? 1_000_000);
const accounts = Math.max(1000, Math.round(follows / 50));
const adminToken = 'bench-admin-token-0123456789';
const headers = { authorization: `Bearer ${adminToken}` };
const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const rowsPerCall = 5000;

/** @param {string} folder */
async function start(folder) {
  const child = spawn(
    process.execPath,
    [main, 'serve', '--port', '0', '--data-dir', folder, '--log-level', 'warn'],
    {
      env: { ...process.env, GUANZHU_ADMIN_TOKEN: adminToken },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const address = await new Promise((resolve) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      const found = /listening on (http:\S+)/.exec(text)?.[1];
      if (found) resolve(found);
    });
  });
  const peak = () => /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
  return { address, child, peakMiB: () => Math.round(Number(peak()) / 1024) };
}

const username = (/** @type {number} */ index) =>
  `v2_bench_${String(index).padStart(8, '0')}@finder`;

function* generated() {
  for (let index = 0; index < accounts; index += 1) {
    yield JSON.stringify({ username: username(index), nickname: `bench ${index}` });
  }
  const perAccount = Math.ceil(follows / accounts);
  for (let made = 0; made < follows; made += 1) {
    const follower = made % accounts;
    const step = 1 + Math.floor(made / accounts) * 7919;
    const target = (follower + step) % accounts;
    if (step > perAccount * 7919) return;
    const followedAt = 1_700_000_000_000_000 + made * 1000;
    yield JSON.stringify({ follower: username(follower), target: username(target), followedAt });
  }
}

/** @param {string} address @param {Iterable<string> | AsyncIterable<string>} lines */
async function importAll(address, lines) {
  const total = { changed: 0, unchanged: 0, failed: 0 };
  let chunk = [];
  const send = async () => {
    const response = await fetch(`${address}/v1/import`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/x-ndjson' },
      body: chunk.join('\n'),
    });
    const reply = await response.json();
    for (const key of ['changed', 'unchanged', 'failed']) total[key] += reply[key];
    chunk = [];
  };
  for await (const line of lines) {
    if (chunk.push(line) === rowsPerCall) await send();
  }
  if (chunk.length > 0) await send();
  return total;
}

/** @param {string} address @returns {AsyncGenerator<string>} */
async function* exported(address) {
  const response = await fetch(`${address}/v1/export`, { headers });
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of response.body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}

async function timed(what, count, work) {
  const began = performance.now();
  const result = await work();
  const seconds = (performance.now() - began) / 1000;
  const rate = Math.round(count / seconds);
  process.stdout.write(`${what}: ${seconds.toFixed(1)} s, ${rate} rows/s\n`);
  return result;
}

const folder = mkdtempSync(join(tmpdir(), 'guanzhu-bench-'));
const first = await start(join(folder, 'first'));
const second = await start(join(folder, 'second'));
try {
  const rows = accounts + follows;
  const done = await timed(`import of ${accounts} accounts and ${follows} follows`, rows, () =>
    importAll(first.address, generated()),
  );
  process.stdout.write(`  ${JSON.stringify(done)}, peak ${first.peakMiB()} MiB\n`);
  let end = '';
  const hash = createHash('sha256');
  await timed('export', rows, async () => {
    for await (const line of exported(first.address)) {
      if (end !== '') hash.update(`${end}\n`);
      end = line;
    }
  });
  process.stdout.write(`  ${end}\n  peak ${first.peakMiB()} MiB\n`);
  await timed('export piped into an import', rows, () =>
    importAll(second.address, exported(first.address)),
  );
  let copy = '';
  for await (const line of exported(second.address)) copy = line;
  const same = JSON.parse(copy).sha256 === JSON.parse(end).sha256;
  process.stdout.write(`  equal by digest: ${same}, peak ${second.peakMiB()} MiB\n`);
  process.exitCode = same ? 0 : 1;
} finally {
  for (const { child } of [first, second]) {
    child.kill('SIGTERM');
    await new Promise((resolve) => child.once('exit', resolve));
  }
  rmSync(folder, { recursive: true });
}
