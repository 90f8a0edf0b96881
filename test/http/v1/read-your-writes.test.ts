import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { followList } from '#guanzhu/contract/follow-list.js';
import { demoCaller, demoCast } from '#guanzhu/demo/cast.js';
import { demo } from '#guanzhu/demo/demo.js';
import { engines, startInstanceOn } from '../../support/engines.js';
import type { Instance } from '../../support/instance.js';
import { callV1 } from '../../support/v1-call.js';

const other = demoCast[0]?.username ?? '';
const me = demoCaller.username;
const adminToken = 'test-admin-token-0123456789';

describe.each(engines)('Guanzhu-Revision on %s', (engine) => {
  let instance: Instance;
  beforeAll(async () => {
    instance = await startInstanceOn(engine, { adminToken });
  });
  afterAll(() => instance.stop());

  const call = (method: string, path: string, options: Parameters<typeof callV1>[3] = {}) =>
    callV1(instance.address, method, path, options);
  const revisionOf = ({ headers }: { headers: Headers }) => headers.get('guanzhu-revision');

  test('is told by every write of the ledger, and by no read and no dry run', async () => {
    const block = await call('PUT', `/accounts/${me}/blocks/${other}`);
    expect(revisionOf(block)).toBe(Object(block.body).revision);
    await call('DELETE', `/accounts/${me}/blocks/${other}`);
    const rows = [
      { op: 'follow', follower: me, target: other },
      { op: 'follow', follower: me, target: 'v2_nobody@finder' },
    ];
    const dry = await call('POST', '/follows/batch', { body: { rows, dryRun: true } });
    expect(revisionOf(dry)).toBeNull();
    const batch = await call('POST', '/follows/batch', { body: { rows } });
    expect(revisionOf(batch)).toBe(Object(batch.body).rows[0].revision);
    expect(revisionOf(await call('GET', `/accounts/${me}`))).toBeNull();
  });

  test('is taken by reads, also when the ledger has not come so far', async () => {
    const { body } = await call('GET', `/accounts/${me}`);
    for (const revision of [Object(body).revision, 'r0', 'rzzzzzz']) {
      const headers = { 'Guanzhu-Revision': revision };
      expect((await call('GET', `/accounts/${me}`, { headers })).body).toEqual(body);
      const checked = await call('POST', '/relations/check', {
        headers,
        body: { pairs: [{ follower: me, target: other }] },
      });
      expect(checked.status).toBe(200);
    }
  });

  test('that is no revision, or stands there twice, is refused', async () => {
    for (const revision of ['', 'latest', '17', 'r', 'r 1']) {
      const headers = { 'Guanzhu-Revision': revision };
      const { status, body } = await call('GET', `/accounts/${me}`, { headers });
      expect({ status, body }).toMatchObject({ status: 400, body: { code: 'parameter_invalid' } });
      expect(Object(body).detail).toContain('Guanzhu-Revision');
    }
    const twice = await fetch(`${instance.address}/v1/accounts/${me}`, {
      headers: [
        ['authorization', `Bearer ${demo.token}`],
        ['guanzhu-revision', 'r1, r2'],
      ],
    });
    expect(twice.status).toBe(400);
    const contract = await fetch(`${instance.address}/gewe/v2/api${followList.path}`, {
      method: 'POST',
      headers: {
        'x-gewe-token': demo.token,
        'content-type': 'application/json',
        'guanzhu-revision': 'latest',
      },
      body: JSON.stringify({ appId: 'x', myUserName: me, myRoleType: 3, lastBuffer: '' }),
    });
    expect(await contract.text()).toContain('Guanzhu-Revision参数错误');
  });

  test('says nothing to who has no token', async () => {
    const headers = { 'Guanzhu-Revision': 'latest' };
    expect((await call('GET', `/accounts/${me}`, { headers, token: null })).status).toBe(401);
  });
});
