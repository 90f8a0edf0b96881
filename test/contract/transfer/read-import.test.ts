import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { ImportFile } from '#guanzhu/contract/transfer/read-import.js';
import { encoded, linesOf, utf16 } from '../../support/import-file.js';

const at = 1_706_086_669_123_456;

/** What was read of a file's accounts and follows, shortly; a refusal by its code and its values. */
async function read(content: string | Uint8Array, file: ImportFile = { format: 'csv' }) {
  const lines = await linesOf(Buffer.from(content), file);
  return lines.map(({ line, row }) => {
    if ('refusal' in row)
      return [line, row.refusal.code, Object.values(row.refusal.params).join(' ')];
    if (row.kind === 'account') return [line, row.account.username, row.account.profile.nickname];
    return [line, row.follower, row.target, row.followedAt];
  });
}

/** Why a file is refused as a whole. */
async function refusal(content: string | Uint8Array, file: ImportFile = { format: 'csv' }) {
  try {
    await read(content, file);
  } catch (error) {
    const { code, params } = Object(error);
    return `${code}: ${params?.reason}`;
  }
  return 'none';
}

const twoShops = [
  [2, 'a1@f', '小店一'],
  [3, 'a2@f', '小店二'],
];

test('a table of blank lines without end is refused, and some are read over', async () => {
  const rows = 'username,nickname\na1@f,小店一\n';
  expect(await refusal(rows + '\n'.repeat(100_000))).toMatch(
    /^csv_invalid: line \d+ ends 10001 blank/,
  );
  const some = `${rows}${'\n'.repeat(9_000)}a2@f,小店二\n`;
  expect(await read(some, { format: 'csv' })).toEqual([
    [2, 'a1@f', '小店一'],
    [9003, 'a2@f', '小店二'],
  ]);
});

describe('a table as it is written by', () => {
  const rows = 'username,nickname\r\na1@f,小店一\r\na2@f,小店二\r\n';
  const tabs = rows.replaceAll(',', '\t');

  test.each<[string, string | Uint8Array, Partial<ImportFile>?]>([
    ['Excel, as CSV UTF-8', `\uFEFF${rows}`],
    ['Excel, as Unicode text', utf16(tabs, 'le')],
    ['Excel where a comma divides fractions', `\uFEFF${rows.replaceAll(',', ';')}`],
    ['Excel, as CSV in China', encoded(rows, 'gbk'), { encoding: 'gbk' }],
    ['WPS, as CSV in China', encoded(rows, 'gbk'), { encoding: 'gb18030' }],
    ['Excel, as CSV in Taiwan', encoded(rows, 'big5'), { encoding: 'big5' }],
    ['Numbers and pandas', rows.replaceAll('\r\n', '\n')],
    ['an old Macintosh', rows.replaceAll('\r\n', '\r')],
    ['somebody without a last line end', rows.trimEnd()],
    ['Export-Csv of PowerShell 7', rows.replaceAll(/[^,\r\n]+/g, '"$&"')],
    ['UTF-16 the other way round', utf16(rows, 'be')],
    ['UTF-16 without a mark', utf16(rows, 'le').subarray(2)],
    ['a header in LF and rows in CR LF', rows.replace('\r\n', '\n')],
    ['a header in CR LF and rows in LF', rows.replaceAll('\r\n', '\n').replace('\n', '\r\n')],
    ['a person who pads', rows.replaceAll(',', ', ').replaceAll('\r\n', ' \r\n')],
    ['a person who pads quotes', 'username , "nickname"\na1@f , "小店一"\na2@f , "小店二"\n'],
    ['a person who begins names with capitals', rows.replace('username,n', 'Username,N')],
    ['somebody whose rows and columns go on empty', `${rows.replaceAll('\r\n', ',,\r\n')},,,\r\n`],
    ['Excel, which leaves cells out at the end', rows.replace('nickname', 'nickname,city')],
  ])('%s', async (_, content, file = {}) => {
    expect(await read(content, { format: 'csv', ...file })).toEqual(twoShops);
  });

  test.each([
    [
      'Export-Csv of PowerShell 5',
      '#TYPE Selected.System.String\r\n"username","nickname"\r\n"a1@f","小店一"\r\n',
    ],
    ['Excel, which names the separator', 'sep=;\r\nusername;nickname\r\na1@f;小店一\r\n'],
    ['hand after an empty line', '\r\nusername,nickname\r\na1@f,小店一\r\n'],
  ])('%s, lines counted from the first', async (_, content) => {
    expect(await read(content)).toEqual([[3, 'a1@f', '小店一']]);
  });

  test('a script, cells with line ends, quotes and delimiters of every kind, and lines counted over them', async () => {
    const content =
      'username,nickname,signature\r\na1@f,"小""店"",一","两\r\n行"\r\na2@f,小店二,\r\n';
    expect(await read(content)).toEqual([
      [2, 'a1@f', '小"店",一'],
      [4, 'a2@f', '小店二'],
    ]);
  });

  test('joining two files, whose second header and mark are no account', async () => {
    const more = rows.replaceAll('a1', 'a3').replaceAll('a2', 'a4');
    expect(await read(`${rows}\uFEFF${more}`)).toHaveLength(4);
  });
});

describe('what is no UTF-8', () => {
  const names = 'username,nickname\na1@f,plain\na2@f,小店一\n';

  test.each([
    ['gbk', encoded(names, 'gbk'), 'as gbk "a2@f,小店一", as big5 "a2@f,苤虛珨", as euc-kr'],
    [
      'big5',
      encoded(names.replace('小店一', '台灣小吃店'), 'big5'),
      'as big5 "a2@f,台灣小吃店", as',
    ],
    [
      'shift_jis',
      encoded(names.replace('小店一', 'カタカナのなまえ'), 'shift_jis'),
      'as shift_jis "a2@f,カタカナのなまえ", as gbk',
    ],
    [
      'shift_jis',
      encoded(names.replace('小店一', '東京本店'), 'shift_jis'),
      'as shift_jis "a2@f,東京本店"',
    ],
    ['euc-kr', encoded(names.replace('小店一', '서울가게'), 'euc-kr'), 'as euc-kr "a2@f,서울가게"'],
    ['windows-1252', Buffer.from(names.replace('小店一', 'über'), 'latin1'), 'as windows-1252 "'],
  ])(
    'is refused with its line and each encoding that it may be, %s, never guessed at',
    async (name, bytes, reading) => {
      const reason = await refusal(bytes);
      expect(reason).toContain('csv_invalid: line 3 is not UTF-8. It reads as ');
      expect(reason).toContain(reading);
      expect(reason).toContain('name the one that is right with encoding=…');
      expect(reason).not.toContain('as it seems');
      if (name !== 'gbk') return;
      const json =
        '{"username":"a1@f","nickname":"plain"}\n\n{"username":"a2@f","nickname":"小店一"}\n';
      expect(await refusal(encoded(json, 'gbk'), { format: 'ndjson' })).toContain(
        'ndjson_invalid: line 3 is not UTF-8. It reads as gbk "',
      );
    },
  );

  test('is refused with its one likely encoding where no other reads it', async () => {
    const bytes = Buffer.from(names.replace('小店一', 'café'), 'latin1');
    expect(await refusal(bytes)).toBe(
      'csv_invalid: line 3 is not UTF-8 but WINDOWS-1252, as it seems: name that with encoding=windows-1252 (--encoding windows-1252), or save the file as UTF-8',
    );
  });

  test.each(['\n', '\r', '\r\n'])(
    'is refused with its line whatever ends lines (%j)',
    async (end) => {
      const lines = ['username,nickname', 'a1@f,好一', 'a2@f,\ue000', 'a3@f,dd'];
      const bad = Buffer.concat([
        Buffer.from(lines.join(end) + end),
        Buffer.from([0x61, 0x2c, 0xff, 0xfe, 0x0d]),
      ]);
      expect(await refusal(bad)).toContain('line 5 is not UTF-8');
      const mixed = Buffer.concat([Buffer.from(`username,nickname\ra,bb\n\r\n`), bad]);
      expect(await refusal(mixed)).toContain('line 8 is not UTF-8');
      const wide = Buffer.concat([
        utf16(lines.join(end) + end, 'le'),
        Buffer.from([0x00, 0xd8, 0x61, 0, 0x0a, 0]),
      ]);
      expect(await refusal(wide)).toContain('line 5 is not UTF-16LE');
    },
  );

  test.each<[string, 'gbk' | 'windows-1252' | 'big5' | 'shift_jis']>([
    ['小吃店', 'gbk'],
    ['éàü', 'windows-1252'],
    ['涓枃', 'gbk'],
  ])(
    'is not claimed of UTF-8, whose bytes another encoding may have too (%s, %s)',
    async (name, encoding) => {
      const bytes = Buffer.from(`username,nickname\na1@f,${name}\n`);
      const expected = /is (?:UTF-8, not|not) [A-Z0-9-]+: leave the encoding out/;
      expect(await refusal(bytes, { format: 'csv', encoding })).toMatch(expected);
    },
  );

  test('is still read in GBK where a few characters look like UTF-8 by chance', async () => {
    const bytes = encoded('username,nickname\na1@f,通路\n', 'gbk');
    expect(Buffer.from(bytes).toString('utf8')).not.toContain('\ufffd');
    expect(await read(bytes, { format: 'csv', encoding: 'gbk' })).toEqual([[2, 'a1@f', '通路']]);
  });

  test('nor what was named is refused too, and so is half a character', async () => {
    expect(await refusal(Buffer.from(names), { format: 'csv', encoding: 'shift_jis' })).toContain(
      'line 3 is not SHIFT_JIS',
    );
    expect(
      await refusal(Buffer.from(`\uFEFF${names}`), { format: 'csv', encoding: 'gbk' }),
    ).toContain('the file is UTF-8, not GBK');
    const cut = Buffer.from(names).subarray(0, -2);
    expect(await refusal(cut)).toContain('line 3 ends inside a character: the file was cut');
  });

  test.each([
    [[0x50, 0x4b, 3, 4, 20], 'a workbook (.xlsx, .ods)'],
    [[0xd0, 0xcf, 0x11, 0xe0], 'a workbook (.xls)'],
    [[0x1f, 0x8b, 8, 0], 'compressed by gzip'],
    [[0xff, 0xfe, 0, 0, 0x75, 0, 0, 0], 'UTF-32'],
    [[...Buffer.from('SQLite format 3\0')], 'an SQLite database'],
  ])('%j is named for what it is', async (bytes, name) => {
    expect(await refusal(Uint8Array.from(bytes))).toContain(name);
  });
});

describe('a header', () => {
  test.each([
    ['username,nick_name\na,b\n', 'line 1: the column "nick_name" is not known (is it nickname?)'],
    ['follower,target,followed_at\na,b,1\n', '"followed_at" is not known (is it followedAt?)'],
    [
      'a1@f,小店一\na2@f,小店二\n',
      'line 1: it reads "a1@f", "小店一", where a header is expected: username,nickname',
    ],
    [
      'Account address,Show boosts,Notify on new posts,Languages\nme@m.social,true,false,\n',
      'it reads "Account address", "Show boosts", "Notify on new posts", "Languages", where a header is expected',
    ],
    ['follower,followedAt\na,1\n', 'where a header is expected'],
    [`username,${'n'.repeat(900)}\na,b\n`, `map it with columns=${'n'.repeat(64)}=…`],
    ['username,nickname,Username\na,b,c\n', 'the column username stands there twice'],
    ['{"username":"a"}\n', 'the file is no table: send JSON a line at a time as NDJSON'],
    ['', 'the file is empty'],
    ['\uFEFF\r\n', 'the file is empty'],
  ])('%j is named as the fault', async (content, reason) => {
    expect(await refusal(content)).toContain(reason);
  });

  test('by other names is mapped, and what it has beside may be left out', async () => {
    const columns = new Map([
      ['Account address', 'target'],
      ['Me', 'follower'],
    ]);
    const content = 'Account address,Show boosts,Me\nb@f,true,a@f\n';
    const file = { format: 'csv', columns } as const;
    expect(await refusal(content, file)).toContain('"Show boosts" is not known');
    const left = { ...file, ignoreUnknown: true };
    expect(await read(content, left)).toEqual([[2, 'a@f', 'b@f', null]]);
    const line = '{"Account address":"b@f","Me":"a@f"}';
    expect(await read(line, { ...file, format: 'ndjson' })).toEqual([[1, 'a@f', 'b@f', null]]);
  });
});

describe('a row that is not what was meant', () => {
  test.each([
    ['username,nickname\na,b,c\n', 'line 2 has 3 cells where the header has 2'],
    ['username,nickname,\na,bb,c\n', 'line 2 has "c" in cell 3, whose column has no name'],
    [',username,nickname\n0,a,bb\n', 'pandas writes none with index=False'],
    ['username,nickname,city\na1@f,小', 'line 2 ends after 2 of 3 cells: the file was cut'],
    ['username,nickname\na,"bb\nc,dd\n', 'line 2 opens a quote that nothing closes'],
    ['username,nickname\na,bb\nc,"d"d"\n', 'line 3 has text after a closing quote'],
    ['username,nickname\na,b"b\n', 'line 2 has a quote inside a cell without quotes'],
    [
      `username,nickname\na,bb\n${','.repeat(1_200_000)}`,
      'line 3 begins a row of more than 1,048,576 characters',
    ],
    [
      `username,nickname\n${','.repeat(1_100_000)}\na,bb\n`,
      'line 2 begins a row of more than 1,048,576 characters',
    ],
    [
      `username,nickname\na,bb\n${','.repeat(300)}\n`,
      'line 3 has 301 cells where the header has 2: is "," what divides its cells?',
    ],
    [
      `username,${'n'.repeat(200_000)}\na,bb\n`,
      'it has no header within its first 65,536 characters',
    ],
    [
      'username\tnickname\na\t"bb\nc\tdd"\ne\tff\n',
      'line 2 opens a quote that takes in the rows after it',
    ],
    ['username,nickname\na,bb\nnickname,username\ncc,d\n', 'line 3 is another header'],
    ['username,nickname\na,bb\nFollower,Target\nc,d\n', 'line 3 is another header'],
    ['|username|nickname|\n|---|:--|\n|a|bb|\n', 'line 2 is a rule under a header'],
    [
      'follower,target,followedAt\na,b,1706086669123456\nc,d,1706086669123',
      'line 3 ends with a date of 13 digits, where the rows before have 16',
    ],
  ])('%j refuses the table', async (content, reason) => {
    expect(await refusal(content)).toContain(reason);
  });

  test.each([
    [
      'username,nickname\na,1.70608666912346E+15\n',
      'value_unclear',
      'was rounded by a spreadsheet',
    ],
    ['username,nickname\na,#NAME?\n', 'value_unclear', 'could not work out'],
    ['username,nickname\na,\\N\n', 'value_unclear', 'how a database dump writes NULL'],
    ['follower,target,docId\na,b,1.23456789012346E+019\n', 'value_unclear', 'was rounded'],
    ['username,nickname\na,NULL\n', 'value_unclear', 'leave the cell empty; where it is meant so'],
    ['username,nickname\na,NaN\n', 'value_unclear', 'leave the cell empty'],
    ['username,nickname\nNone,aa\n', 'value_unclear', 'leave the cell empty'],
    ['username,nickname\na,#N/A\n', 'value_unclear', 'could not work out'],
    ['follower,target,followedAt\na,b,nan\n', 'value_unclear', 'leave the cell empty'],
    ['username\tsignature\na\tb\\nc\n', 'value_unclear', 'as a database writes a line end'],
    ['follower,target\n,b@f\n', 'parameter_missing', 'follower'],
    ['follower,target,followedAt\n,,1706086669123456\n', 'parameter_missing', 'follower'],
    ['follower,target,followedAt\na,b,2024-01-24T24:00:00Z\n', 'parameter_invalid', 'RFC 3339'],
    ['username,nickname\n" vv1@f",aa\n', 'parameter_invalid', 'has U+0020'],
    ['username,nickname\nvv1@f\u00a0,aa\n', 'parameter_invalid', 'has U+00A0'],
    ['username,nickname\nvv\u200b1@f,aa\n', 'parameter_invalid', 'has U+200B'],
    ['follower,target\na@f,"b@f "\n', 'parameter_invalid', 'target must have no blanks'],
    ['follower,target,searchId,docId\na,b,,d1\n', 'parameter_missing', 'searchId'],
    ['follower,target,nickname\na,b,cc\n', 'parameter_unknown', 'nickname a follow'],
    ['follower,target,searchId\na,b,s1\n', 'parameter_missing', 'docId'],
  ])('%j refuses the row', async (content, code, reason) => {
    const [row] = await read(content);
    expect(row?.[1]).toBe(code);
    expect(row?.[2]).toContain(reason);
  });

  test('is not seen where it is one: apostrophes, emoji, the header in capitals, a last line end', async () => {
    expect(await read("username,nickname\na,'NULL\n👨\u200d👩\u200d👧@f,❤️❤️\n")).toEqual([
      [2, 'a', 'NULL'],
      [3, '👨\u200d👩\u200d👧@f', '❤️❤️'],
    ]);
    expect(await read('username\tnickname\nUSERNAME\tNickname\na\t"b\nc"\n')).toEqual([
      [3, 'a', 'b\nc'],
    ]);
    expect(await read("username\tnickname\na\t'b\\nc\n")).toEqual([[2, 'a', 'b\\nc']]);
    const dates = 'follower,target,followedAt\na,b,1706086669123456\nc,d,1706086669123\n';
    expect(await read(dates)).toHaveLength(2);
    const kept = { format: 'csv', asExported: true } as const;
    expect(await read('username,nickname\nvv\u200b1@f,aa\n', kept)).toEqual([
      [2, 'vv\u200b1@f', 'aa'],
    ]);
  });

  test('of an export is one that names its kind, and its digest stands at its end', async () => {
    const row = '{"kind":"account","username":"a@f","nickname":"aa"}';
    const stray = '{"username":"b@f","nickname":"bb"}';
    const digest = createHash('sha256').update(`${row}\n`).digest('hex');
    const end = `{"kind":"end","accounts":1,"follows":0,"sha256":"${digest}"}`;
    const file = { format: 'ndjson' } as const;
    expect(await read(`${row}\n${end}\n`, file)).toHaveLength(1);
    expect(await refusal(`${row}\n${stray}\n${end}\n`, file)).toContain(
      'import_incomplete: line 2 names no kind',
    );
    expect(await refusal(`${row}\n${end}\n${stray}\n`, file)).toContain('line 3 names no kind');
    const bare = `${row}\n{"kind":"end","accounts":1,"follows":0}\n`;
    expect(await refusal(bare, file)).toContain('line 2 has no sha256 of the rows before it');
    expect(await read(bare, { ...file, partial: true })).toHaveLength(1);
  });

  test('in lines of JSON is refused with the member named', async () => {
    const lines = [
      '{"username":"a@f","nickName":"小店"}',
      '{"username":"a@f","nickname":"小店","kind":"follow"}',
      '{"username":"a@f","nickname":12}',
      '{"follower":"a@f","target":"b@f","docId":"d1"}',
    ].join('\n');
    expect(await read(lines, { format: 'ndjson', partial: true })).toEqual([
      [1, 'parameter_unknown', 'nickName an account  (is it nickname?)'],
      [2, 'parameter_invalid', 'kind must be account 须为account is follow 为follow follow'],
      [3, 'parameter_invalid', 'nickname must be text 须为文本 is the number 12 为数字12 12'],
      [4, 'parameter_missing', 'searchId'],
    ]);
    expect(
      await read(lines.split('\n')[0] ?? '', { format: 'ndjson', ignoreUnknown: true }),
    ).toEqual([[1, 'a@f', '']]);
  });
});

describe('lines of JSON', () => {
  test.each([
    ['{"username":"a","username":"b"}', 'has the member "username" twice'],
    ['{"username":"a",}', 'cannot be read (Quoted object key expected'],
    ['{"username":"a"}{"username":"b"}', 'cannot be read (Expected end of input'],
  ])('are refused with what is wrong in them (%s)', async (line, reason) => {
    const [row] = await read(line, { format: 'ndjson' });
    expect(row?.[1]).toBe('json_invalid');
    expect(row?.[2]).toContain(reason);
  });

  test('and tables may end as DOS ends files', async () => {
    const json = '{"username":"a@f","nickname":"aa"}\r\n\x1a';
    expect(await read(json, { format: 'ndjson' })).toEqual([[1, 'a@f', 'aa']]);
    expect(await read('username,nickname\r\na@f,aa\r\n\x1a')).toEqual([[2, 'a@f', 'aa']]);
  });

  const line = (name: string, nickname: string) =>
    `{"username":"${name}","nickname":"${nickname}"}`;

  test.each<[string, string | Uint8Array]>([
    ['a mark', `\uFEFF${line('a1@f', '小店一')}\n${line('a2@f', '小店二')}\n`],
    ['CR LF, as Windows ends them', `${line('a1@f', '小店一')}\r\n${line('a2@f', '小店二')}\r\n`],
    [
      'the > of PowerShell 5',
      utf16(`${line('a1@f', '小店一')}\r\n${line('a2@f', '小店二')}\r\n`, 'le'),
    ],
  ])('with %s are the same rows', async (_, content) => {
    const rows = await read(content, { format: 'ndjson' });
    expect(rows.map(([, ...row]) => row)).toEqual(twoShops.map(([, ...row]) => row));
  });

  test('are not split at U+2028 or U+0085, which a text may hold', async () => {
    const text = '\u2028小\u2029店\u0085';
    expect(await read(line('a1@f', text), { format: 'ndjson' })).toEqual([[1, 'a1@f', text]]);
  });

  test.each([
    [
      '[{"username":"a"},\n{"username":"b"}]',
      'line 1 begins JSON that goes over many lines, or an array',
    ],
    ['{\n  "username": "a"\n}', 'line 1 begins JSON that goes over many lines'],
    [
      '\nusername,nickname\na,b\n',
      'line 2 begins with "username,nickname", not with {: send a table as CSV',
    ],
    ['', 'the file is empty'],
    [`{"username":"${'a'.repeat(1_100_000)}`, 'line 1 is longer than 1,048,576 characters'],
  ])('are told from other texts', async (content, reason) => {
    expect(await refusal(content, { format: 'ndjson' })).toContain(reason);
  });
});

describe('a date', () => {
  test.each<[string | number, number]>([
    [at, at],
    [String(at), at],
    ['2024-01-24T08:57:49.123456Z', at],
    ['2024-01-24T16:57:49.123456+08:00', at],
    ['2024-01-24 08:57:49.123456+00:00', at],
    ['2024-01-24 16:57:49.123456+08', at],
    ['2024-01-24 08:57:49.123456 UTC', at],
    ['2024-01-24 08:57:49.123456000+0000', at],
    [1_706_086_669_123, 1_706_086_669_123_000],
    [1_706_086_669, 1_706_086_669_000_000],
    ['1706086669.0', 1_706_086_669_000_000],
    ['2024-01-24T08:57:49Z', 1_706_086_669_000_000],
  ])('%j is known by its form and its size', async (given, expected) => {
    const json = JSON.stringify({ follower: 'a@f', target: 'b@f', followedAt: given });
    expect(await read(json, { format: 'ndjson' })).toEqual([[1, 'a@f', 'b@f', expected]]);
    const table = `follower,target,followedAt\na@f,b@f,${given}\n`;
    expect(await read(table)).toEqual([[2, 'a@f', 'b@f', expected]]);
  });

  test.each<[string | number, string]>([
    ['1.70608666912346E+15', 'was rounded by a spreadsheet'],
    ['1.70609E+15', 'was rounded by a spreadsheet'],
    ['1.70609E15', 'was rounded by a spreadsheet'],
    ['########', 'could not work out'],
    ['2024/1/24 8:57', 'as a spreadsheet shows it'],
    ['1/24/24 8:57', 'as a spreadsheet shows it'],
    ['2024年1月24日', 'as a spreadsheet shows it'],
    ['45315.3735', 'is no whole number'],
    ['45315', 'in no unit'],
    ['0', 'in no unit'],
    ['20240124085749', 'in no unit'],
    ['1706086669123456789', 'nanoseconds'],
    ['2024-01-24T08:57:49', 'names no time zone'],
    ['2024-01-24 08:57:49.123', 'names no time zone'],
    ['2024-01-24T08:57:49.123456789Z', 'finer than microseconds'],
    ['2024-02-30T08:57:49Z', 'no day of the calendar'],
  ])('%j is refused with what it is', async (given, reason) => {
    const [row] = await read(`follower,target,followedAt\na@f,b@f,${given}\n`);
    expect(row?.slice(0, 2)).toEqual([2, 'value_unclear']);
    expect(row?.[2]).toContain(reason);
  });

  test('of any length is read no further than a date can go', async () => {
    for (const blanks of [' ', '\u00a0']) {
      const row = `a@f,b@f,2024${blanks.repeat(100_000)}Z`;
      const [, code, reason] = (await read(`follower,target,followedAt\n${row}\n`))[0] ?? [];
      expect(code).toBe('value_unclear');
      expect(reason).toContain('has 100005 characters, where a date has at most 64');
    }
  });

  test('of an export is in microseconds, and one that is not is refused unless it is meant', async () => {
    const line = '{"kind":"follow","follower":"a@f","target":"b@f","followedAt":1706086669}';
    const file = { format: 'ndjson', partial: true } as const;
    const [row] = await read(line, file);
    expect(row?.[2]).toContain('which is what the rows of an export are in');
    expect(await read(line, { ...file, asExported: true })).toEqual([
      [1, 'a@f', 'b@f', 1_706_086_669],
    ]);
  });
});
