import { afterAll, beforeAll, expect, test } from 'vitest';
import { GuanzhuClient, type ImportEvent, InvalidRequestError } from '#guanzhu/client/index.js';
import { encoded } from '../support/import-file.js';
import { type Instance, startInstance } from '../support/instance.js';

const adminToken = 'test-admin-token-0123456789';
let instance: Instance;
let client: GuanzhuClient;
beforeAll(async () => {
  instance = await startInstance({ adminToken, demo: false });
  client = new GuanzhuClient({ baseUrl: instance.address, adminToken });
});
afterAll(() => instance.stop());

const table = (rows: number) =>
  `username,nickname\r\n${Array.from({ length: rows }, (_, at) => `sdk${at}@f,店铺 ${at}\r\n`).join('')}`;

async function all(events: AsyncIterable<ImportEvent>): Promise<ImportEvent[]> {
  const told: ImportEvent[] = [];
  for await (const event of events) told.push(event);
  return told;
}

test('an import takes a text, its bytes in another encoding, and columns by other names', async () => {
  const text = 'Account,Name,Score\r\nsdk-gbk@f,国货小店,5\r\n';
  const input = {
    text: new Uint8Array(encoded(text, 'gbk')),
    format: 'csv',
    encoding: 'gbk',
    columns: { Account: 'username', Name: 'nickname', Score: '' },
  } as const;
  await expect(client.transfer.import({ ...input, columns: {} })).rejects.toMatchObject({
    code: 'csv_invalid',
  });
  await expect(client.transfer.import({ text, format: 'csv' })).rejects.toThrow(
    'where a header is expected',
  );
  expect(await client.transfer.import(input)).toMatchObject({ changed: 1, failed: 0 });
  const found = await client.accounts.get({ username: 'sdk-gbk@f' });
  expect(found.nickname).toBe('国货小店');
});

test('an import of a stream is told of as it goes on, and goes on after what it told of', async () => {
  const text = table(5002);
  const input = (skip: number) => ({
    text: new Blob([text]).stream(),
    format: 'csv' as const,
    skip,
  });
  const events = await all(client.transfer.importing(input(0)));
  expect(events.filter(({ kind }) => kind === 'row')).toHaveLength(5002);
  expect(events.filter(({ kind }) => kind === 'progress')).toMatchObject([
    { rows: 5000 },
    { rows: 5002, changed: 5002 },
  ]);
  const again = await all(client.transfer.importing(input(5000)));
  expect(again.map(({ kind }) => kind)).toEqual(['row', 'row', 'progress', 'end']);
  expect(again.at(-1)).toEqual({
    kind: 'end',
    rows: 5002,
    changed: 0,
    unchanged: 2,
    failed: 0,
    dryRun: false,
  });
});

test('an import whose text ends in a fault throws the fault, with what was taken in', async () => {
  const text = `${table(5001)}one,two,three\r\n`;
  const told: ImportEvent[] = [];
  const run = async () => {
    for await (const event of client.transfer.importing({ text, format: 'csv' })) told.push(event);
  };
  await expect(run()).rejects.toThrow(InvalidRequestError);
  expect(told.at(-1)).toMatchObject({ kind: 'progress', rows: 5000 });
  await expect(client.transfer.import({ text, format: 'csv' })).rejects.toMatchObject({
    code: 'csv_invalid',
    detail: expect.stringContaining('the first 5000 rows were taken in'),
  });
});
