import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoCaller, demoCast, demoTarget } from '#guanzhu/demo/cast.js';
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
      expect([status, body]).toMatchObject([401, { code: 'admin_token_invalid' }]);
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
