import { expect, test } from 'vitest';
import { startInstance } from '../../support/instance.js';
import { callV1 } from '../../support/v1-call.js';

const adminToken = 'test-admin-token-0123456789';

test('a NUL is refused in every text, since not every store can hold it', async () => {
  const { address, stop } = await startInstance({ adminToken });
  const calls = [
    ['POST', '/accounts', { username: 'v2_a\0b@finder', nickname: 'n' }, 'username'],
    ['POST', '/accounts', { nickname: 'n', signature: 'a\0b' }, 'signature'],
    ['POST', '/tokens', { label: 'a\0b' }, 'label'],
    ['GET', '/accounts/v2_a%00b', undefined, 'username'],
    ['GET', '/accounts/v2_a/followers?cursor=a%00b', undefined, 'cursor'],
  ] as const;
  try {
    for (const [method, path, body, field] of calls) {
      const reply = await callV1(address, method, path, { token: adminToken, body });
      expect(reply.status, path).toBe(400);
      expect(reply.body, path).toMatchObject({ code: 'parameter_invalid' });
      expect(JSON.stringify(reply.body), path).toContain(field);
    }
  } finally {
    await stop();
  }
});
