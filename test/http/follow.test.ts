import { afterAll, beforeAll, expect, test } from 'vitest';
import { documentedFollow } from '#guanzhu/contract/follow-example.js';
import { callFollow, demoBody } from '../support/follow-call.js';
import { type Instance, startInstance } from '../support/instance.js';

let instance: Instance;
beforeAll(async () => {
  instance = await startInstance();
});
afterAll(() => instance.stop());

test('the documented request gets the documented reply', async () => {
  const { status, headers, body } = await callFollow(instance.address, demoBody);
  expect(status).toBe(200);
  expect(body).toEqual(documentedFollow.reply);
  expect(headers.get('guanzhu-changed')).toBe('true');
});
