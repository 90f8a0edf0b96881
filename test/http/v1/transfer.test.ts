import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoCaller, demoCast, demoTarget } from '#guanzhu/demo/cast.js';
import { auditAll } from '../../support/audit.js';
import { type Instance, startInstance } from '../../support/instance.js';
import { callV1 } from '../../support/v1-call.js';

const adminToken = 'test-admin-token-0123456789';
let source: Instance;
let empty: Instance;
beforeAll(async () => {
  source = await startInstance({ adminToken });
  empty = await startInstance({ adminToken, demo: false });
});
afterAll(async () => {
  await source.stop();
  await empty.stop();
});

const headers = { authorization: `Bearer ${adminToken}` };

async function exported({ address }: Instance, query = ''): Promise<string> {
  const response = await fetch(`${address}/v1/export${query}`, { headers });
  expect(response.status).toBe(200);
  // `text()` would take the byte order mark away.
  return Buffer.from(await response.arrayBuffer()).toString('utf8');
}

async function imported(
  { address }: Instance,
  body: string,
  { type = 'application/x-ndjson', query = '' } = {},
) {
  const response = await fetch(`${address}/v1/import${query}`, {
    method: 'POST',
    headers: { ...headers, 'content-type': type },
    body,
  });
  const reply: unknown = await response.json();
  return { status: response.status, reply };
}

/** The last line of an export, without the revision, which is each instance's own. */
function endOf(text: string) {
  const { revision: _, ...end } = JSON.parse(text.trim().split('\n').at(-1) ?? '');
  return end;
}

describe('an export', () => {
  test('imported into an empty instance gives an equal graph, dates and attribution included', async () => {
    await callV1(source.address, 'POST', '/follows/batch', {
      token: adminToken,
      body: {
        rows: demoCast.slice(0, 5).flatMap(({ username }) => [
          { op: 'unfollow', follower: username, target: demoTarget.username },
          { op: 'follow', follower: username, target: demoCaller.username },
        ]),
      },
    });
    const text = await exported(source);
    const lines = text.trim().split('\n').slice(0, -1);
    const dry = await imported(empty, text, { query: '?dryRun=true' });
    expect(dry.reply).toMatchObject({
      changed: lines.length,
      unchanged: 0,
      failed: 0,
      dryRun: true,
    });
    expect(await empty.app.store.isEmpty()).toBe(true);
    const { status, reply } = await imported(empty, text);
    expect(status).toBe(200);
    expect(reply).toMatchObject({ changed: lines.length, unchanged: 0, failed: 0, dryRun: false });
    const copy = await exported(empty);
    expect(endOf(copy)).toEqual(endOf(text));
    expect(endOf(copy).follows).toBeGreaterThan(30);
    // A second time nothing changes: an import that broke off is simply sent again.
    const again = await imported(empty, text);
    expect(again.reply).toMatchObject({ changed: 0, unchanged: lines.length, failed: 0 });
    expect(endOf(await exported(empty))).toEqual(endOf(text));
  });

  test('as of a moment holds the follows of that moment', async () => {
    const before = await exported(source, '?content=follows');
    const { revision } = await source.app.store.head();
    await callV1(source.address, 'POST', '/follows/batch', {
      token: adminToken,
      body: {
        rows: demoCast.map(({ username }) => ({
          op: 'unfollow',
          follower: username,
          target: demoTarget.username,
        })),
      },
    });
    expect(await exported(source, `?content=follows&asOf=${revision}`)).toBe(before);
    expect(await exported(source, '?content=follows')).not.toBe(before);
    const response = await fetch(`${source.address}/v1/export?asOf=rzzzzzz`, { headers });
    expect(response.status).toBe(404);
  });

  test('as CSV comes back equal, and opens in a spreadsheet without computing', async () => {
    const target = await startInstance({ adminToken, demo: false });
    const formula = '=HYPERLINK("http://example.com","点我")\n第二行';
    try {
      const rows = [
        { username: 'v2_formula@finder', nickname: formula, signature: "'=1" },
        { username: 'v2_other@finder', nickname: '-1' },
      ];
      await imported(source, rows.map((row) => JSON.stringify(row)).join('\n'));
      for (const content of ['accounts', 'follows']) {
        const csv = await exported(source, `?format=csv&content=${content}`);
        expect(csv.startsWith('\uFEFF')).toBe(true);
        if (content === 'accounts') expect(csv).toContain(`"'=HYPERLINK(""http`);
        const { reply } = await imported(target, csv, { type: 'text/csv' });
        expect(reply).toMatchObject({ unchanged: 0, failed: 0 });
      }
      expect(endOf(await exported(target))).toEqual(endOf(await exported(source)));
      expect((await target.app.store.findAccount('v2_formula@finder'))?.profile.nickname).toBe(
        formula,
      );
    } finally {
      await target.stop();
    }
  });

  test('is the administrator’s alone', async () => {
    for (const [method, path] of [
      ['GET', '/export'],
      ['POST', '/import'],
    ] as const) {
      const { status, body } = await callV1(source.address, method, path);
      expect([status, body]).toMatchObject([403, { code: 'admin_only' }]);
    }
  });
});

describe('an import', () => {
  test('reports each row, and a bad one leaves the others alone', async () => {
    const follower = demoCast[0]?.username;
    const body = [
      JSON.stringify({ username: 'v2_new@finder', nickname: '新来的' }),
      '',
      '{"follower":',
      JSON.stringify({ follower, target: 'v2_new@finder' }),
      JSON.stringify({ follower, target: 'v2_nobody@finder' }),
      JSON.stringify({ follower, target: 'v2_new@finder', followedAt: 'yesterday' }),
      JSON.stringify({ follower: demoCast[1]?.username, target: 'v2_new@finder', followedAt: 5 }),
      '[]',
    ].join('\n');
    const { reply } = await imported(source, body);
    const error = (code: string) => ({ error: { code, detail: expect.any(String) } });
    expect(reply).toEqual({
      changed: 3,
      unchanged: 0,
      failed: 4,
      dryRun: false,
      rows: [
        { line: 1, changed: true, moved: false },
        { line: 3, ...error('json_invalid') },
        { line: 4, changed: true, moved: false },
        { line: 5, ...error('target_unknown') },
        { line: 6, ...error('parameter_invalid') },
        { line: 7, changed: true, moved: true },
        { line: 8, ...error('json_invalid') },
      ],
    });
  });

  test('refuses too many rows, other types, and a table that is none', async () => {
    const many = Array.from({ length: 5001 }, (_, index) =>
      JSON.stringify({ username: `u${index}` }),
    );
    expect(await imported(source, many.join('\n'))).toMatchObject({
      status: 413,
      reply: { code: 'too_many_rows' },
    });
    expect(await imported(source, '{}', { type: 'application/json' })).toMatchObject({
      status: 415,
    });
    expect(await imported(source, 'a,b\n1\n', { type: 'text/csv' })).toMatchObject({
      status: 400,
      reply: { code: 'csv_invalid' },
    });
  });

  test('says in a dry run what it then does', async () => {
    const target = await startInstance({ adminToken, demo: false });
    try {
      const follow = (follower: string, to: string) => ({ follower, target: to });
      const rows = [
        { username: 'v2_a@finder', nickname: 'a' },
        { username: 'v2_b@finder', nickname: 'b' },
        { username: 'v2_a@finder', nickname: 'a again' },
        { username: 'v2_s@finder', nickname: 's', state: 'suspended' },
        { username: 'v2_d@finder', nickname: '', state: 'deleted' },
        follow('v2_a@finder', 'v2_b@finder'),
        follow('v2_a@finder', 'v2_b@finder'),
        follow('v2_a@finder', 'v2_s@finder'),
        follow('v2_s@finder', 'v2_a@finder'),
        follow('v2_a@finder', 'v2_d@finder'),
        follow('v2_a@finder', 'v2_nobody@finder'),
        follow('v2_a@finder', 'v2_a@finder'),
      ];
      const body = rows.map((each) => JSON.stringify(each)).join('\n');
      const dry = Object((await imported(target, body, { query: '?dryRun=true' })).reply);
      expect(await target.app.store.isEmpty()).toBe(true);
      const real = Object((await imported(target, body)).reply);
      expect({ ...dry, dryRun: false }).toEqual(real);
      const codes = real.rows.map((each: object) => Object(each).error?.code ?? 'fine');
      expect(codes).toEqual([
        ...['fine', 'fine', 'fine', 'fine', 'fine', 'fine', 'fine', 'target_suspended'],
        ...['identity_suspended', 'target_unknown', 'target_unknown', 'self_follow'],
      ]);
      for (const [name, state] of [
        ['v2_s@finder', 'suspended'],
        ['v2_d@finder', 'deleted'],
      ] as const) {
        expect((await target.app.store.accountAt(name, 0))?.state).toBe(state);
      }
      expect(await auditAll(target.app.store)).toEqual([]);
      const end = endOf(await exported(target));
      const again = Object((await imported(target, await exported(target))).reply);
      expect([again.changed, again.failed]).toEqual([0, 0]);
      expect(endOf(await exported(target))).toEqual(end);
    } finally {
      await target.stop();
    }
  });

  test('refuses a table of another encoding, or with a column twice', async () => {
    const gbk = Buffer.concat([
      Buffer.from('username,nickname\nv2_gbk@finder,'),
      Buffer.from([0xd6, 0xd0, 0xb9, 0xfa]),
    ]);
    const twice = Buffer.from('username,nickname,username\na,b,c\n');
    for (const body of [gbk, twice]) {
      const response = await fetch(`${source.address}/v1/import`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'Text/CSV' },
        body,
      });
      expect(await response.json()).toMatchObject({ code: 'csv_invalid' });
    }
    expect(await source.app.store.findAccount('v2_gbk@finder')).toBeUndefined();
  });

  test.each(['application/x-ndjson', 'text/csv'])(
    'of far too many rows of %s is refused',
    async (type) => {
      const body = `a\n${'x\n'.repeat(4_000_000)}`;
      expect(await imported(source, body, { type })).toMatchObject({
        status: 413,
        reply: { code: 'too_many_rows' },
      });
    },
  );

  test('keeps dates as they were and lets nothing begin in the future', async () => {
    const target = await startInstance({ adminToken, demo: false });
    try {
      const rows = [
        { username: 'v2_a@finder', nickname: 'a' },
        { username: 'v2_b@finder', nickname: 'b' },
        { username: 'v2_c@finder', nickname: 'c' },
        { follower: 'v2_a@finder', target: 'v2_b@finder', followedAt: 1_000_000 },
        { follower: 'v2_a@finder', target: 'v2_c@finder', followedAt: 9_000_000_000_000_000 },
      ];
      const { reply } = await imported(target, rows.map((row) => JSON.stringify(row)).join('\n'));
      expect(reply).toMatchObject({ rows: [{}, {}, {}, { moved: false }, { moved: true }] });
      expect(await target.app.store.followedAt('v2_a@finder', 'v2_b@finder')).toBe(1_000_000);
      const begun = (await target.app.store.followedAt('v2_a@finder', 'v2_c@finder')) ?? Infinity;
      expect(begun).toBeLessThanOrEqual(Date.now() * 1000);
    } finally {
      await target.stop();
    }
  });
});
