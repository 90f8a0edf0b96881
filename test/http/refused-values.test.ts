import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoTarget } from '#guanzhu/demo/cast.js';
import { demo } from '#guanzhu/demo/demo.js';
import { demoBody } from '../support/follow-call.js';
import { type Instance, startInstance } from '../support/instance.js';
import { send } from '../support/operation-call.js';
import { callV1 } from '../support/v1-call.js';

const adminToken = 'test-admin-token-0123456789';
let instance: Instance;
beforeAll(async () => {
  instance = await startInstance({ adminToken });
});
afterAll(() => instance.stop());

const account = `/accounts/${demoTarget.username}`;
const call = async (
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
) => {
  const sent = await callV1(instance.address, method, path, { token: adminToken, body, headers });
  return { status: sent.status, problem: Object(sent.body) };
};
const detailOf = async (...given: Parameters<typeof call>): Promise<string> => {
  const { status, problem } = await call(...given);
  expect({ status, code: problem.code }).toEqual({ status: 400, code: 'parameter_invalid' });
  return problem.detail;
};

const time = 'a time of RFC 3339 since 1970, such as 2026-01-31T08:00:00Z';
const cursor =
  'cursor must be the cursor that a page of this very list gave, untouched (is yesterday).';

describe('what the graph API refuses, by the rule and the value', () => {
  test.each([
    [`${account}/followers?limit=5000`, 'limit must be an integer from 1 to 1000 (is 5000).'],
    [`${account}/followers?limit=`, 'limit must be an integer from 1 to 1000 (is empty).'],
    [
      `${account}/followers?limit=1&limit=2`,
      'limit must be an integer from 1 to 1000 (is a list of 2).',
    ],
    [
      `${account}?asOf=yesterday`,
      'asOf must be a time such as 2026-01-31T08:00:00Z, or a revision that this server gave (is yesterday).',
    ],
    [
      `${account}?asOf=2026-02-31`,
      'asOf must be a time such as 2026-01-31T08:00:00Z, or a revision that this server gave (is 2026-02-31).',
    ],
    [`${account}/history?from=lunch`, `from must be ${time} (is lunch).`],
    [`${account}/history?to=1769846400`, `to must be ${time} (is 1769846400).`],
    [
      `${account}/history?tz=Asia/Shanghai`,
      'tz must be an offset from UTC such as +08:00, up to 14 hours (is Asia/Shanghai).',
    ],
    [
      `${account}/history?unit=hour&from=2020-01-01T00:00:00Z&to=2026-01-01T00:00:00Z`,
      'from must not be after to, nor more than 1000 of the unit (hour) before it (is 2020-01-01T00:00:00Z).',
    ],
    [`${account}/following?cursor=yesterday`, cursor],
    ['/accounts?cursor=yesterday', cursor],
    ['/accounts?query=a&cursor=yesterday', cursor],
    ['/devices?cursor=yesterday', cursor],
    ['/tokens?cursor=yesterday', cursor],
    ['/reports/attribution?cursor=yesterday', cursor],
    [
      '/changes?after=yesterday',
      'after must be a time such as 2026-01-31T08:00:00Z, or a revision that this server gave (is yesterday).',
    ],
    ['/export?format=csv', 'content must be accounts or follows where format is csv (is all).'],
  ])('GET %s', async (path, detail) => {
    expect(await detailOf('GET', path)).toBe(detail);
  });

  test.each([
    ['x', 'must have 2 to 30 characters (has 1).'],
    [' x ', 'must have 2 to 30 characters (has 1).'],
    ['界'.repeat(31), 'must have 2 to 30 characters (has 31).'],
    ['x'.repeat(4000), 'must have 2 to 30 characters (has 4000).'],
    ['a\u0007b', 'must be one line without control characters (is a\\u0007b).'],
  ])('the nickname %j', async (nickname, said) => {
    expect(await detailOf('POST', '/accounts', { nickname })).toBe(`nickname ${said}`);
  });

  test.each([
    [
      'ftp://example.com/',
      'must be an http or https address such as https://example.com/hook (is ftp://example.com/).',
    ],
    [
      'example.com',
      'must be an http or https address such as https://example.com/hook (is example.com).',
    ],
    [`https://example.com/${'x'.repeat(1010)}`, 'must have at most 1024 characters (has 1030).'],
  ])('the address %s', async (headUrl, said) => {
    expect(await detailOf('POST', '/accounts', { nickname: '好店', headUrl })).toBe(
      `headUrl ${said}`,
    );
  });

  test('a header', async () => {
    const rows = { rows: [] };
    const key = { 'idempotency-key': 'two words' };
    expect(await detailOf('POST', '/follows/batch', rows, key)).toBe(
      'Idempotency-Key must be sent once and have 1 to 255 visible ASCII characters (is two words).',
    );
    expect(await detailOf('GET', account, undefined, { 'guanzhu-revision': 'soon' })).toBe(
      'Guanzhu-Revision must be a revision that this server gave (is soon).',
    );
  });

  test('a row of a batch and of an import, each in its place', async () => {
    const { problem } = await call('POST', '/follows/batch', {
      rows: [
        { op: 'like', follower: 'a', target: 'b' },
        { op: 'follow', follower: 'a', target: 7 },
      ],
    });
    expect(problem.rows.map((row: { error: { detail: string } }) => row.error.detail)).toEqual([
      'op must be one of follow, unfollow (is like).',
      'target must be text (is the number 7).',
    ]);
    const lines = '{"username":"v2_r@finder","nickname":"好店","sex":7}\n';
    const headers = { 'content-type': 'application/x-ndjson' };
    const imported = await call('POST', '/import', lines, headers);
    expect(imported.problem.rows).toMatchObject([
      { error: { detail: 'sex must be an integer from 0 to 2 (is 7).' } },
    ]);
  });

  test('a list that is too long, with how long it is', async () => {
    const pairs = Array.from({ length: 1001 }, () => ({ follower: 'a', target: 'b' }));
    const { status, problem } = await call('POST', '/relations/check', { pairs });
    expect({ status, detail: problem.detail }).toEqual({
      status: 413,
      detail: 'pairs has 1000 items at most (has 1001).',
    });
  });

  test('a long value, shortened', async () => {
    const detail = await detailOf('GET', `${account}?asOf=${'y'.repeat(64)}`);
    expect(detail).toContain(`(is ${'y'.repeat(60)}…)`);
  });

  test('an address with a secret, without it', async () => {
    for (const url of [
      'https://me:pa55word@example.com/?key=s3cret',
      'wss://me:pa55/word@x?s3cret#s3cret',
      'me:pa55@example.com?s3cret',
    ]) {
      const { problem } = await call('POST', '/webhooks', { url });
      expect(JSON.stringify(problem)).not.toMatch(/pa55|s3cret/);
      expect(problem.detail).toContain('***');
    }
  });
});

describe('what the contract refuses', () => {
  test.each([
    [9_876_543_210_123, 'is the number 9876***'],
    [{ value: 'SUPERSECRET' }, 'is an object'],
    [['SUPERSECRET'], 'is a list of 1'],
    [true, 'is true'],
  ])('a token of another type, %j, without the token', async (token, found) => {
    const body = { token, callbackUrl: '' };
    const sent = await send(instance.address, { path: '/login/setCallback' }, body);
    const told = decodeURI(sent.headers.get('guanzhu-rule') ?? '');
    expect(told).toBe(`token must be text (${found})`);
  });

  test('an address without a scheme that another rule refuses, without its password', async () => {
    const callbackUrl = '//usr:SUPERSECRET@example.com/\ud83d';
    const body = { token: demo.token, callbackUrl };
    const sent = await send(instance.address, { path: '/login/setCallback' }, body);
    const told = decodeURI(sent.headers.get('guanzhu-rule') ?? '');
    expect(told).toContain('callbackUrl must be');
    expect(told).not.toContain('SECRET');
  });

  test.each([
    [
      '/finder/follow',
      () => ({ ...demoBody, opType: 9 }),
      'opType',
      'must be one of 1, 2 (is 9)',
      '须为1、2之一（为9）',
    ],
    [
      '/finder/follow',
      () => ({ ...demoBody, myRoleType: 2 }),
      'myRoleType',
      'must be one of 1, 3 (is 2)',
      '须为1、3之一（为2）',
    ],
    [
      '/finder/search',
      () => ({ appId: demo.appId, content: '店', cookie: 'mine' }),
      'cookie',
      'must be the cookies of a search for this content by this device that has not expired, untouched (is mine)',
      '须为该设备',
    ],
    [
      '/login/setCallback',
      () => ({ token: 'another-token-0123456789', callbackUrl: '' }),
      'token',
      'must be the token of the header X-GEWE-TOKEN (is anot***)',
      '须与请求头X-GEWE-TOKEN相同（为anot***）',
    ],
    [
      '/login/setCallback',
      () => ({ token: demo.token, callbackUrl: '店?key=s3cret' }),
      'callbackUrl',
      'must be an http or https address such as https://example.com/hook (is 店?***)',
      '须为http或https地址',
    ],
  ])(
    '%s: the rule is told beside the documented text, and with the recorded call',
    async (path, make, field, rule, ruleZh) => {
      const sent = await send(instance.address, { path }, make());
      expect(sent).toMatchObject({ status: 200, body: { ret: 500, msg: expect.any(String) } });
      const told = decodeURI(sent.headers.get('guanzhu-rule') ?? '');
      expect(told).toBe(`${field} ${rule}`);
      const { problem } = await call('GET', '/calls?limit=1');
      const [{ failure }] = problem.items;
      expect(failure.code).toBe('parameter_invalid');
      expect(failure.remedy.en).toContain(`${field} ${rule}`);
      expect(failure.remedy.zh).toContain(`${field}${ruleZh}`);
      expect(JSON.stringify(problem.items)).not.toContain('another-token-0123456789');
    },
  );
});
