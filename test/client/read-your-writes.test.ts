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
