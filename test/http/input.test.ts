import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demo } from '#guanzhu/demo/demo.js';
import { callFollow, demoBody, isEnvelope } from '../support/follow-call.js';
import { type Instance, startInstance } from '../support/instance.js';
import { demoText, postRaw, type RawAnswer, requestHead, sendRaw } from '../support/raw-http.js';

let instance: Instance;
beforeAll(async () => {
  instance = await startInstance();
});
afterAll(async () => {
  // Whatever was sent, the server still serves.
  expect((await callFollow(instance.address, demoBody)).body.ret).toBe(200);
  await instance.stop();
});

const post = (body: string | Uint8Array, headers?: readonly string[]) =>
  postRaw(instance.address, body, headers);

function envelope({ status, head, body }: RawAnswer) {
  expect(head).toMatch(/content-type: application\/json/i);
  expect(head).toMatch(/x-request-id: [0-9a-f-]{36}/i);
  const parsed: unknown = JSON.parse(body);
  if (!isEnvelope(parsed)) throw new Error(`no envelope: ${body}`);
  return { status, ret: parsed.ret, msg: parsed.msg };
}

const ok = { status: 200, ret: 200, msg: '操作成功' };
const invalid = (field: string) => ({ status: 200, ret: 500, msg: `${field}参数错误` });
const missing = (field: string) => ({ status: 200, ret: 500, msg: `${field}不可为空` });

describe('numbers', () => {
  test.each([
    ['opType', '1', ok],
    ['opType', '"1"', ok],
    ['opType', '"2"', ok],
    ['myRoleType', '"3"', ok],
    ['opType', 'true', invalid('opType')],
    ['opType', 'null', missing('opType')],
    ['opType', '""', missing('opType')],
    ['myRoleType', '3.0', ok],
    ['myRoleType', '3e0', ok],
    ['myRoleType', '30e-1', ok],
    ['myRoleType', '"3.0"', ok],
    ['myRoleType', '0.3E+1', ok],
    ['myRoleType', '3.5', invalid('myRoleType')],
    ['myRoleType', '"3.5"', invalid('myRoleType')],
    ['myRoleType', '3.0000000000000000000001', invalid('myRoleType')],
    ['myRoleType', '3e99999999999', invalid('myRoleType')],
    ['myRoleType', '3e-99999999999', invalid('myRoleType')],
    ['opType', '1.5', invalid('opType')],
    ['opType', '1e0', ok],
    ['opType', '"1.0"', ok],
    ['opType', '2.0', ok],
    ['opType', '1.', { status: 400, ret: 400, msg: '请求体不是有效的JSON对象：语法错误' }],
    ['opType', '"1."', invalid('opType')],
    ['opType', '" 1"', invalid('opType')],
    ['opType', '"+1"', invalid('opType')],
    ['opType', '"01"', invalid('opType')],
    ['opType', '"0x1"', invalid('opType')],
    ['opType', '"１"', invalid('opType')],
    ['opType', '1e400', invalid('opType')],
    ['opType', '-0', invalid('opType')],
    ['opType', '-1', invalid('opType')],
    ['opType', '2147483649', invalid('opType')],
    ['opType', '4294967297', invalid('opType')],
    ['opType', '9007199254740993', invalid('opType')],
    ['opType', '14195037502970005822', invalid('opType')],
    ['opType', '"18446744073709551617"', invalid('opType')],
    ['opType', '[1]', invalid('opType')],
    ['opType', '{}', invalid('opType')],
  ])('%s %s', async (member, json, expected) => {
    expect(envelope(await post(demoText(member, json)))).toEqual(expected);
  });
});

describe('texts', () => {
  test.each([
    ['appId', '123', invalid('appId')],
    ['appId', 'true', invalid('appId')],
    ['appId', 'null', missing('appId')],
    ['appId', '" \\t "', missing('appId')],
    ['appId', '["a"]', invalid('appId')],
    ['toUserName', '"a\\u0000b"', invalid('toUserName')],
    ['toUserName', '"a\\nb"', invalid('toUserName')],
    ['toUserName', '"\\ud800"', invalid('toUserName')],
    ['myUserName', '14195037502970005822', invalid('myUserName')],
  ])('%s %s', async (member, json, expected) => {
    expect(envelope(await post(demoText(member, json)))).toEqual(expected);
  });

  test.each([
    'toString',
    'constructor',
    '__proto__',
    "'; DROP TABLE follows; --",
    '%',
    '😀',
    '\u202e',
  ])('the name %s is plain data', async (name) => {
    const { body } = await callFollow(instance.address, { ...demoBody, toUserName: name });
    expect(body.data).toEqual({ code: '-6103', msg: `[${name}]视频号不存在` });
  });
});

describe('bodies that are no strict JSON object are 400', () => {
  const bad: [string, string | Uint8Array][] = [
    ['white space', '  '],
    ['a list', '[1]'],
    ['a text', '"x"'],
    ['a number', '7'],
    ['null', 'null'],
    ['half an object', '{"appId":"x"'],
    ['a trailing comma', `${demoText().slice(0, -1)},}`],
    ['single quotes', "{'appId':'x'}"],
    ['a comment', `/* */${demoText()}`],
    ['NaN', demoText('opType', 'NaN')],
    ['a leading zero', demoText('opType', '01')],
    ['two values', `${demoText()}{}`],
    ['a key twice with two values', demoText('opType', '1,"opType":2')],
    ['a key twice, once escaped', demoText('opType', '1,"opTyp\\u0065":2')],
    ['a byte order mark', `\uFEFF${demoText()}`],
    [
      'invalid UTF-8',
      Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff]), Buffer.from('"}')]),
    ],
    ['UTF-16', Buffer.from(demoText(), 'utf16le')],
    ['__proto__', demoText('proxyIp', '"","__proto__":{"opType":2}')],
    ['__proto__, escaped', demoText('proxyIp', '"","\\u005f_proto__":{}')],
    ['constructor.prototype', demoText('proxyIp', '{"constructor":{"prototype":{}}}')],
    ['33 levels', demoText('proxyIp', '['.repeat(33) + ']'.repeat(33))],
    ['20,000 levels', demoText('proxyIp', '['.repeat(20_000) + ']'.repeat(20_000))],
    ['30,000 open brackets', '{"a":'.repeat(6_000)],
  ];
  test.each(bad)('%s', async (_, body) => {
    const answer = envelope(await post(body));
    expect(answer).toMatchObject({ status: 400, ret: 400 });
    expect(answer.msg).toMatch(/^请求体不是有效的JSON对象：./);
  });

  test.each([
    ['nothing', ''],
    ['an empty list, as PHP writes an empty object', '[]'],
  ])('but %s is an object without members: the first missing one is named', async (_, body) => {
    expect(envelope(await post(body))).toEqual(missing('appId'));
  });

  test('and nothing reaches a prototype', () => {
    expect(Object.hasOwn(Object.prototype, 'opType')).toBe(false);
  });
});

describe('large but lawful', () => {
  const padded = (size: number) => {
    const text = demoText('proxyIp', '"PAD"');
    return text.replace('PAD', 'x'.repeat(size - Buffer.byteLength(text) + 3));
  };

  test('64 KiB is read, one byte more is 413', async () => {
    expect(envelope(await post(padded(65536)))).toEqual(ok);
    const answer = envelope(await post(padded(65537)));
    expect(answer).toEqual({ status: 413, ret: 413, msg: '请求体过大，上限65536字节' });
  });

  test('the same limit holds without a length', async () => {
    const head = requestHead(0).replace('Content-Length: 0', 'Transfer-Encoding: chunked');
    const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`;
    const [answer] = await sendRaw(instance.address, [head, chunk, chunk, chunk, chunk, chunk]);
    expect(answer?.status).toBe(413);
  });

  test('thousands of unknown keys', async () => {
    const keys = Array.from({ length: 5000 }, (_, index) => `"k${index}":1`).join(',');
    expect(envelope(await post(demoText('proxyIp', `"",${keys}`)))).toEqual(ok);
  });

  test('32 levels', async () => {
    const nested = '['.repeat(31) + ']'.repeat(31);
    expect(envelope(await post(demoText('proxyIp', nested)))).toEqual(ok);
  });
});

describe('headers', () => {
  test.each([
    ['the token twice', [`X-GEWE-TOKEN: ${demo.token}`], 200, 'header:X-GEWE-TOKEN 只能出现一次'],
    [
      'two content types',
      ['Content-Type: application/json', 'Content-Type: text/plain'],
      400,
      'HTTP请求格式错误',
    ],
    ['two hosts', ['Host: other'], 400, 'HTTP请求格式错误'],
    ['plain text', ['Content-Type: text/plain'], 415, '请求体须为未压缩的UTF-8 application/json'],
    [
      'a form',
      ['Content-Type: application/x-www-form-urlencoded'],
      415,
      '请求体须为未压缩的UTF-8 application/json',
    ],
    [
      'a relative of JSON',
      ['Content-Type: application/problem+json'],
      415,
      '请求体须为未压缩的UTF-8 application/json',
    ],
    [
      'another charset',
      ['Content-Type: application/json; charset=gbk'],
      415,
      '请求体须为未压缩的UTF-8 application/json',
    ],
    ['gzip', ['Content-Encoding: gzip'], 415, '请求体须为未压缩的UTF-8 application/json'],
    ['an unknown expectation', ['Expect: 200-ok'], 417, '不支持的Expect请求头'],
  ])('%s', async (_, headers, status, msg) => {
    const ret = status === 200 ? 500 : status;
    expect(envelope(await post(demoText(), headers))).toEqual({ status, ret, msg });
  });

  test.each([
    ['a charset', ['Content-Type: application/json;charset=UTF-8']],
    ['another case', ['content-type: Application/JSON']],
    ['an awaited continue', ['Expect: 100-continue']],
    ['identity encoding', ['Content-Encoding: identity']],
    ['an upgrade that is not taken', ['Connection: Upgrade', 'Upgrade: h2c']],
  ])('%s is accepted', async (_, headers) => {
    expect(envelope(await post(demoText(), headers))).toEqual(ok);
  });

  test('no content type is 415', async () => {
    const head = requestHead(2).replace('Content-Type: application/json\r\n', '');
    const [answer] = await sendRaw(instance.address, [head, '{}']);
    expect(answer?.status).toBe(415);
  });
});

describe('bytes that are no request', () => {
  const path = '/gewe/v2/api/finder/follow';
  const malformed: [string, string, number][] = [
    ['length and chunks at once', requestHead(4, ['Transfer-Encoding: chunked']), 400],
    ['two lengths', requestHead(4, ['Content-Length: 5']), 400],
    ['a negative length', requestHead(-1), 400],
    ['space before the colon', requestHead(0, ['X-Thing : 1']), 400],
    ['a NUL in a header', requestHead(0, ['X-Thing: a\0b']), 400],
    ['a folded header', requestHead(0, ['X-Thing: a\r\n b']), 400],
    ['a bare line feed', 'POST / HTTP/1.1\nHost: a\n\n', 400],
    ['HTTP/0.9', 'GET /\r\n\r\n', 400],
    ['no protocol at all', 'hello\r\n\r\n', 400],
    ['no host', 'GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    ['20 kB of headers', requestHead(0, [`X-Thing: ${'a'.repeat(20_000)}`]), 431],
    ['20 kB of path', requestHead(0, [], `/${'a'.repeat(20_000)}`), 431],
    ['bad escapes in the path', requestHead(0, [], `${path}%zz`), 400],
    ['an encoded slash', requestHead(0, [], '/gewe/v2/api/finder%2ffollow'), 404],
    ['another case of the path', requestHead(0, [], path.toUpperCase()), 404],
    ['dots in the path', requestHead(0, [], '/docs/../../etc/passwd'), 404],
  ];
  test.each(malformed)('%s', async (_, bytes, status) => {
    const [answer, ...more] = await sendRaw(instance.address, [bytes]);
    expect(answer?.status).toBe(status);
    if (answer) expect(envelope(answer).ret).toBe(status);
    expect(more).toEqual([]);
  });

  test('double slashes are tolerated', async () => {
    const text = demoText();
    const head = requestHead(Buffer.byteLength(text), [], '//gewe//v2/api/finder/follow');
    const [answer] = await sendRaw(instance.address, [head, text]);
    expect(answer && envelope(answer)).toEqual(ok);
  });

  test('pipelined requests are answered in order', async () => {
    const follow = demoText();
    const bad = demoText('opType', '9');
    const open = (text: string) =>
      `${requestHead(Buffer.byteLength(text)).replace('Connection: close\r\n', '')}${text}`;
    const last = `${requestHead(Buffer.byteLength(follow))}${follow}`;
    const answers = await sendRaw(instance.address, [open(follow) + open(bad) + last]);
    expect(answers.map((answer) => envelope(answer).ret)).toEqual([200, 500, 200]);
  });
});

test('a request that comes too slowly is ended', async () => {
  const text = demoText();
  const head = requestHead(Buffer.byteLength(text));
  const halfHead = 'POST / HTTP/1.1\r\nHost: a\r\nX-Slow: ';
  const drops = Array.from({ length: 60 }, () => ' ');
  const slow = [
    sendRaw(instance.address, [halfHead]),
    sendRaw(instance.address, [halfHead, ...drops], 500),
    sendRaw(instance.address, [head, '{']),
    sendRaw(instance.address, [head, ...drops], 500),
  ];
  for (const answers of await Promise.all(slow)) {
    expect(answers.map(({ status }) => status)).toEqual([408]);
    expect(answers.map((answer) => envelope(answer).msg)).toEqual(['请求超时']);
  }
});
