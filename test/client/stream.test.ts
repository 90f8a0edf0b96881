import { describe, expect, test } from 'vitest';
import { AuthenticationError, ConnectionError, GuanzhuClient } from '#guanzhu/client/index.js';
import { readEvents } from '#guanzhu/client/sse.js';
import { type Answer, events, json, scriptedServer } from './scripted-server.js';

const change = (revision: string) => ({
  type: 'followed',
  revision,
  at: 1,
  follower: 'a',
  target: 'b',
  device: null,
  attribution: null,
});

describe('the stream of changes', () => {
  test('goes on after the last change seen, over breaks and busy servers', async () => {
    await using server = await scriptedServer(
      events([change('r1'), change('r2')]),
      json({}, 503),
      events([]),
      events([change('r3')], true),
    );
    const client = new GuanzhuClient({ baseUrl: server.baseUrl, token: 't' });
    const seen: string[] = [];
    for await (const { revision } of client.changes.stream({ after: 'r0' })) {
      seen.push(revision);
      if (revision === 'r3') break;
    }
    expect(seen).toEqual(['r1', 'r2', 'r3']);
    const from = server.received.map(({ headers }) => headers['last-event-id']);
    expect(from).toEqual([undefined, 'r2', 'r2', 'r2']);
    expect(server.received[0]).toMatchObject({
      url: '/v1/changes/stream?after=r0',
      headers: { accept: 'text/event-stream', authorization: 'Bearer t' },
    });
  });

  test.each(['昨天', ''])('has no start at %j, and the server says so', async (after) => {
    await using server = await scriptedServer(
      json({ code: 'parameter_invalid', detail: 'after must be …', field: 'after' }, 400),
    );
    const client = new GuanzhuClient({ baseUrl: server.baseUrl, token: 't' });
    await expect(client.changes.stream({ after }).next()).rejects.toMatchObject({ field: 'after' });
    expect(server.received.map(({ url }) => url)).toEqual([
      `/v1/changes/stream?after=${encodeURIComponent(after)}`,
    ]);
  });

  test('goes on after an id that came without a change', async () => {
    const standing: Answer = (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('id: r5\n\n');
      setImmediate(() => response.destroy());
    };
    await using server = await scriptedServer(standing, events([change('r6')], true));
    const client = new GuanzhuClient({ baseUrl: server.baseUrl });
    const { value } = await client.changes.stream().next();
    expect(value).toEqual(change('r6'));
    expect(server.received.map(({ headers }) => headers['last-event-id'])).toEqual([
      undefined,
      'r5',
    ]);
  });

  test('is opened anew when it stays silent', async () => {
    await using server = await scriptedServer(events([], true), events([change('r1')], true));
    const client = new GuanzhuClient({ baseUrl: server.baseUrl });
    for await (const { revision } of client.changes.stream({ idleTimeoutMs: 30 })) {
      expect(revision).toBe('r1');
      break;
    }
    expect(server.received).toHaveLength(2);
  });

  test('ends with the reason of its signal', async () => {
    await using server = await scriptedServer(events([change('r1')], true));
    const client = new GuanzhuClient({ baseUrl: server.baseUrl });
    const stop = new AbortController();
    const reason = new Error('enough');
    const read = async () => {
      for await (const _ of client.changes.stream({}, { signal: stop.signal })) stop.abort(reason);
    };
    await expect(read()).rejects.toBe(reason);
  });

  test('throws what the server answers for good', async () => {
    await using server = await scriptedServer(
      events([change('r1')]),
      json({ code: 'token_invalid', detail: 'x' }, 401),
    );
    const client = new GuanzhuClient({ baseUrl: server.baseUrl });
    const read = async () => {
      for await (const _ of client.changes.stream()) {
        // Only its end matters.
      }
    };
    await expect(read()).rejects.toBeInstanceOf(AuthenticationError);
  });

  test('throws when there is no server to begin with', async () => {
    const gone = await scriptedServer(events([]));
    await gone[Symbol.asyncDispose]();
    const client = new GuanzhuClient({ baseUrl: gone.baseUrl, maxRetries: 0 });
    await expect(client.changes.stream().next()).rejects.toBeInstanceOf(ConnectionError);
  });
});

describe('an event stream', () => {
  const text =
    ': c\r\nid: 1\ndata: a\ndata:b\n\nevent: x\rdata\r\rid\ndata:  关\n\nid: 7\n\ndata: lost';
  const expected = [
    { id: '1', event: 'message', data: 'a\nb' },
    { id: '1', event: 'x', data: '' },
    { id: '', event: 'message', data: ' 关' },
    { id: '7', event: 'message', data: '' },
  ];

  test.each([1, 2, 3, 7, 1000])('reads the same in pieces of %i', async (size) => {
    async function* pieces() {
      for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
    }
    const read: unknown[] = [];
    for await (const event of readEvents(pieces())) read.push(event);
    expect(read).toEqual(expected);
  });
});
