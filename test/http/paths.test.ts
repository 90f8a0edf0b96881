import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Instance, startInstance } from '../support/instance.js';
import { demoText, type RawAnswer, requestHead, sendRaw } from '../support/raw-http.js';

let instance: Instance;
beforeAll(async () => {
  instance = await startInstance();
});
afterAll(() => instance.stop());

const path = '/gewe/v2/api/finder/follow';
const notFound = { status: 404, body: '{"ret":404,"msg":"接口不存在"}' };
const malformed = { status: 400, body: '{"ret":400,"msg":"HTTP请求格式错误"}' };

/** Sends one request line with a good follow behind it, and gives its only answer. */
async function send(line: string): Promise<RawAnswer> {
  const text = demoText();
  const head = requestHead(Buffer.byteLength(text)).replace(/^.*/, `${line} HTTP/1.1`);
  const [answer, ...more] = await sendRaw(instance.address, [head, text]);
  expect(more).toEqual([]);
  if (!answer) throw new Error('no answer');
  expect(answer.head).toMatch(/x-request-id: [0-9a-f-]{36}/i);
  return answer;
}

describe('the follow path is served', () => {
  test.each([
    ['with doubled slashes', `/${path.replaceAll('/', '//')}`],
    ['with a query', `${path}?x=%zz&a[__proto__][b]=1`],
    ['with 15 kB of query', `${path}?${'a'.repeat(15_000)}`],
    ['with a letter escaped', path.replace('/follow', '/%66ollow')],
    ['as an absolute address, whatever its host', `http://other.example${path}`],
  ])('%s', async (_, target) => {
    const { status, body } = await send(`POST ${target}`);
    expect(status).toBe(200);
    expect(JSON.parse(body)).toMatchObject({ ret: 200 });
  });
});

describe('decision 29: what only resembles the follow path is 404', () => {
  test.each([
    ['a slash at the end', `${path}/`],
    ['another case', path.replace('gewe', 'Gewe')],
    ['an escaped slash', path.replace('/follow', '%2Ffollow')],
    ['a NUL at the end', `${path}%00`],
    ['a dot segment', path.replace('/v2', '/./v2')],
    ['two dots', path.replace('/v2', '/v2/x/..')],
    ['a parameter', `${path};a=b`],
    ['a star', '*'],
    ['nothing but slashes', '///%2f'],
    ['a long name', `${path}${'x'.repeat(10_000)}`],
  ])('%s', async (_, target) => {
    expect(await send(`POST ${target}`)).toMatchObject(notFound);
  });

  test.each(['%', '%z', '%c3', '%ed%a0%80'])('and %s in a path is 400', async (bad) => {
    expect(await send(`POST ${path}${bad}`)).toMatchObject(malformed);
  });

  test('and bytes beyond ASCII are 400', async () => {
    expect(await send(`POST ${path}é`)).toMatchObject(malformed);
  });
});

describe('decision 29: other methods on the follow path are 405, whatever the body', () => {
  const body = '{"ret":405,"msg":"请求方法不支持，请使用POST"}';
  test.each(['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY'])(
    '%s',
    async (method) => {
      const answer = await send(`${method} ${path}`);
      // A parser that does not know the method yet calls the request malformed.
      if (method === 'QUERY' && answer.status === 400) return;
      expect(answer).toMatchObject({ status: 405, body });
      expect(answer.head).toMatch(/^allow: POST$/im);
    },
  );

  test('HEAD gets the headers alone', async () => {
    const answer = await send(`HEAD ${path}`);
    expect(answer).toMatchObject({ status: 405, body: '' });
    expect(answer.head).toMatch(/^allow: POST$/im);
    expect(answer.head).toMatch(/^content-type: application\/json/im);
  });

  test('and POST to what is only read names GET', async () => {
    const answer = await send('POST /healthz');
    expect(answer.head).toMatch(/^allow: GET$/im);
    expect(answer.status).toBe(405);
  });
});

describe('decisions 28 and 29: a path or method that is not served is told without a token', () => {
  test.each([
    ['POST', '/gewe/v2/api/finder/nothing', 404],
    ['POST', '/x?y=%zz', 404],
    ['GET', path, 405],
    ['PUT', path, 405],
    ['OPTIONS', path, 405],
  ])('%s %s', async (method, target, status) => {
    const init = method === 'GET' ? { method } : { method, body: 'no JSON' };
    const answer = await fetch(instance.address + target, init);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await answer.json()).toMatchObject({ ret: status });
  });
});

describe('no file outside the API reference is reachable', () => {
  test.each([
    '/docs/../package.json',
    '/docs/static/../../package.json',
    '/docs/static/%2e%2e%2f%2e%2e%2fpackage.json',
    '/docs/static/..%2f..%2fpackage.json',
    '/docs/static/%5c..%5cpackage.json',
    '/docs/static/%00',
    '/docs/static/index.html%00.js',
    '/docs/static/.git/config',
    '/docs/nothing',
    '/docs/*',
  ])('%s', async (target) => {
    expect(await send(`GET ${target}`)).toMatchObject(notFound);
  });

  test('a name too long for any file', async () => {
    const target = `/docs/static/${'a'.repeat(5_000)}`;
    expect(await send(`GET ${target}`)).toMatchObject(notFound);
  });
});
