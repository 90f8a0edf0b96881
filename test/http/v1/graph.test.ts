import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoCaller, demoCast, demoTarget } from '#guanzhu/demo/cast.js';
import { demo } from '#guanzhu/demo/demo.js';
import { type Instance, startInstance } from '../../support/instance.js';
import { callV1 } from '../../support/v1-call.js';

const adminToken = 'test-admin-token-0123456789';
const me = demoCaller.username;
const target = demoTarget.username;
// The demo's own account follows none of these.
const [first, second, third] = [0, 3, 2].map((index) => demoCast[index]?.username);
const stranger = first ?? '';
const other = second ?? '';
const another = third ?? '';

let instance: Instance;
beforeAll(async () => {
  instance = await startInstance({ adminToken });
});
afterAll(() => instance.stop());

const get = (path: string, token?: string) =>
  callV1(instance.address, 'GET', path, token ? { token } : {});
const put = (path: string, body?: unknown, token?: string) =>
  callV1(instance.address, 'PUT', path, { body, ...(token && { token }) });
const remove = (path: string, token?: string) =>
  callV1(instance.address, 'DELETE', path, token ? { token } : {});
const batch = (
  rows: unknown,
  more: object = {},
  headers: Record<string, string> = {},
  token?: string,
) =>
  callV1(instance.address, 'POST', '/follows/batch', {
    body: { rows, ...more },
    headers,
    ...(token && { token }),
  });
const row = (op: string, follower: string, to: string) => ({ op, follower, target: to });
const countsOf = async (username: string) => {
  const { body } = await get(`/accounts/${username}`);
  return body;
};

function problem(code: string, status: number) {
  return {
    status,
    body: expect.objectContaining({ code, status, type: `/docs/problems/${code}` }),
  };
}

describe('an account', () => {
  test('has its profile, exact counts and a revision', async () => {
    const { status, body, headers } = await get(`/accounts/${target}`);
    expect(status).toBe(200);
    expect(body).toEqual({
      username: target,
      nickname: '朝夕v',
      headUrl: demoTarget.profile.headUrl,
      signature: demoTarget.profile.signature,
      coverImgUrl: '',
      liveCoverImgUrl: demoTarget.profile.liveCoverImgUrl,
      country: 'CN',
      province: 'Jiangsu',
      city: 'Xuzhou',
      sex: expect.any(Number),
      state: 'active',
      counts: { followers: 15, following: 0 },
      revision: expect.stringMatching(/^r\w+$/),
    });
    const etag = headers.get('etag') ?? '';
    const again = await callV1(instance.address, 'GET', `/accounts/${target}`, {
      headers: { 'if-none-match': etag },
    });
    expect([again.status, again.body]).toEqual([304, undefined]);
  });

  test('that is unknown is a problem', async () => {
    expect(await get('/accounts/nobody')).toMatchObject(problem('account_unknown', 404));
    expect(await get('/accounts/nobody/followers')).toMatchObject(problem('account_unknown', 404));
  });

  test('is read by anyone with a token, and by nobody without', async () => {
    const path = `/accounts/${target}`;
    const send = (token: string | null) => callV1(instance.address, 'GET', path, { token });
    expect((await send('guanzhu-demo-token-2')).status).toBe(200);
    expect((await send(adminToken)).status).toBe(200);
    expect(await send(null)).toMatchObject(problem('bearer_missing', 401));
    expect(await send('wrong-token')).toMatchObject(problem('token_invalid', 401));
  });

  test('takes GET, PATCH and DELETE at its own path, and says so', async () => {
    const { status, headers, body } = await callV1(
      instance.address,
      'PURGE',
      `/accounts/${target}`,
    );
    expect([status, body]).toEqual([405, expect.objectContaining({ code: 'method_not_allowed' })]);
    expect(headers.get('allow')).toContain('GET');
  });
});

describe('a list', () => {
  test.each(['followers', 'following', 'mutuals'])(
    'of %s pages through to the end',
    async (side) => {
      for (const order of ['newest', 'oldest']) {
        const whole = await get(`/accounts/${stranger}/${side}?order=${order}&limit=1000`);
        expect(whole.body).toMatchObject({ hasMore: false, nextCursor: '' });
        const pages: unknown[] = [];
        let cursor = '';
        do {
          const path = `/accounts/${stranger}/${side}?order=${order}&limit=1&cursor=${cursor}`;
          const { body } = await get(path);
          if (!isList(body)) throw new Error(JSON.stringify(body));
          pages.push(...body.items);
          cursor = body.nextCursor;
        } while (cursor !== '');
        expect(whole.body).toMatchObject({ items: pages });
      }
    },
  );

  test('refuses a foreign cursor, a wrong limit, and another moment beside a cursor', async () => {
    const path = `/accounts/${target}/followers`;
    const { revision } = await instance.app.store.head();
    const { body } = await get(`${path}?limit=2&asOf=${revision}`);
    const cursor = isList(body) ? body.nextCursor : '';
    for (const query of ['limit=0', 'limit=1001', 'order=best', 'cursor=abc', 'asOf=xyz']) {
      expect(await get(`${path}?${query}`)).toMatchObject(problem('parameter_invalid', 400));
    }
    expect(await get(`/accounts/${me}/followers?cursor=${cursor}`)).toMatchObject(
      problem('parameter_invalid', 400),
    );
    expect(await get(`${path}?asOf=r2&cursor=${cursor}`)).toMatchObject(
      problem('parameter_invalid', 400),
    );
    expect(await get(`${path}?asOf=rzzzzz`)).toMatchObject(problem('revision_unknown', 404));
  });
});

function isList(body: unknown): body is { items: unknown[]; nextCursor: string } {
  return typeof body === 'object' && body !== null && 'items' in body;
}

describe('a batch', () => {
  test('answers each row in order and lets bad rows fail alone', async () => {
    const { status, body } = await batch([
      row('follow', me, target),
      row('follow', me, target),
      row('follow', me, 'nobody'),
      row('follow', other, target),
      row('like', me, target),
      { op: 'follow' },
      7,
      row('follow', me, me),
      row('unfollow', me, target),
    ]);
    expect(status).toBe(200);
    const error = (code: string) => ({ error: { code, detail: expect.any(String) } });
    const revision = expect.stringMatching(/^r\w+$/);
    expect(body).toEqual({
      dryRun: false,
      rows: [
        { changed: true, revision },
        { changed: false, revision },
        error('target_unknown'),
        error('identity_unknown'),
        error('parameter_invalid'),
        error('parameter_missing'),
        error('json_invalid'),
        error('self_follow'),
        { changed: true, revision },
      ],
    });
  });

  test('in a dry run says what it would do and writes nothing', async () => {
    const before = await instance.app.store.head();
    const rows = [row('follow', me, other), row('follow', me, other), row('unfollow', me, other)];
    const { body } = await batch(rows, { dryRun: true });
    expect(body).toMatchObject({
      dryRun: true,
      rows: [{ changed: true }, { changed: false }, { changed: true }],
    });
    expect(await instance.app.store.head()).toEqual(before);
  });

  test('of 1000 rows is one commit, one more is refused', async () => {
    const rows = Array.from({ length: 1000 }, (_, index) =>
      row(index % 2 ? 'unfollow' : 'follow', me, target),
    );
    const { body } = await batch(rows);
    expect(body).toMatchObject({ rows: rows.map(() => ({ changed: true })) });
    expect(await batch([...rows, rows[0]])).toMatchObject(problem('too_many_rows', 413));
    const { status } = await batch([{ op: 'follow', pad: 'x'.repeat(5_000_000) }]);
    expect(status).toBe(413);
  });

  test('by the administrator acts as any account', async () => {
    const rows = [row('follow', other, stranger), row('unfollow', other, stranger)];
    const { body } = await batch(rows, {}, {}, adminToken);
    expect(body).toMatchObject({ rows: [{}, { changed: true }] });
  });

  test('under an idempotency key is carried out once', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const rows = [row('follow', me, another), row('follow', me, 'nobody')];
    const answers = await Promise.all(Array.from({ length: 20 }, () => batch(rows, {}, headers)));
    const done = answers.filter(({ status }) => status === 200);
    expect(done.length).toBeGreaterThan(0);
    for (const answer of answers.filter(({ status }) => status !== 200)) {
      expect(answer).toMatchObject(problem('idempotency_key_running', 409));
    }
    await batch([row('unfollow', me, another)]);
    const again = await batch(rows, {}, headers);
    for (const { body } of done) expect(body).toEqual(again.body);
    expect(again.body).toMatchObject({ rows: [{ changed: true }, { error: {} }] });
    expect(await batch(rows.slice(1), {}, headers)).toMatchObject(
      problem('idempotency_key_reused', 422),
    );
    // Another caller's key of the same name is another key.
    const theirs = await batch(rows, {}, headers, adminToken);
    expect(theirs.body).toMatchObject({ rows: [{ changed: true }, {}] });
    expect(await batch(rows, {}, { 'idempotency-key': 'a b' })).toMatchObject(
      problem('parameter_invalid', 400),
    );
  });
});

describe('under a key the first answer comes again, whatever the rules say by then', () => {
  const setOnline = (online: boolean) =>
    callV1(instance.address, 'PATCH', `/devices/${demo.appId}`, {
      token: adminToken,
      body: { online },
    });

  test('when the device has gone offline', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const rows = [
      row('follow', stranger, other),
      row('unfollow', me, other),
      row('follow', me, other),
    ];
    const first = await batch(rows, {}, headers);
    expect(first.body).toMatchObject({ rows: [{ error: {} }, {}, { changed: true }] });
    await setOnline(false);
    expect((await batch(rows, {}, headers)).body).toEqual(first.body);
    const refused = { 'idempotency-key': randomUUID() };
    const second = await batch(rows, {}, refused);
    expect(second.body).toMatchObject({ rows: [{ error: {} }, { error: {} }, { error: {} }] });
    await setOnline(true);
    expect((await batch(rows, {}, refused)).body).toEqual(second.body);
  });

  test('of the contract’s follow too', async () => {
    const key = randomUUID();
    const send = async (body: object) => {
      const response = await fetch(`${instance.address}/gewe/v2/api/finder/follow`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-gewe-token': demo.token,
          'idempotency-key': key,
        },
        body: JSON.stringify(body),
      });
      return response.text();
    };
    const body = { appId: demo.appId, myUserName: me, myRoleType: 3, toUserName: other, opType: 2 };
    const first = await send(body);
    expect(JSON.parse(first)).toMatchObject({ ret: 200 });
    await setOnline(false);
    expect(await send(body)).toBe(first);
    await setOnline(true);
  });
});

test('the contract’s follow honours an idempotency key', async () => {
  const send = async (opType: number, key: string) => {
    const response = await fetch(`${instance.address}/gewe/v2/api/finder/follow`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-gewe-token': demo.token,
        'idempotency-key': key,
      },
      body: JSON.stringify({
        appId: demo.appId,
        myUserName: me,
        myRoleType: 3,
        toUserName: other,
        opType,
      }),
    });
    const { headers } = response;
    return { text: await response.text(), changed: headers.get('guanzhu-changed') };
  };
  const key = randomUUID();
  const first = await send(1, key);
  await send(2, randomUUID());
  expect(first.changed).toBe('true');
  expect(await send(1, key)).toEqual(first);
  expect(JSON.parse((await send(2, key)).text)).toMatchObject({
    ret: 500,
    data: { code: '-6113' },
  });
});

describe('relations', () => {
  test('are told in order, now and as of a moment', async () => {
    const { revision } = await instance.app.store.head();
    await batch([row('follow', me, another)]);
    const pairs = [
      { follower: me, target: another },
      { follower: another, target: me },
      { follower: me, target: 'nobody' },
    ];
    const check = (more: object) =>
      callV1(instance.address, 'POST', '/relations/check', { body: { pairs, ...more } });
    expect((await check({})).body).toMatchObject({
      relations: [
        { following: true, followedAt: expect.any(Number) },
        { following: false, followedBy: true, followedAt: null },
        { following: false, followedBy: false, followedAt: null },
      ],
    });
    await batch([row('unfollow', me, another)]);
    expect((await check({ asOf: revision })).body).toMatchObject({
      relations: [{ revision }, {}, {}],
    });
    const future = await check({ asOf: '2099-01-01T00:00:00Z' });
    expect(future.body).toMatchObject({ relations: [{ following: false }, {}, {}] });
    expect(await check({ pairs: Array(1001).fill(pairs[0]) })).toMatchObject(
      problem('too_many_rows', 413),
    );
  });
});

describe('a block', () => {
  test('is set, told and ended by the account’s owner alone', async () => {
    const path = `/accounts/${me}/blocks/${other}`;
    await batch([row('follow', me, other)]);
    expect((await get(path)).body).toEqual({ blocked: false, blockedAt: null });
    expect((await put(path)).body).toMatchObject({ changed: true });
    expect((await put(path)).body).toMatchObject({ changed: false });
    expect((await get(path)).body).toEqual({ blocked: true, blockedAt: expect.any(Number) });
    expect((await batch([row('follow', me, other)])).body).toMatchObject({
      rows: [{ error: { code: 'blocked' } }],
    });
    expect(await put(path, undefined, 'guanzhu-demo-token-2')).toMatchObject(
      problem('identity_unknown', 404),
    );
    expect((await remove(path)).body).toMatchObject({ changed: true });
    expect((await remove(path)).body).toMatchObject({ changed: false });
    expect((await put(`/accounts/${stranger}/blocks/${me}`, undefined, adminToken)).status).toBe(
      200,
    );
    expect((await remove(`/accounts/${stranger}/blocks/${me}`, adminToken)).status).toBe(200);
    expect(await put(`/accounts/${me}/blocks/${me}`)).toMatchObject(problem('self_follow', 422));
    expect(await put(`/accounts/${me}/blocks/nobody`)).toMatchObject(
      problem('account_unknown', 404),
    );
  });
});

test('a follower is removed by the owner of the account', async () => {
  await batch([row('follow', stranger, me)], {}, {}, adminToken);
  const path = `/accounts/${me}/followers/${stranger}`;
  expect(await remove(path, 'guanzhu-demo-token-2')).toMatchObject(
    problem('identity_unknown', 404),
  );
  expect((await remove(path)).body).toMatchObject({ changed: true });
  expect((await remove(path)).body).toMatchObject({ changed: false });
});

test('an account is suspended, restored and deleted by the administrator', async () => {
  const path = `/accounts/${another}`;
  const before = await countsOf(another);
  expect(await put(`${path}/state`, { state: 'suspended' })).toMatchObject(
    problem('admin_only', 403),
  );
  const suspended = await put(`${path}/state`, { state: 'suspended' }, adminToken);
  expect(suspended.body).toMatchObject({ changed: true });
  expect(await countsOf(another)).toMatchObject({
    state: 'suspended',
    counts: { followers: 0, following: 0 },
  });
  expect((await batch([row('follow', me, another)])).body).toMatchObject({
    rows: [{ error: { code: 'target_suspended' } }],
  });
  await put(`${path}/state`, { state: 'active' }, adminToken);
  const { counts } = { counts: {}, ...Object(before) };
  expect(await countsOf(another)).toMatchObject({ state: 'active', counts });
  expect((await remove(path, adminToken)).body).toMatchObject({ changed: true });
  expect(await countsOf(another)).toMatchObject({ state: 'deleted', nickname: '' });
  expect(await put(`${path}/state`, { state: 'active' }, adminToken)).toMatchObject(
    problem('account_deleted', 410),
  );
});
