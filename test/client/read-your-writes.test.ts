import { expect, test } from 'vitest';
import { GuanzhuClient } from '#guanzhu/client/index.js';
import { json, scriptedServer } from './scripted-server.js';

const wrote = (revision: string) =>
  json({ changed: true, revision }, 200, { 'Guanzhu-Revision': revision });

test('reads ask for what the client wrote last, whatever came back last', async () => {
  await using server = await scriptedServer(
    json({}),
    wrote('r9z'),
    wrote('ra0'),
    wrote('r9y'),
    json({ items: [] }, 200, {}),
  );
  const client = new GuanzhuClient({ baseUrl: server.baseUrl, token: 't' });
  const sent = () => server.received.at(-1)?.headers['guanzhu-revision'];
  await client.accounts.get({ username: 'a' });
  expect(sent()).toBeUndefined();
  for (let turn = 0; turn < 3; turn += 1)
    await client.accounts.block({ username: 'a', other: 'b' });
  await client.accounts.followers({ username: 'a' });
  expect(sent()).toBe('ra0');
});

test('a longer revision is a later one, and the option turns it off', async () => {
  await using server = await scriptedServer(wrote('rzz'), wrote('r100'), wrote('rzy'), json({}));
  for (const readYourWrites of [undefined, false]) {
    server.received.length = 0;
    const client = new GuanzhuClient({ baseUrl: server.baseUrl, token: 't', readYourWrites });
    for (let turn = 0; turn < 3; turn += 1) {
      await client.accounts.block({ username: 'a', other: 'b' });
    }
    await client.accounts.get({ username: 'a' });
    const { headers } = server.received.at(-1) ?? {};
    expect(headers?.['guanzhu-revision']).toBe(readYourWrites === false ? undefined : 'r100');
  }
});

test('a revision of another ledger takes the place of a later one of a ledger that is lost', async () => {
  await using server = await scriptedServer(
    wrote('rzz_0c4fa91e'),
    wrote('r5_9e3d1f00'),
    wrote('r4_9e3d1f00'),
    json({}),
  );
  const client = new GuanzhuClient({ baseUrl: server.baseUrl, token: 't' });
  for (let turn = 0; turn < 3; turn += 1)
    await client.accounts.block({ username: 'a', other: 'b' });
  await client.accounts.get({ username: 'a' });
  expect(server.received.at(-1)?.headers['guanzhu-revision']).toBe('r5_9e3d1f00');
});

test('once the server calls its ledger lost, the client says so and lets go of it', async () => {
  const problem = { code: 'ledger_changed', status: 410, detail: 'Guanzhu-Revision is of …' };
  await using server = await scriptedServer(
    wrote('r9_0c4fa91e'),
    json(problem, 410),
    json({}),
    wrote('r9_9e3d1f00'),
    json(problem, 410),
  );
  const client = new GuanzhuClient({ baseUrl: server.baseUrl, token: 't' });
  const sent = () => server.received.at(-1)?.headers['guanzhu-revision'];
  await client.accounts.block({ username: 'a', other: 'b' });
  await expect(client.accounts.get({ username: 'a' })).rejects.toMatchObject({
    ...{ code: 'ledger_changed', status: 410 },
  });
  expect(sent()).toBe('r9_0c4fa91e');
  await client.accounts.get({ username: 'a' });
  expect(sent()).toBeUndefined();
  // A write under a key would be carried out again where the first is lost with its ledger.
  await client.accounts.block({ username: 'a', other: 'b' });
  await expect(client.follows.batch({ rows: [] })).rejects.toMatchObject({
    code: 'ledger_changed',
  });
  expect(sent()).toBe('r9_9e3d1f00');
});
