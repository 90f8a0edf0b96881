import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engines, startInstanceOn } from '../../support/engines.js';
import { encoded, utf16 } from '../../support/import-file.js';
import { type Instance, startInstance } from '../../support/instance.js';
import { callV1 } from '../../support/v1-call.js';

const adminToken = 'test-admin-token-0123456789';
const headers = { authorization: `Bearer ${adminToken}` };
const csv = 'text/csv';
const ndjson = 'application/x-ndjson';

type Body = string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;

interface Sent {
  readonly type?: string;
  readonly query?: string;
  readonly accept?: string;
}

async function send(
  { address }: Instance,
  body: Body,
  { type = ndjson, query = '', accept = 'application/json' }: Sent = {},
) {
  const response = await fetch(`${address}/v1/import${query}`, {
    method: 'POST',
    headers: { ...headers, accept, 'content-type': type },
    body,
    ...(body instanceof ReadableStream && { duplex: 'half' as const }),
  });
  return { status: response.status, text: await response.text() };
}

async function imported(instance: Instance, body: Body, sent?: Sent) {
  const { status, text } = await send(instance, body, sent);
  return { status, reply: Object(JSON.parse(text)) };
}

async function exported({ address }: Instance, query = ''): Promise<string> {
  const response = await fetch(`${address}/v1/export${query}`, { headers });
  return response.text();
}

const nicknameOf = async ({ app }: Instance, username: string) =>
  (await app.store.findAccount(username))?.profile.nickname;

const account = (name: string, nickname: string) => JSON.stringify({ username: name, nickname });

describe('a file', () => {
  let instance: Instance;
  beforeAll(async () => {
    instance = await startInstance({ adminToken });
  });
  afterAll(() => instance.stop());

  test('in CR LF, as every spreadsheet ends rows, has no CR in its names', async () => {
    const body = 'username,nickname\r\ncrlf1@f,小店一\r\ncrlf2@f,小店二\r\n';
    const { reply } = await imported(instance, body, { type: csv });
    expect(reply).toMatchObject({ changed: 2, failed: 0 });
    expect(await nicknameOf(instance, 'crlf1@f')).toBe('小店一');
    expect(await nicknameOf(instance, 'crlf2@f')).toBe('小店二');
  });

  test.each([
    ['csv', csv, 'username,nickname\ngbk-csv@f,国货小店\n', '国货小店'],
    ['ndjson', ndjson, account('gbk-ndjson@f', '国货大店'), '国货大店'],
  ])(
    'in GBK is refused with the encoding named, and taken once it is said (%s)',
    async (format, type, text, nickname) => {
      const username = `gbk-${format}@f`;
      const body = encoded(text, 'gbk');
      const { status, reply } = await imported(instance, Buffer.from(body), { type });
      expect([status, reply.code]).toEqual([400, `${format}_invalid`]);
      expect(reply.detail).toContain('is not UTF-8. It reads as gbk "');
      expect(await nicknameOf(instance, username)).toBeUndefined();
      const said = await imported(instance, Buffer.from(body), {
        type,
        query: '?encoding=GBK&dryRun=true',
      });
      expect(said.reply).toMatchObject({ changed: 1, failed: 0 });
      await imported(instance, Buffer.from(body), { type, query: '?encoding=gb18030' });
      expect(await nicknameOf(instance, username)).toBe(nickname);
    },
  );

  test('that PowerShell writes, UTF-16 with its mark, is the rows meant', async () => {
    const body = utf16(`${account('ps1@f', '一号店')}\r\n${account('ps2@f', '二号店')}\r\n`, 'le');
    expect((await imported(instance, Buffer.from(body))).reply).toMatchObject({
      changed: 2,
      failed: 0,
    });
    expect(await nicknameOf(instance, 'ps1@f')).toBe('一号店');
  });

  test('whose options are not known is refused by the option', async () => {
    for (const [query, field] of [
      ['?encoding=klingon', 'encoding'],
      ['?columns=a', 'columns'],
      ['?columns=a=nowhere', 'columns'],
      ['?skip=-1', 'skip'],
      ['?skip=2', 'skip'],
      ['?skip=99999999999999999999', 'skip'],
    ]) {
      const { status, reply } = await imported(instance, account('x@f', 'xx'), {
        query: query ?? '',
      });
      expect([status, reply.code]).toEqual([400, 'parameter_invalid']);
      expect(reply.detail).toContain(field);
    }
  });

  test.each([
    ['POST', '/v1/import?dryrun=true', 'dryrun', 'dryRun'],
    ['POST', '/v1/import?dry_run=true', 'dry_run', 'dryRun'],
    ['POST', '/v1/import?Encoding=gbk', 'Encoding', 'encoding'],
    ['GET', '/v1/export?asof=2026-01-01T00:00:00Z', 'asof', 'asOf'],
    ['GET', '/v1/export?contents=follows', 'contents', 'content'],
  ])('is not taken under a parameter that is none (%s %s)', async (method, path, name, near) => {
    const response = await fetch(`${instance.address}${path}`, {
      method,
      headers: { ...headers, ...(method === 'POST' && { 'content-type': ndjson }) },
      ...(method === 'POST' && { body: account('slip@f', '笔误') }),
    });
    const reply = Object(await response.json());
    expect([response.status, reply.code, reply.field]).toEqual([400, 'parameter_invalid', name]);
    expect(reply.detail).toContain(`is no parameter of this call (is it ${near}?)`);
    expect(await nicknameOf(instance, 'slip@f')).toBeUndefined();
  });

  test('says by its media type what it is, its charset too, and another is told which are read', async () => {
    const table = encoded('username,nickname\ncharset@f,国货老店\n', 'gbk');
    const body = Buffer.from(table);
    const dry = '?dryRun=true';
    for (const [type, query] of [
      ['text/csv; charset=gbk', dry],
      ['text/csv;charset="GB2312"', dry],
      ['text/csv; charset=utf-8', `${dry}&encoding=gbk`],
    ] as const) {
      expect((await imported(instance, body, { type, query })).reply).toMatchObject({ changed: 1 });
    }
    const odd = await imported(instance, body, { type: 'text/csv; charset=klingon', query: dry });
    expect([odd.status, odd.reply.field]).toEqual([400, 'charset']);
    const tabs = 'username\tnickname\ntabs@f\t制表小店\n';
    const tabbed = await imported(instance, tabs, {
      type: 'text/tab-separated-values',
      query: dry,
    });
    expect(tabbed.reply).toMatchObject({ changed: 1 });
    for (const type of ['application/jsonl', 'application/ndjson', 'application/jsonlines']) {
      const { reply } = await imported(instance, account('jsonl@f', '一行一个'), {
        type,
        query: dry,
      });
      expect(reply).toMatchObject({ changed: 1 });
    }
    for (const type of ['application/json', 'text/plain', 'application/xml']) {
      const { status, reply } = await imported(instance, account('x@f', 'xx'), { type });
      expect([status, reply.code]).toEqual([415, 'media_type_unsupported']);
      expect(reply.detail).toContain(
        'application/x-ndjson or text/csv where it is an import, in UTF-8 or in what encoding=… names',
      );
    }
  });

  test('is answered in lines where they are asked for, in letters of any case, and not refused', async () => {
    const query = '?dryRun=true';
    const body = account('accept@f', '应答小店');
    const kindOf = async (accept: string) =>
      (await send(instance, body, { query, accept })).text.includes('"kind":"end"');
    expect(await kindOf('Application/X-NDJSON')).toBe(true);
    expect(await kindOf('application/json, application/x-ndjson;q=0.5')).toBe(true);
    expect(await kindOf('application/json, application/x-ndjson;q=0')).toBe(false);
    expect(await kindOf('text/plain;x=application/x-ndjson')).toBe(false);
  });

  test('with dates in seconds or milliseconds begins follows when they began', async () => {
    const target = await startInstance({ adminToken, demo: false });
    try {
      const rows = [
        account('s1@f', '一号'),
        account('s2@f', '二号'),
        account('s3@f', '三号'),
        JSON.stringify({ follower: 's1@f', target: 's2@f', followedAt: 1_700_000_000 }),
        JSON.stringify({ follower: 's2@f', target: 's3@f', followedAt: 1_700_000_000_123 }),
        JSON.stringify({ follower: 's3@f', target: 's1@f', followedAt: 1_700_000 }),
      ];
      const { reply } = await imported(target, rows.join('\n'));
      expect(reply).toMatchObject({ changed: 5, failed: 1 });
      expect(reply.rows[5].error).toMatchObject({
        code: 'value_unclear',
        detail: expect.stringContaining('in no unit'),
      });
      const { store } = target.app;
      expect(await store.followedAt('s1@f', 's2@f')).toBe(1_700_000_000_000_000);
      expect(await store.followedAt('s2@f', 's3@f')).toBe(1_700_000_000_123_000);
    } finally {
      await target.stop();
    }
  });

  test('of many faults tells of each row what is wrong with it', async () => {
    const rows = [
      '{"username":"w1@f","nickName":"小店"}',
      '{"username":',
      JSON.stringify({ follower: 'nobody@f', target: 'crlf1@f' }),
    ];
    const { reply } = await imported(instance, rows.join('\r\n'));
    expect(reply.rows).toEqual([
      {
        line: 1,
        error: {
          code: 'parameter_unknown',
          detail:
            'nickName is no member of an account (is it nickname?): rename it, map it with columns=nickName=… (--columns), or leave such members out with ignoreUnknown=true (--ignore-unknown).',
        },
      },
      {
        line: 2,
        error: {
          code: 'json_invalid',
          detail: expect.stringMatching(
            /it cannot be read \(Object value expected .* one object a line/,
          ),
        },
      },
      { line: 3, error: { code: 'account_unknown', detail: 'There is no account nobody@f.' } },
    ]);
    const mapped = await imported(instance, rows[0] ?? '', { query: '?columns=nickName=nickname' });
    expect(mapped.reply).toMatchObject({ changed: 1 });
    expect(await nicknameOf(instance, 'w1@f')).toBe('小店');
  });
});

describe('an export', () => {
  let source: Instance;
  let target: Instance;
  beforeAll(async () => {
    source = await startInstance({ adminToken });
    target = await startInstance({ adminToken, demo: false });
  });
  afterAll(async () => {
    await source.stop();
    await target.stop();
  });

  test('that was cut at a line end is refused, the dry run says so first, and nothing is written', async () => {
    const lines = (await exported(source)).trim().split('\n');
    const cut = `${lines.slice(0, -20).join('\n')}\n`;
    const withEnd = `${[...lines.slice(0, -20), lines.at(-1)].join('\n')}\n`;
    const edited = lines.join('\n').replace('关注小站', '关注大站');
    for (const [body, reason] of [
      [cut, 'without the line of kind "end" that an export ends with: the file was cut'],
      [withEnd, 'the file was cut or edited'],
      [edited, 'are not those that were exported: their SHA-256 is'],
    ] as const) {
      for (const query of ['?dryRun=true', '']) {
        const { status, reply } = await imported(target, body, { query });
        expect([status, reply.code]).toEqual([400, 'import_incomplete']);
        expect(reply.detail).toContain(reason);
        expect(reply.detail).toContain('partial=true');
      }
    }
    expect(await target.app.store.isEmpty()).toBe(true);
    const part = await imported(target, cut, { query: '?partial=true&dryRun=true' });
    expect(part.reply).toMatchObject({ changed: lines.length - 20, failed: 0 });
  });

  test('comes in with a mark, with CR LF and in UTF-16, and its digest agrees', async () => {
    const text = await exported(source);
    const bodies = [`\uFEFF${text}`, text.replaceAll('\n', '\r\n'), Buffer.from(utf16(text, 'be'))];
    for (const body of bodies) {
      const { status, reply } = await imported(target, body, { query: '?dryRun=true' });
      expect([status, reply.failed]).toEqual([200, 0]);
    }
    await imported(target, `\uFEFF${text}`);
    const digest = /"sha256":"\w+"/;
    expect(digest.exec(await exported(target))?.[0]).toBe(digest.exec(text)?.[0]);
  });

  test('as a table has its dates as texts that no spreadsheet rounds', async () => {
    const table = await exported(source, '?format=csv&content=follows');
    const [header, first] = table.split('\n');
    expect(header?.split(',')[2]).toBe('followedAt');
    expect(first?.split(',')[2]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    // As Excel saves it again: semicolons, CR LF, no quotes where none are needed.
    const again = table.replaceAll(',', ';').replaceAll('\n', '\r\n');
    const { reply } = await imported(target, again, { type: csv });
    expect(reply).toMatchObject({ changed: 0, failed: 0 });
  });
});

describe.each(engines)('profiles on %s', (engine) => {
  let instance: Instance;
  beforeAll(async () => {
    instance = await startInstanceOn(engine, { adminToken });
  });
  afterAll(() => instance.stop());

  test('are held to the rules of POST /v1/accounts, in a dry run too', async () => {
    const taken = await callV1(instance.address, 'POST', '/accounts', {
      token: adminToken,
      body: { username: 'rule0@f', nickname: 'The Shop' },
    });
    expect(taken.status).toBe(201);
    const profiles = [
      ['rule1@f', { nickname: '小店一号' }, undefined],
      ['rule2@f', { nickname: '小店一号' }, 'name_taken'],
      ['rule3@f', { nickname: 'the  shop' }, 'name_taken'],
      ['rule4@f', { nickname: '' }, 'parameter_invalid'],
      ['rule5@f', { nickname: 'a\u0007b' }, 'parameter_invalid'],
      ['rule6@f', { nickname: '长'.repeat(4000) }, 'parameter_invalid'],
      ['rule7@f', { nickname: 'rule seven', headUrl: 'javascript:1' }, 'parameter_invalid'],
      ['rule8@f', { nickname: '', state: 'deleted' }, undefined],
      // What exists stays as it is, whatever a row says of it.
      ['rule0@f', { nickname: '' }, undefined],
      ['rule1@f', { nickname: 'other' }, undefined],
    ] as const;
    const body = profiles
      .map(([username, profile]) => JSON.stringify({ username, ...profile }))
      .join('\n');
    const expected = profiles.map(([, , code]) => code);
    for (const query of ['?dryRun=true', '']) {
      const { reply } = await imported(instance, body, { query });
      expect(reply.rows.map(({ error }: { error?: { code: string } }) => error?.code)).toEqual(
        expected,
      );
      expect(reply).toMatchObject({ changed: 2, unchanged: 2, failed: 6 });
    }
    expect(await nicknameOf(instance, 'rule1@f')).toBe('小店一号');
    // Accounts of an old export are taken as they are where that is asked for.
    const old = await imported(instance, body, { query: '?asExported=true' });
    expect(old.reply).toMatchObject({ changed: 6, unchanged: 4, failed: 0 });
    expect(await nicknameOf(instance, 'rule4@f')).toBe('');
  });
});

describe('a stream', () => {
  let instance: Instance;
  beforeAll(async () => {
    instance = await startInstance({ adminToken, demo: false });
  });
  afterAll(() => instance.stop());

  const rows = 12_000;
  const name = (index: number) => `many${index}@f`;
  function* lines() {
    for (let index = 0; index < rows; index += 1) {
      yield `${index === 7000 ? '{"username":7}' : account(name(index), `shop ${index}`)}\n`;
    }
    for (let index = 0; index < 5; index += 1) {
      yield `${JSON.stringify({ follower: name(index), target: name(rows - 1 - index) })}\n`;
    }
  }
  const streamed = () => {
    const left = lines();
    const encoder = new TextEncoder();
    return new ReadableStream<Uint8Array>({
      pull(controller) {
        const { value, done } = left.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
    });
  };

  test('of more rows than one commit takes is taken to its end, and its failures are told', async () => {
    const text = [...lines()].join('');
    const expected = { changed: rows + 4, unchanged: 0, failed: 1 };
    const failure = {
      line: 7001,
      error: { code: 'parameter_invalid', detail: expect.any(String) },
    };
    for (const dryRun of [true, false]) {
      const { status, reply } = await imported(instance, text, { query: `?dryRun=${dryRun}` });
      expect(status).toBe(200);
      expect(reply).toEqual({ ...expected, dryRun, rows: [failure] });
      expect(await instance.app.store.isEmpty()).toBe(dryRun);
    }
  });

  test('is told of as it goes on, row by row, with what was committed', async () => {
    const { status, text } = await send(instance, streamed(), { accept: ndjson });
    expect(status).toBe(200);
    const events = text
      .trim()
      .split('\n')
      .map((line) => Object(JSON.parse(line)));
    const kinds = (kind: string) => events.filter((event) => event.kind === kind);
    expect(kinds('row')).toHaveLength(rows + 5);
    expect(kinds('progress').map((event) => event.rows)).toEqual([5000, 10_000, rows + 5]);
    expect(events.at(-1)).toEqual({
      kind: 'end',
      rows: rows + 5,
      changed: 0,
      unchanged: rows + 4,
      failed: 1,
      dryRun: false,
    });
  });

  test('goes on after the rows that an import which broke off told of', async () => {
    const { reply } = await imported(instance, streamed(), { query: `?skip=${rows}` });
    expect(reply).toMatchObject({ changed: 0, unchanged: 5, failed: 0 });
    expect(reply.rows.map(({ line }: { line: number }) => line)).toEqual(
      [1, 2, 3, 4, 5].map((at) => rows + at),
    );
  });

  test('that ends in a fault says what was taken in before it', async () => {
    const table = ['username,nickname'];
    for (let index = 0; index < 6000; index += 1) table.push(`fault${index}@f,fault ${index}`);
    table.push('one,two,three');
    const body = table.join('\n');
    const { status, reply } = await imported(instance, body, { type: csv });
    expect([status, reply.code]).toEqual([400, 'csv_invalid']);
    expect(reply.detail).toBe(
      'The table cannot be read: line 6002 has 3 cells where the header has 2: a cell that holds a "," must stand in quotes; the first 5000 rows were taken in (5000 added, 0 as they were, 0 failed), and sending them again changes nothing.',
    );
    expect(await nicknameOf(instance, 'fault4999@f')).toBe('fault 4999');
    expect(await nicknameOf(instance, 'fault5000@f')).toBeUndefined();
    const told = await send(instance, body, { type: csv, accept: ndjson });
    expect(told.status).toBe(200);
    expect(JSON.parse(told.text.trim().split('\n').at(-1) ?? '')).toMatchObject({
      kind: 'problem',
      code: 'csv_invalid',
      status: 400,
    });
  });
});
