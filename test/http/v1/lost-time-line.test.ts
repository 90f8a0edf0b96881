import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GuanzhuClient } from '#guanzhu/client/index.js';
import { demoCaller, demoCast, demoTarget } from '#guanzhu/demo/cast.js';
import { demo } from '#guanzhu/demo/demo.js';
import { parseAllowance } from '#guanzhu/service/callback-address.js';
import { type Restorable, startRestorable, ways } from '../../support/lost-time-line.js';
import { send } from '../../support/operation-call.js';
import { callV1 } from '../../support/v1-call.js';

const adminToken = 'admin-token-of-the-lost-time-line';
const callbackAllow = parseAllowance('127.0.0.1');
if (!callbackAllow) throw new Error('no list');
const me = demoCaller.username;
const others = demoCast.map(({ username }) => username).filter((name) => name !== me);
const caller = { appId: demo.appId, myUserName: me, myRoleType: 3 };
const path = (name: string) => `/accounts/${encodeURIComponent(name)}`;

interface HandedOut {
  readonly revision: string;
  /** Cursors of lists, by the address that each goes on at. */
  readonly lists: readonly string[];
  readonly lastBuffer: string;
  readonly lastBuff: string;
}

describe.each(ways)('after %s', (way) => {
  let server: Restorable;
  let lost: HandedOut;

  const call = (method: string, at: string, options: object = {}) =>
    callV1(server.address, method, at, { token: adminToken, ...options });
  const operation = (name: string, body: object) =>
    send(server.address, { path: `/finder/${name}` }, { ...caller, ...body });
  /** Follows and unfollows, so that the ledger grows by so many changes. */
  const grow = async (changes: number) => {
    for (let written = 0; written < changes; ) {
      for (const op of ['follow', 'unfollow']) {
        const rows = others.map((target) => ({ op, follower: target, target: me }));
        const { body } = await call('POST', '/follows/batch', { body: { rows } });
        written += Object(body).rows.filter((row: { changed?: boolean }) => row.changed).length;
      }
    }
  };
  const follow = (key: string, op = 'follow') =>
    call('POST', '/follows/batch', {
      body: { rows: [{ op, follower: me, target: demoTarget.username }] },
      headers: { 'idempotency-key': key },
    });
  const ledgerChanged = (field: string) => ({
    status: 410,
    body: {
      type: '/docs/problems/ledger_changed',
      code: 'ledger_changed',
      detail: expect.stringMatching(
        new RegExp(`^${field} is of the ledger [0-9a-f]{8}, and this is the ledger [0-9a-f]{8}: `),
      ),
    },
  });

  beforeAll(async () => {
    server = await startRestorable(way, { adminToken, callbackAllow });
    await grow(20);
    expect((await follow('key-before-the-backup')).status).toBe(200);
    await server.save();
    await grow(20);
    expect((await follow('key-after-the-backup', 'unfollow')).status).toBe(200);
    const { nextCursor: revision } = Object((await call('GET', '/changes?from=head')).body);
    const lists = await Promise.all(
      [
        `${path(demoTarget.username)}/followers?limit=1`,
        `${path(demoTarget.username)}/followers?limit=1&asOf=${revision}`,
        '/accounts?limit=1',
        '/devices?limit=1',
        '/tokens?limit=1',
      ].map(async (at) => {
        const { nextCursor } = Object((await call('GET', at)).body);
        expect([at, nextCursor]).toEqual([at, expect.stringMatching(/./)]);
        return `${at}&cursor=${nextCursor}`;
      }),
    );
    lost = {
      revision,
      lists,
      lastBuffer: Object((await operation('followList', {})).body).data.lastBuffer,
      lastBuff: Object((await operation('mentionList', { reqScene: 5, lastBuff: '' })).body).data
        .lastBuff,
    };
    await server.goBack();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  describe.each([
    { when: 'at once', changes: 0 },
    { when: 'once the new ledger is longer', changes: 60 },
  ])('$when', ({ changes }) => {
    beforeAll(() => grow(changes));

    test('the feed with a cursor of the lost time line is refused by name', async () => {
      const after = `after=${lost.revision}`;
      expect(await call('GET', `/changes?${after}`)).toMatchObject(ledgerChanged('after'));
      expect(await call('GET', `/changes/stream?${after}`)).toMatchObject(ledgerChanged('after'));
    });

    test('a stream that goes on by Last-Event-ID is refused by name', async () => {
      const headers = { 'last-event-id': lost.revision, accept: 'text/event-stream' };
      const reply = await call('GET', '/changes/stream', { headers });
      expect(reply).toMatchObject(ledgerChanged('Last-Event-ID'));
    });

    test('the client’s stream ends with the error’s code', async () => {
      const client = new GuanzhuClient({ baseUrl: server.address, adminToken });
      const stream = client.changes.stream({ after: lost.revision });
      await expect(stream.next()).rejects.toMatchObject({ code: 'ledger_changed', status: 410 });
    });

    test('asOf a revision of the lost time line is refused by name', async () => {
      const asOf = `asOf=${lost.revision}`;
      for (const at of [
        `${path(me)}?${asOf}`,
        `${path(me)}/followers?${asOf}`,
        `/export?${asOf}`,
        `/reports/attribution?by=day&${asOf}`,
      ]) {
        expect([at, await call('GET', at)]).toMatchObject([at, ledgerChanged('asOf')]);
      }
      const pairs = [{ follower: me, target: demoTarget.username }];
      const checked = await call('POST', '/relations/check', {
        body: { pairs, asOf: lost.revision },
      });
      expect(checked).toMatchObject(ledgerChanged('asOf'));
    });

    test('a read or write that is to show a revision of it is refused by name', async () => {
      const headers = { 'guanzhu-revision': lost.revision };
      expect(await call('GET', path(me), { headers })).toMatchObject(
        ledgerChanged('Guanzhu-Revision'),
      );
      const before = await call('GET', '/changes?from=head');
      const body = { rows: [{ op: 'unfollow', follower: me, target: demoTarget.username }] };
      const write = await call('POST', '/follows/batch', { headers, body });
      expect(write).toMatchObject(ledgerChanged('Guanzhu-Revision'));
      expect((await call('GET', '/changes?from=head')).body).toEqual(before.body);
    });

    test('cursors of lists are refused by name', async () => {
      for (const at of lost.lists) {
        expect([at, await call('GET', at)]).toMatchObject([at, ledgerChanged('cursor')]);
      }
    });

    test('cursors of the contract’s lists are refused by name', async () => {
      const named = (field: string) => ({
        ret: 500,
        data: { code: '-6115', msg: expect.stringMatching(`^${field}属于账本[0-9a-f]{8}，`) },
      });
      const { lastBuffer, lastBuff } = lost;
      expect((await operation('followList', { lastBuffer })).body).toMatchObject(
        named('lastBuffer'),
      );
      expect((await operation('mentionList', { reqScene: 5, lastBuff })).body).toMatchObject(
        named('lastBuff'),
      );
    });

    test('a webhook neither begins nor replays at a place of the lost time line', async () => {
      const url = 'http://127.0.0.1:9/hook';
      const after = lost.revision;
      const made = await call('POST', '/webhooks', { body: { url, after } });
      expect(made).toMatchObject(ledgerChanged('after'));
      const { id } = Object((await call('POST', '/webhooks', { body: { url } })).body);
      const replayed = await call('POST', `/webhooks/${id}/replay`, { body: { after } });
      expect(replayed).toMatchObject(ledgerChanged('after'));
      expect((await call('DELETE', `/webhooks/${id}`)).status).toBe(204);
    });

    test('a key that was used before is refused by name, and nothing is written', async () => {
      const before = await call('GET', '/changes?from=head');
      expect(await follow('key-before-the-backup')).toMatchObject(ledgerChanged('Idempotency-Key'));
      expect((await call('GET', '/changes?from=head')).body).toEqual(before.body);
    });

    test('what the new ledger hands out is honoured', async () => {
      const { nextCursor } = Object((await call('GET', '/changes?limit=1')).body);
      expect(await call('GET', `/changes?after=${nextCursor}`)).toMatchObject({ status: 200 });
      expect((await follow(`key-of-now-${changes}`)).status).toBe(200);
      expect((await follow(`key-of-now-${changes}`)).status).toBe(200);
    });
  });
});
