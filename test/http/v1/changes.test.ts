import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoCaller, demoCast, demoTarget } from '#guanzhu/demo/cast.js';
import { demo } from '#guanzhu/demo/demo.js';
import { type Instance, startInstance } from '../../support/instance.js';
import { Random, withSeed } from '../../support/random.js';
import { callV1 } from '../../support/v1-call.js';

const adminToken = 'test-admin-token-0123456789';
const usernames = demoCast.map(({ username }) => username);
let instance: Instance;
beforeAll(async () => {
  instance = await startInstance({ adminToken });
});
afterAll(() => instance.stop());

interface Item {
  readonly type: string;
  readonly revision: string;
  readonly device: string | null;
  readonly attribution: unknown;
}
const read = async (query: string, token: string = demo.token) => {
  const reply = await callV1(instance.address, 'GET', `/changes${query}`, { token });
  const page: { items: Item[]; nextCursor: string; hasMore: boolean } = Object(reply.body);
  return { ...reply, page };
};
const write = (rows: unknown, token: string = adminToken) =>
  callV1(instance.address, 'POST', '/follows/batch', { token, body: { rows } });

function someRows(random: Random, count: number) {
  return Array.from({ length: count }, () => ({
    op: random.pick(['follow', 'unfollow']),
    follower: random.pick(usernames),
    target: random.pick(usernames),
  }));
}

describe('the changes', () => {
  test('are told once each, in order, from any revision on', async () => {
    const items: Item[] = [];
    let after = '';
    for (;;) {
      const { page } = await read(`?limit=7${after}`);
      items.push(...page.items);
      after = `&after=${page.nextCursor}`;
      if (!page.hasMore) break;
    }
    const all = await instance.app.store.changes(undefined, 10_000);
    expect(items.map(({ revision }) => revision)).toEqual(all.map(({ revision }) => revision));
    const { page } = await read(`?${after.slice(1)}`);
    expect(page).toEqual({ items: [], nextCursor: items.at(-1)?.revision, hasMore: false });
    expect((await read('?from=head')).page).toEqual(page);
  });

  test('tell a device and a search to the device’s owner alone', async () => {
    const { page } = await read('?from=head');
    const row = { op: 'follow', follower: demoCaller.username, target: demoTarget.username };
    await write([row], demo.token);
    const seen = async (token: string) =>
      (await read(`?after=${page.nextCursor}`, token)).page.items.map(({ device }) => device);
    expect(await seen(demo.token)).toEqual([demo.appId]);
    expect(await seen(adminToken)).toEqual([demo.appId]);
    expect(await seen('guanzhu-demo-token-2')).toEqual([null]);
  });

  test('refuse a revision that is none, or is yet to come', async () => {
    for (const path of ['', '/stream']) {
      expect(await read(`${path}?after=yesterday`)).toMatchObject({
        status: 400,
        body: {
          code: 'parameter_invalid',
          detail:
            'after must be a time such as 2026-01-31T08:00:00Z, or a revision that this server gave (is yesterday).',
        },
      });
      expect(await read(`${path}?after=rzzzzzz`)).toMatchObject({
        status: 404,
        body: { code: 'revision_unknown' },
      });
    }
    expect((await read('?limit=1001')).status).toBe(400);
  });
});

/** A stream's events until `enough` says so, or the connection breaks. */
async function stream(
  query: string,
  enough: (ids: readonly string[]) => boolean,
  lastEventId?: string,
): Promise<string[]> {
  const response = await fetch(`${instance.address}/v1/changes/stream${query}`, {
    headers: {
      authorization: `Bearer ${demo.token}`,
      ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
    },
  });
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  expect(response.headers.get('cache-control')).toBe('no-store');
  const ids: string[] = [];
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString('utf8');
    const events = text.split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) {
      const id = /^id: (\S+)$/m.exec(event)?.[1];
      const data = /^data: (.+)$/m.exec(event)?.[1];
      if (data !== undefined && id !== undefined) {
        expect(JSON.parse(data)).toMatchObject({ revision: id });
        ids.push(id);
      }
      if (enough(ids)) return ids;
    }
  }
  return ids;
}

describe('a stream', () => {
  test('has no gap and no double under writes, over disconnects', async () => {
    const random = new Random();
    await withSeed(random, async () => {
      const start = (await instance.app.store.head()).revision;
      let writing = true;
      const writer = (async () => {
        const own = random.fork();
        while (writing) await write(someRows(own, 30));
      })();
      const seen: string[] = [];
      while (seen.length < 1500) {
        const wanted = random.integer(1, 200);
        const from = seen.at(-1);
        const query = from === undefined ? `?after=${start}` : '?from=start';
        seen.push(...(await stream(query, (ids) => ids.length >= wanted, from)));
      }
      writing = false;
      await writer;
      const all = await instance.app.store.changes(start, seen.length);
      expect(seen).toEqual(all.map(({ revision }) => revision));
    });
  });

  test('begins at the head, and says so before there is news', async () => {
    const { revision } = await instance.app.store.head();
    const abort = new AbortController();
    const response = await fetch(`${instance.address}/v1/changes/stream`, {
      headers: { authorization: `Bearer ${demo.token}` },
      signal: abort.signal,
    });
    const first = await response.body?.getReader().read();
    expect(Buffer.from(first?.value ?? []).toString('utf8')).toContain(`id: ${revision}\n`);
    abort.abort();
  });

  test('ends once its token is no more', async () => {
    const made = Object(
      (
        await callV1(instance.address, 'POST', '/tokens', {
          token: adminToken,
          body: { label: '' },
        })
      ).body,
    );
    const response = await fetch(`${instance.address}/v1/changes/stream`, {
      headers: { authorization: `Bearer ${made.token}` },
    });
    const reader = response.body?.getReader();
    await reader?.read();
    await callV1(instance.address, 'DELETE', `/tokens/${made.id}`, { token: adminToken });
    let ended = false;
    void reader?.closed.then(() => {
      ended = true;
    });
    for (let turn = 0; !ended; turn += 1) {
      const op = turn % 2 === 0 ? 'follow' : 'unfollow';
      await write([{ op, follower: demoCaller.username, target: demoTarget.username }]);
      await reader?.read();
    }
  });

  test('is one of 200 of a tenant at most', async () => {
    const streams: AbortController[] = [];
    const openStream = () => {
      const abort = new AbortController();
      streams.push(abort);
      return fetch(`${instance.address}/v1/changes/stream`, {
        headers: { authorization: `Bearer ${demo.token}` },
        signal: abort.signal,
      });
    };
    try {
      // The responses are held on to: fetch closes the stream of one that nobody can reach any more.
      const all = await Promise.all(Array.from({ length: 201 }, openStream));
      expect(all.filter(({ status }) => status === 200)).toHaveLength(200);
      expect(all.filter(({ status }) => status === 503)).toHaveLength(1);
      const admin = await fetch(`${instance.address}/v1/changes/stream`, {
        headers: { authorization: `Bearer ${adminToken}` },
      });
      expect(admin.status).toBe(200);
      await admin.body?.cancel();
    } finally {
      for (const each of streams) each.abort();
    }
  });

  test('whose reader does not read holds up neither writes nor the end', async () => {
    const other = await startInstance({ adminToken });
    const responses: IncomingMessage[] = [];
    for (let index = 0; index < 20; index += 1) {
      const request = get(`${other.address}/v1/changes/stream?from=start`, {
        headers: { authorization: `Bearer ${demo.token}` },
        agent: false,
      });
      request.on('error', () => {});
      const [response]: IncomingMessage[] = await once(request, 'response');
      if (response) responses.push(response.pause().on('error', () => {}));
    }
    const random = new Random();
    const body = () => ({ rows: someRows(random, 1000) });
    for (let batch = 0; batch < 60; batch += 1) {
      const reply = await callV1(other.address, 'POST', '/follows/batch', {
        token: adminToken,
        body: body(),
      });
      expect(reply.status).toBe(200);
    }
    // Stopping waits for no stream: a test that hangs here fails by its time limit.
    await other.stop();
    for (const response of responses) response.destroy();
  });
});
