// What a search costs among many accounts, by the kind of query: first pages of 20, asked of the store one
// after the other, in milliseconds; at last the median of what this process used of a processor, which
// others at work on the machine do not lengthen. The accounts are made up: nicknames of 2 to 8 characters and
// signatures of up to 20, three in four Chinese, characters as common as Zipf's law has them.
//
//   node bench/search.mjs [--accounts 1000000] [--queries 200] [--database postgres://…] [--data-dir <folder>]
//
// With --data-dir, the file stays, and is searched again without being filled.
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { onOwnNode, prepare } from '../scripts/checkout.mjs';

await onOwnNode();
prepare();
const { openStore } = await import('../dist/store/open.js');
const { emptyProfile } = await import('../dist/domain/account.js');

const { values } = parseArgs({
  options: {
    accounts: { type: 'string', default: '1000000' },
    queries: { type: 'string', default: '200' },
    database: { type: 'string' },
    'data-dir': { type: 'string' },
  },
});
const accounts = Number(values.accounts);
const queries = Number(values.queries);
const perTransaction = 5000;

let state = 20260101;
/** @param {number} below */
function random(below) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
}

// Many simplified characters, and the traditional ones of some, so that both are folded.
const written = '台湾灣国國学學头髮发发里裡后後面麵干乾着著爱愛声聲万萬语語车車见見马馬龙龍';
const chinese = [
  ...new Set([
    ...written,
    ...Array.from({ length: 3500 }, (_, n) => String.fromCodePoint(0x4e00 + n * 5)),
  ]),
];
const latin = [...'etaoinshrdlucmfwypvbgkqjxz', ...'éöüßñ'];
const emoji = [...'🔥✨🌸🎉💪🍜🐱🌙🎵🚀'];

/** The nth of a list as often as Zipf's law has it. @param {readonly string[]} list */
function zipf(list) {
  return list[Math.floor(list.length ** (random(2 ** 20) / 2 ** 20)) - 1] ?? '';
}

/** @param {number} length */
function text(length) {
  const letters = random(4) === 0 ? latin : chinese;
  let made = '';
  for (let at = 0; at < length; at += 1) {
    made += at > 2 && letters === latin && random(6) === 0 ? ' ' : zipf(letters);
  }
  return made;
}

function profile() {
  const kind = random(100);
  let nickname = text(2 + random(7));
  if (kind === 0) nickname = zipf(emoji) + zipf(emoji) + zipf(emoji);
  if (kind === 1) nickname += zipf(emoji);
  if (kind === 2) nickname = ['...', '!!!', '(•‿•)', '++'][random(4)] ?? '';
  return { ...emptyProfile, nickname, signature: text(random(21)) };
}

/** @param {number} number */
function username(number) {
  const hash = (Math.imul(number + 1, 2654435761) >>> 0).toString(16).padStart(8, '0');
  return `v2_060000231003b20faec8${hash}${String(number).padStart(48, '0')}@finder`;
}

/** @param {(account: number, name: string, signature: string) => string} make @param {object} [more] */
const kind = (make, more = {}) => ({ make, more });
const rare = () => chinese[chinese.length - 1 - random(500)] ?? '';
const common = () => chinese[random(10)] ?? '';
/** @param {string} name @param {number} length */
function part(name, length) {
  const letters = [...name].filter((letter) => letter !== ' ');
  const from = random(Math.max(1, letters.length - length + 1));
  return letters.slice(from, from + length).join('');
}

const kinds = {
  'whole username': kind((account) => username(account)),
  'beginning of a username': kind((account) => username(account).slice(0, 30)),
  'whole nickname': kind((_, name) => name),
  '1 Chinese character, common': kind(() => common()),
  '1 Chinese character, rare': kind(() => rare()),
  '2 characters of a name': kind((_, name) => part(name, 2)),
  '3 characters of a name': kind((_, name) => part(name, 3)),
  '4 common Chinese characters': kind(() => common() + common() + common() + common()),
  'simplified for traditional': kind(
    () => `${'台国学头发里后面干着爱声万语车见马龙'[random(18)]}${common()}`,
  ),
  'traditional for simplified': kind(
    () => `${'臺國學頭髮裡後麵乾著愛聲萬語車見馬龍'[random(18)]}${common()}`,
  ),
  '1 Latin letter': kind(() => latin[random(26)] ?? ''),
  '3 letters, with accents or not': kind(
    () => `${zipf(latin)}${['o', 'ö', 'e', 'é'][random(4)]}${zipf(latin)}`,
  ),
  '5 letters of a signature': kind((_, __, signature) => part(signature, 5)),
  'two common words': kind(() => `${common()} ${common()}`),
  'name of emoji': kind(() => `${zipf(emoji)}${zipf(emoji)}${zipf(emoji)}`),
  '1 emoji': kind(() => emoji[random(10)] ?? ''),
  punctuation: kind(() => ['...', '!!!', '(•‿•)', '++'][random(4)] ?? ''),
  '1 common character, newest first': kind(() => common(), { order: 'newest' }),
  'no hit': kind(() => `${rare()}${rare()}${rare()}${rare()}`),
};

const folder = values['data-dir'] ?? mkdtempSync(join(tmpdir(), 'guanzhu-bench-'));
mkdirSync(folder, { recursive: true });
const file = join(folder, 'search.db');
const store = await openStore(
  values.database === undefined
    ? { engine: 'sqlite', file }
    : { engine: 'postgres', url: values.database, urls: [values.database] },
);
try {
  if (await store.isEmpty()) await fill();
  await measure();
} finally {
  await store.close();
  if (values['data-dir'] === undefined) rmSync(folder, { recursive: true, force: true });
}

async function fill() {
  const began = performance.now();
  for (let from = 0; from < accounts; from += perTransaction) {
    const length = Math.min(perTransaction, accounts - from);
    await store.provision({
      accounts: Array.from({ length }, (_, n) => ({
        username: username(from + n),
        profile: profile(),
      })),
    });
  }
  const seconds = (performance.now() - began) / 1000;
  print(`filled in ${seconds.toFixed(0)} s: ${Math.round(accounts / seconds)} accounts a second`);
}

async function measure() {
  if (values.database === undefined) print(`file: ${Math.round(statSync(file).size / 1e6)} MB`);
  print('kind of query                      hits    p50    p99  worst    cpu  (ms)');
  for (const [name, { make, more }] of Object.entries(kinds)) {
    const times = [];
    const cpu = [];
    let hits = 0;
    for (let query = 0; query < queries; query += 1) {
      const account = random(accounts);
      const known = (await store.findAccount(username(account)))?.profile;
      const asked = {
        ...{ text: make(account, known?.nickname ?? '', known?.signature ?? ''), scope: 'all' },
        ...{ order: 'relevance', limit: 20, ...more },
      };
      const used = process.cpuUsage();
      const began = performance.now();
      hits += (await store.searchAccounts(asked)).accounts.length;
      times.push(performance.now() - began);
      const { user, system } = process.cpuUsage(used);
      cpu.push((user + system) / 1000);
    }
    const columns = [at(times, 0.5), at(times, 0.99), at(times, 1), at(cpu, 0.5)];
    const text = columns.map((column) => column.padStart(7)).join('');
    print(`${name.padEnd(34)}${(hits / queries).toFixed(1).padStart(5)}${text}`);
  }
}

/** @param {readonly number[]} times @param {number} share */
function at(times, share) {
  const sorted = times.toSorted((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(2);
}

/** @param {string} line */
function print(line) {
  process.stdout.write(`${line}\n`);
}
