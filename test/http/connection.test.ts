import { once } from 'node:events';
import { readdirSync, readlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demo } from '#guanzhu/demo/demo.js';
import { temporaryFolder } from '../support/folder.js';
import { callFollow, demoBody, isEnvelope } from '../support/follow-call.js';
import { type Instance, startInstance } from '../support/instance.js';
import { demoText, requestHead, sendRaw } from '../support/raw-http.js';
import { spawnServer } from '../support/server-process.js';

let instance: Instance;
beforeAll(async () => {
  instance = await startInstance();
});
afterAll(async () => {
  expect((await callFollow(instance.address, demoBody)).body.ret).toBe(200);
  await instance.stop();
});

const unfollow = demoText('opType', '2');
const keptOpen = (head: string) => head.replace('Connection: close\r\n', '');
const request = (text: string, headers: readonly string[] = [], path?: string) =>
  `${requestHead(Buffer.byteLength(text), headers, path)}${text}`;
/** A request whose body comes in chunks, or claims to. */
const chunked = (body: string, coding = 'Transfer-Encoding: chunked') =>
  `${requestHead(0).replace('Content-Length: 0', coding)}${body}`;
const chunk = (text: string, extension = '') =>
  `${Buffer.byteLength(text).toString(16)}${extension}\r\n${text}\r\n`;
const lastChunk = '0\r\n\r\n';

/** Sends bytes; gives the statuses of the answers, and how many changes the bytes made. */
async function send(chunks: readonly string[], pause?: number) {
  await callFollow(instance.address, demoBody);
  const { revision } = await instance.app.store.head();
  const answers = await sendRaw(instance.address, chunks, pause);
  for (const { head, body } of answers) {
    expect(head).toMatch(/content-type: application\/json/i);
    expect(head).toMatch(/x-request-id: [0-9a-f-]{36}/i);
    expect(isEnvelope(JSON.parse(body))).toBe(true);
  }
  const changes = await instance.app.store.changes(revision, 10);
  return { statuses: answers.map(({ status }) => status), changes: changes.length };
}

describe('a request hidden in another is never carried out', () => {
  const smuggled = keptOpen(request(unfollow));
  const both = `${keptOpen(requestHead(5, ['Transfer-Encoding: chunked']))}${lastChunk}${smuggled}`;
  const hidden: [string, string][] = [
    ['a length and chunks', both],
    ['two lengths', `${keptOpen(requestHead(0, ['Content-Length: 400']))}${smuggled}`],
    ['a list of lengths', `${requestHead(0).replace(': 0', ': 0, 400')}${smuggled}`],
    ['a signed length', `${requestHead(0).replace('Length: 0', 'Length: +0')}${smuggled}`],
    ['an endless length', `${requestHead(0).replace('Length: 0', `Length: ${'9'.repeat(30)}`)}`],
    ['an unknown coding', chunked(lastChunk + smuggled, 'Transfer-Encoding: xchunked')],
    ['a coding after chunks', chunked(lastChunk + smuggled, 'Transfer-Encoding: chunked, gzip')],
    [
      'two codings',
      chunked(lastChunk + smuggled, 'Transfer-Encoding: chunked\r\nTransfer-Encoding: identity'),
    ],
    ['a coding, then a space', chunked(lastChunk + smuggled, 'Transfer-Encoding : chunked')],
    ['a coding with a control', chunked(lastChunk + smuggled, 'Transfer-Encoding: \x0bchunked')],
    [
      'a coding behind a line feed',
      chunked(lastChunk + smuggled, 'X: a\nTransfer-Encoding: chunked'),
    ],
    ['a coding behind a return', chunked(lastChunk + smuggled, 'X: a\rTransfer-Encoding: chunked')],
    ['a size that is no number', chunked(`0x0\r\n\r\n${smuggled}`)],
    ['a chunk longer than its size', chunked(`1\r\n{}\r\n${lastChunk}${smuggled}`)],
    ['a chunk that ends in line feeds', chunked(`2\n{}\n0\n\n${smuggled}`)],
  ];
  test.each(hidden)('%s', async (_, bytes) => {
    expect(await send([bytes])).toEqual({ statuses: [400], changes: 0 });
  });

  test('a body shorter than its length is one request with what follows', async () => {
    const bytes = `${requestHead(Buffer.byteLength(unfollow) + 10)}${unfollow}${smuggled}`;
    expect(await send([bytes])).toEqual({ statuses: [400], changes: 0 });
  });

  test('a body longer than its length does not become a request', async () => {
    const bytes = `${keptOpen(requestHead(10))}${unfollow}`;
    expect(await send([bytes])).toEqual({ statuses: [400], changes: 0 });
  });

  test('a trailer is no header', async () => {
    const tokenless = chunked('').replace(/X-GEWE-TOKEN: .*\r\n/, 'Trailer: X-GEWE-TOKEN\r\n');
    const bytes = `${tokenless}${chunk(unfollow)}0\r\nX-GEWE-TOKEN: ${demo.token}\r\n\r\n`;
    expect(await send([bytes])).toEqual({ statuses: [200], changes: 0 });
  });
});

describe('bodies in chunks', () => {
  test.each([
    ['of one byte each', [...unfollow].map((byte) => chunk(byte)).join('')],
    ['with an extension', chunk(unfollow, ';a=b')],
  ])('%s are read', async (_, body) => {
    expect(await send([chunked(body + lastChunk)])).toEqual({ statuses: [200], changes: 1 });
  });

  test('with an endless extension are refused', async () => {
    const bytes = chunked(chunk(unfollow, `;${'a'.repeat(20_000)}`) + lastChunk);
    expect(await send([bytes])).toEqual({ statuses: [400], changes: 0 });
  });
});

describe('a fault behind a request', () => {
  test('is answered after it, in order', async () => {
    const bytes = keptOpen(request(unfollow));
    expect(await send([`${bytes}no request\r\n\r\n`])).toEqual({
      statuses: [200, 400],
      changes: 1,
    });
    const two = bytes + keptOpen(request(demoText()));
    expect(await send([`${two}GET / HTTP/1.1\r\nHost : a\r\n\r\n`])).toEqual({
      statuses: [200, 200, 400],
      changes: 2,
    });
  });

  test('that asked to close is not read', async () => {
    expect(await send([`${request(unfollow)}no request`])).toEqual({ statuses: [200], changes: 1 });
  });

  test('in the body of one that was refused before gets no second answer', async () => {
    const head = keptOpen(chunked('')).replace('finder/follow', 'finder/nothing');
    expect(await send([head, 'no size\r\n'], 300)).toEqual({ statuses: [404], changes: 0 });
  });
});

describe('other protocols', () => {
  test.each([
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', [400]],
    ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', [400]],
    ['an unknown method', requestHead(0).replace('POST', 'BREW'), [400]],
    ['a tunnel', 'CONNECT other:443 HTTP/1.1\r\nHost: other:443\r\n\r\n', []],
    ['NUL bytes', '\0\0\0\0', [400]],
  ])('%s', async (_, bytes, statuses) => {
    expect(await send([bytes])).toEqual({ statuses, changes: 0 });
  });

  test('HTTP/1.0 is answered and closed', async () => {
    const bytes = keptOpen(request(unfollow)).replace('HTTP/1.1', 'HTTP/1.0');
    expect(await send([bytes])).toEqual({ statuses: [200], changes: 1 });
  });
});

test.skipIf(process.platform !== 'linux')(
  'a client that never closes its side holds no connection after a fault',
  async () => {
    using folder = temporaryFolder();
    await using server = await spawnServer(['--demo', '--data-dir', folder.path]);
    const { port } = new URL(server.address);
    const sockets = () => {
      const descriptors = `/proc/${server.child.pid}/fd`;
      return readdirSync(descriptors).filter((name) => {
        try {
          return readlinkSync(`${descriptors}/${name}`).startsWith('socket:');
        } catch {
          return false;
        }
      }).length;
    };
    const before = sockets();
    const clients = Array.from({ length: 20 }, () => {
      const client = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true });
      client.on('error', () => {});
      client.resume().write('no request\r\n\r\n');
      return client;
    });
    try {
      await Promise.all(clients.map((client) => once(client, 'data')));
      await expect.poll(sockets).toBe(before);
    } finally {
      for (const client of clients) client.destroy();
    }
  },
);
