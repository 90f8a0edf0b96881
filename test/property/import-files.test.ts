import fc from 'fast-check';
import { expect, test } from 'vitest';
import { guardCell } from '#guanzhu/contract/transfer/table-cells.js';
import { emptyProfile } from '#guanzhu/domain/account.js';
import type { ImportRow } from '#guanzhu/domain/transfer.js';
import { encoded, hasAll, linesOf, utf16 } from '../support/import-file.js';

/** How a file is written down, beside what it says. */
const forms = fc.record({
  encoding: fc.constantFrom(
    ...[
      'utf-8',
      'utf-8 with its mark',
      'utf-16le',
      'utf-16be',
      'gbk',
      'big5',
      'shift_jis',
      'euc-kr',
    ],
  ),
  ends: fc.array(fc.constantFrom('\r\n', '\n', '\r'), { minLength: 1, maxLength: 4 }),
  hasLastEnd: fc.boolean(),
  pieces: fc.integer({ min: 1, max: 300 }),
  seed: fc.integer(),
});

const tableForms = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t', '|'),
  named: fc.constantFrom('', 'sep=', '#TYPE Some.Type'),
  quotes: fc.constantFrom('needed', 'all', 'some'),
  padding: fc.constantFrom('', ' ', '  '),
  letters: fc.constantFrom('as they are', 'capital', 'small'),
  strayColumns: fc.nat({ max: 2 }),
  blankRows: fc.nat({ max: 3 }),
});

/** What tables, decoders and spreadsheets trip over. */
const awkward = [
  ...['小', '店', '一', 'a', 'B', '0', '7', ' ', ',', ';', '\t', '|', '"', "'", '=', '+', '-', '@'],
  ...[
    '.',
    '/',
    ':',
    '#',
    '\\',
    '{',
    '[',
    'é',
    '\u2028',
    '\u0085',
    '🔥',
    'E',
    'T',
    '\n',
    '\r\n',
    '年',
  ],
];
const words = [
  '007',
  '1E5',
  'TRUE',
  'null',
  'NaN',
  '1-2',
  'MAR1',
  '#N/A',
  '=1+1',
  "'=1",
  '\\N',
  '5%',
];
const texts = fc.oneof(
  fc.array(fc.constantFrom(...awkward), { maxLength: 12 }).map((parts) => parts.join('')),
  fc.constantFrom(...words),
);
const names = fc
  .array(fc.constantFrom('a', '0', '店', '_', '@', '-', '=', '+', ' ', "'", '"', ',', 'é'), {
    maxLength: 8,
  })
  .map((parts) => `v2${parts.join('')}f`);
const micros = fc.oneof(
  fc.integer({ min: 100_000_000_000_000, max: 9_000_000_000_000_000 }),
  fc.integer({ min: 200_000_000, max: 4_000_000_000 }).map((seconds) => seconds * 1_000_000),
);

const accounts = fc.record({
  username: names,
  nickname: texts,
  signature: texts,
  city: texts,
  sex: fc.nat({ max: 2 }),
  state: fc.constantFrom('active', 'suspended', 'deleted'),
});
const follows = fc.record({
  follower: names,
  target: names,
  followedAt: fc.option(micros),
  roleType: fc.constantFrom(1, 3),
  device: fc.option(names),
  search: fc.option(fc.record({ searchId: names, docId: names, query: texts })),
});
const rows = fc.array(fc.oneof(accounts, follows), { minLength: 1, maxLength: 8 });

type Of<A> = A extends fc.Arbitrary<infer T> ? T : never;
type Meant = Of<typeof accounts> | Of<typeof follows>;

function toRow(meant: Meant): ImportRow {
  if ('username' in meant) {
    const { username, state, ...profile } = meant;
    const account = { username, profile: { ...emptyProfile, ...profile } };
    return {
      kind: 'account',
      account,
      state: state === 'active' || state === 'deleted' ? state : 'suspended',
    };
  }
  const { search: attribution, roleType, ...follow } = meant;
  return { kind: 'follow', ...follow, roleType: roleType === 1 ? 1 : 3, attribution };
}

/** What is written down of a row: what is empty has no member. */
function membersOf(meant: Meant): [string, string | number][] {
  const { search, ...members } = { search: null, ...meant };
  return Object.entries({ ...members, ...search }).filter(
    (entry): entry is [string, string | number] => entry[1] !== null && entry[1] !== '',
  );
}

const dates = [
  (at: number) => String(at),
  (at: number) => {
    const seconds = new Date(Math.floor(at / 1000)).toISOString().slice(0, 19);
    return `${seconds}.${String(at % 1_000_000).padStart(6, '0')}Z`;
  },
  (at: number) => {
    const local = new Date(Math.floor(at / 1000) + 8 * 3_600_000).toISOString().slice(0, 19);
    return `${local.replace('T', ' ')}.${String(at % 1_000_000).padStart(6, '0')}+08:00`;
  },
  (at: number) => (at % 1000 === 0 && at < 4.1e15 ? String(at / 1000) : String(at)),
  (at: number) => (at % 1_000_000 === 0 && at < 4.1e15 ? String(at / 1_000_000) : String(at)),
];

/** Choices that a seed makes, so that a failure can be shrunk. */
function chooser(seed: number) {
  let state = seed >>> 0;
  return <T>(list: readonly T[]): T => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const found = list[(state >>> 8) % list.length];
    if (found === undefined) throw new Error('nothing to choose from');
    return found;
  };
}

function bytesOf(text: string, encoding: string): Uint8Array | undefined {
  if (encoding === 'utf-8') return Buffer.from(text);
  if (encoding === 'utf-8 with its mark') return Buffer.from(`\uFEFF${text}`);
  if (encoding === 'utf-16le') return utf16(text, 'le');
  if (encoding === 'utf-16be') return utf16(text, 'be');
  return hasAll(text, encoding) ? encoded(text, encoding) : undefined;
}

const given = (encoding: string) =>
  (['gbk', 'big5', 'shift_jis', 'euc-kr'] as const)
    .filter((name) => name === encoding)
    .map((name) => ({ encoding: name }))[0];

/** Failures print the seed and the smallest file that fails. */
const runs = { numRuns: 400, ...(process.env.FC_SEED && { seed: Number(process.env.FC_SEED) }) };

test('a table in any mixture of encodings, marks, line ends, quoting and columns is the rows meant', () =>
  fc.assert(
    fc.asyncProperty(rows, forms, tableForms, async (meant, form, table) => {
      const choose = chooser(form.seed);
      const { delimiter } = table;
      const header = [...new Set(meant.flatMap((row) => membersOf(row).map(([name]) => name)))];
      for (const needed of ['username', 'follower', 'target']) {
        if (!header.includes(needed) && needed !== 'username') header.push(needed);
      }
      header.sort(() => choose([-1, 1]));
      const pad = (cell: string) => `${table.padding}${cell}${choose(['', table.padding])}`;
      const write = (cell: string) => {
        const isNeeded =
          /[\r\n"]/.test(cell) ||
          cell.includes(delimiter) ||
          (table.padding !== '' && cell !== cell.trim());
        const isQuoted =
          isNeeded || table.quotes === 'all' || (table.quotes === 'some' && choose([true, false]));
        return pad(isQuoted ? `"${cell.replaceAll('"', '""')}"` : cell);
      };
      const cellsOf = (row: Meant) => {
        const members = new Map(membersOf(row));
        return header.map((name) => {
          const value = members.get(name);
          if (value === undefined) return '';
          if (name === 'followedAt') return choose(dates)(Number(value));
          return typeof value === 'number'
            ? choose([String(value), `${value}.0`])
            : guardCell(value);
        });
      };
      const heads = header.map((name) => {
        if (table.letters === 'as they are') return name;
        return table.letters === 'small' ? name.toLowerCase() : name.toUpperCase();
      });
      const stray = Array.from({ length: table.strayColumns }, () => '');
      const lines = [heads, ...meant.map(cellsOf)].map((cells) =>
        [...cells, ...stray].map(write).join(delimiter),
      );
      for (let count = 0; count < table.blankRows; count += 1) {
        lines.push(choose(['', ' ', delimiter.repeat(header.length - 1)]));
      }
      if (table.named !== '')
        lines.unshift(table.named === 'sep=' ? `sep=${delimiter}` : table.named);
      const text = lines
        .map((line, index) => {
          return index === lines.length - 1 && !form.hasLastEnd ? line : line + choose(form.ends);
        })
        .join('');
      const bytes = bytesOf(text, form.encoding);
      fc.pre(bytes !== undefined);
      const read = await linesOf(bytes, { format: 'csv', ...given(form.encoding) }, form.pieces);
      expect(read.map(({ row }) => row)).toEqual(meant.map(toRow));
    }),
    runs,
  ));

test('lines of JSON in any mixture of encodings, marks, line ends and escapes are the rows meant', () =>
  fc.assert(
    fc.asyncProperty(rows, forms, async (meant, form) => {
      const choose = chooser(form.seed);
      const inCode = (text: string) =>
        text.replace(/[^\x20-\x7e]/gu, (char) =>
          choose([true, false])
            ? [...Array(char.length).keys()]
                .map((at) => `\\u${char.charCodeAt(at).toString(16).padStart(4, '0')}`)
                .join('')
            : char,
        );
      const lines = meant.map((row) => {
        const members = membersOf(row).sort(() => choose([-1, 1]));
        const parts = members.map(([name, value]) => {
          if (name !== 'followedAt')
            return `"${name}":${choose(['', ' '])}${inCode(JSON.stringify(value))}`;
          const date = choose(dates)(Number(value));
          return `"${name}":${/^\d+$/.test(date) ? choose([date, `"${date}"`, `${date}.0`]) : `"${date}"`}`;
        });
        return `${choose(['', ' '])}{${parts.join(choose([',', ', ']))}}${choose(['', ' ', '\t'])}`;
      });
      const text = lines
        .map((line, index) => {
          const end = index === lines.length - 1 && !form.hasLastEnd ? '' : choose(form.ends);
          return `${line}${end}${end === '' ? '' : choose(['', '', end, ` ${end}`])}`;
        })
        .join('');
      const bytes = bytesOf(text, form.encoding);
      fc.pre(bytes !== undefined);
      const read = await linesOf(bytes, { format: 'ndjson', ...given(form.encoding) }, form.pieces);
      expect(read.map(({ row }) => row)).toEqual(meant.map(toRow));
    }),
    runs,
  ));
