import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoCast } from '#guanzhu/demo/cast.js';
import { type Instance, startInstance } from '../../support/instance.js';
import { callV1 } from '../../support/v1-call.js';

const adminToken = 'test-admin-token-0123456789';
const path = `/accounts/${demoCast[1]?.username}`;

let instance: Instance;
beforeAll(async () => {
  instance = await startInstance({ adminToken });
});
afterAll(() => instance.stop());

const get = (address: string) => callV1(instance.address, 'GET', address, { token: adminToken });

// Written into an address as the guide has them: a server reads their plus as a blank.
describe('the plus of an offset need not be written %2B', () => {
  const year = new Date().getUTCFullYear() + 1;
  test.each([
    `${path}?asOf=${year}-01-31T08:00:00+08:00`,
    `${path}/followers?asOf=${year}-01-31T08:00:00.5+08:00`,
    `${path}/history?unit=day&tz=+08:00&from=2026-01-01T00:00:00+08:00&to=2026-01-31T00:00:00+08:00`,
    '/overview?unit=day&tz=+08:00',
    '/reports/attribution?tz=+08:00&from=2026-01-01T00:00:00+08:00',
    `/export?content=follows&format=csv&asOf=${year}-01-31T08:00:00+08:00`,
  ])('%s', async (address) => {
    const plain = await fetch(`${instance.address}/v1${address}`, {
      headers: { authorization: `Bearer ${adminToken}` },
    });
    const escaped = await fetch(`${instance.address}/v1${address.replaceAll('+', '%2B')}`, {
      headers: { authorization: `Bearer ${adminToken}` },
    });
    const [text, expected] = [await plain.text(), await escaped.text()];
    expect([plain.status, text]).toEqual([200, expected]);
    expect(text).not.toContain(' 08:00');
  });
});

test('a blank anywhere else is none', async () => {
  for (const query of [
    'asOf=2026-01-31T08:00:00+',
    'asOf=2026-01-31+08:00',
    'asOf=2026-01-31T08:00+08:00',
  ]) {
    expect((await get(`${path}?${query}`)).status).toBe(400);
  }
  for (const tz of ['08:00', '++08:00', '+8', '+']) {
    expect((await get(`${path}/history?unit=day&tz=${tz}`)).status).toBe(400);
  }
});
