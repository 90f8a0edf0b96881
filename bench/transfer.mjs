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

/** @param {string} address @param {BodyInit} body */
async function importAll(address, body) {
  const response = await fetch(`${address}/v1/import`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/x-ndjson' },
    body,
    duplex: 'half',
  });
  const reply = await response.json();
  if (!response.ok) throw new Error(`the import failed: ${JSON.stringify(reply)}`);
  const { changed, unchanged, failed } = reply;
  return { changed, unchanged, failed };
}

/** @param {Iterable<string>} lines */
function bodyOf(lines) {
  const left = lines[Symbol.iterator]();
  const encoder = new TextEncoder();
  return new ReadableStream({
    pull(controller) {
      let text = '';
      while (text.length < 65_536) {
        const { value, done } = left.next();
        if (done) break;
        text += `${value}\n`;
      }
      if (text === '') controller.close();
      else controller.enqueue(encoder.encode(text));
    },
  });
}

/** @param {string} address */
async function exported(address) {
  const { body } = await fetch(`${address}/v1/export`, { headers });
  return body;
}

/** @param {string} address @returns {AsyncGenerator<string>} */
async function* exportedLines(address) {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of await exported(address)) {
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
    importAll(first.address, bodyOf(generated())),
  );
  process.stdout.write(`  ${JSON.stringify(done)}, peak ${first.peakMiB()} MiB\n`);
  let end = '';
  const hash = createHash('sha256');
  await timed('export', rows, async () => {
    for await (const line of exportedLines(first.address)) {
      if (end !== '') hash.update(`${end}\n`);
      end = line;
    }
  });
  process.stdout.write(`  ${end}\n  peak ${first.peakMiB()} MiB\n`);
  await timed('export piped into an import', rows, async () =>
    importAll(second.address, await exported(first.address)),
  );
  let copy = '';
  for await (const line of exportedLines(second.address)) copy = line;
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
