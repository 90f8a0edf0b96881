import { afterAll, beforeAll, expect, test } from 'vitest';
import { demo } from '#guanzhu/demo/demo.js';
import { demoBody } from '../support/follow-call.js';
import { type Instance, startInstance } from '../support/instance.js';

let instance: Instance;
beforeAll(async () => {
  instance = await startInstance();
});
afterAll(() => instance.stop());

const post = async (path: string, body: unknown) => {
  const response = await fetch(instance.address + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-gewe-token': demo.token },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
};

test('every operation answers below /v2/api as below /gewe/v2/api', async () => {
  const document: unknown = await (await fetch(`${instance.address}/openapi.json`)).json();
  const paths = Object.keys(Object(Object(document).paths)).filter((path) =>
    path.startsWith('/gewe/'),
  );
  expect(paths).toHaveLength(13);
  for (const path of paths) {
    const alias = path.replace('/gewe', '');
    expect([alias, await post(alias, {})]).toEqual([alias, await post(path, {})]);
  }
  const sent = { ...demoBody, searchInfo: [] };
  expect((await post('/v2/api/finder/follow', sent)).body).toMatchObject({ ret: 200 });
});

test('and is documented once', async () => {
  const document: unknown = await (await fetch(`${instance.address}/openapi.json`)).json();
  const paths = Object.keys(Object(Object(document).paths));
  expect(paths.filter((path) => path.startsWith('/v2/') || path.includes('/tools/'))).toEqual([]);
});
