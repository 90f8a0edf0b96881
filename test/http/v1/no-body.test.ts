import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoCaller, demoCast } from '#guanzhu/demo/cast.js';
import { demo } from '#guanzhu/demo/demo.js';
import { type Instance, startInstance } from '../../support/instance.js';
import { sendRaw } from '../../support/raw-http.js';
import { callV1 } from '../../support/v1-call.js';

const adminToken = 'test-admin-token-0123456789';
const json = 'application/json';
const me = demoCaller.username;
const other = demoCast[0]?.username ?? '';

let instance: Instance;
beforeAll(async () => {
  instance = await startInstance({ adminToken });
});
afterAll(() => instance.stop());

const call = (method: string, path: string, type: string, body?: string) =>
  callV1(instance.address, method, path, {
    token: adminToken,
    headers: { 'content-type': type },
    ...(body !== undefined && { body }),
  });

describe.each([
  json,
  'application/json; charset=utf-8',
  'application/x-www-form-urlencoded',
  'text/plain;charset=UTF-8',
  'application/json;charset=GBK',
  'text/plain; charset=gb2312',
  'no type at all',
])('without a body, though with Content-Type %s,', (type) => {
  test('DELETE, PUT and POST work', async () => {
    const block = `/accounts/${me}/blocks/${other}`;
    expect(await call('PUT', block, type)).toMatchObject({ status: 200 });
    expect(await call('DELETE', block, type)).toMatchObject({ status: 200 });
    expect(await call('DELETE', `/accounts/${me}/followers/${other}`, type)).toMatchObject({
      status: 200,
    });
    expect(await call('POST', '/audit/run', type)).toMatchObject({ status: 202 });
    const { body } = await call('POST', '/tokens', json, '{"tenant":"empty-bodies"}');
    const { id } = Object(body);
    expect(await call('POST', `/tokens/${id}/rotate`, type)).toMatchObject({ status: 201 });
    expect(await call('DELETE', `/tokens/${id}`, type)).toMatchObject({ status: 204 });
  });

  test('a call that needs members names the first', async () => {
    for (const [method, path, field] of [
      ['POST', '/follows/batch', 'rows'],
      ['PATCH', `/devices/${demo.appId}`, 'online'],
      ['PUT', `/accounts/${me}/state`, 'state'],
    ] as const) {
      expect(await call(method, path, type)).toMatchObject({
        status: 400,
        body: { code: 'parameter_missing', detail: `${field} is required.` },
      });
    }
  });
});

test('an empty list, as PHP writes an empty object, is no body either', async () => {
  expect(await call('POST', '/audit/run', json, '[]')).toMatchObject({ status: 202 });
  expect(await call('POST', '/devices', json, '[]')).toMatchObject({
    status: 400,
    body: { code: 'parameter_missing' },
  });
});

test('a chunked body of no bytes is none', async () => {
  const head = [
    `DELETE /v1/accounts/${me}/blocks/${other} HTTP/1.1`,
    ...['Host: 127.0.0.1', `Authorization: Bearer ${demo.token}`, `Content-Type: ${json}`],
    ...['Transfer-Encoding: chunked', 'Connection: close', '', '0', '', ''],
  ];
  const [answer] = await sendRaw(instance.address, [head.join('\r\n')]);
  expect(answer?.status).toBe(200);
});

describe.each([
  ['text/plain', ['Content-Type: text/plain']],
  ['another charset', ['Content-Type: application/json;charset=GBK']],
  ['no type', []],
  ['a coding', ['Content-Type: application/json', 'Content-Encoding: gzip']],
])('a chunked body of %s', (_, headers) => {
  const request = (method: string, path: string, ...more: readonly string[]) =>
    [
      `${method} /v1${path} HTTP/1.1`,
      ...['Host: 127.0.0.1', `Authorization: Bearer ${adminToken}`],
      ...more,
      ...['', ''],
    ].join('\r\n');
  const chunked = (method: string, path: string) =>
    request(method, path, ...headers, 'Transfer-Encoding: chunked');
  const last = request('GET', '/tokens', 'Connection: close');
  const path = `/accounts/${me}/blocks/${other}`;

  test('and of no bytes is none, and the connection goes on', async () => {
    for (const [method, at, status] of [
      ['DELETE', path, 200],
      ['PUT', path, 200],
      ['DELETE', path, 200],
      ['POST', '/audit/run', 202],
      ['GET', '/devices', 200],
    ] as const) {
      // Together, and with the end of the body late.
      for (const pause of [0, 50]) {
        const parts = [chunked(method, at), '0\r\n\r\n', last];
        const answers = await sendRaw(instance.address, parts, pause);
        expect(answers.map((answer) => answer.status)).toEqual([status, 200]);
      }
    }
  });

  test('and of some bytes is refused', async () => {
    for (const pause of [0, 50]) {
      const parts = [chunked('POST', '/audit/run'), '2\r\n{}\r\n', '0\r\n\r\n'];
      const [answer] = await sendRaw(instance.address, parts, pause);
      expect(answer?.status).toBe(415);
      expect(answer?.head).toMatch(/^connection: close$/im);
    }
  });
});

test('a body of another type is still refused', async () => {
  expect(await call('POST', '/audit/run', 'text/plain', 'x')).toMatchObject({ status: 415 });
  const gbk = 'application/json;charset=GBK';
  expect(await call('POST', '/audit/run', gbk, '{}')).toMatchObject({ status: 415 });
});

test('integers of a call are taken by their value, wherever they stand', async () => {
  const path = `/accounts/${demoCast[1]?.username}/followers`;
  const two = await callV1(instance.address, 'GET', `${path}?limit=2`);
  expect(Object(two.body).items).toHaveLength(2);
  for (const limit of ['2.0', '2e0', '20e-1']) {
    expect(await callV1(instance.address, 'GET', `${path}?limit=${limit}`)).toMatchObject({
      status: 200,
      body: two.body,
    });
  }
  for (const limit of ['2.5', '1e400', 'true', '0x2', '%202']) {
    expect(await callV1(instance.address, 'GET', `${path}?limit=${limit}`)).toMatchObject({
      status: 400,
      body: { code: 'parameter_invalid' },
    });
  }
  const { body } = await callV1(instance.address, 'POST', '/accounts', {
    token: adminToken,
    body: '{"username":"v2_gson@finder","nickname":"格森","sex":1.0}',
  });
  expect(body).toMatchObject({ sex: 1 });
});
