import { afterAll, beforeAll, expect, test } from 'vitest';
import { GuanzhuClient, InvalidRequestError } from '#guanzhu/client/index.js';
import { demoTarget } from '#guanzhu/demo/cast.js';
import { demo } from '#guanzhu/demo/demo.js';
import { demoBody } from '../support/follow-call.js';
import { type Instance, startInstance } from '../support/instance.js';

let instance: Instance;
let client: GuanzhuClient;
beforeAll(async () => {
  instance = await startInstance();
  client = new GuanzhuClient({ baseUrl: instance.address, token: demo.token });
});
afterAll(() => instance.stop());

test('an error of either API names the field, the rule and the value', async () => {
  const { username } = demoTarget;
  const listed = client.accounts.followers({ username, limit: 5000 });
  await expect(listed).rejects.toBeInstanceOf(InvalidRequestError);
  await expect(listed).rejects.toMatchObject({
    code: 'parameter_invalid',
    field: 'limit',
    rule: 'must be an integer from 1 to 1000',
    detail: 'limit must be an integer from 1 to 1000 (is 5000).',
  });
  const followed = client.finder.follow({ ...demoBody, toUserName: '店(一)\u0007' });
  await expect(followed).rejects.toBeInstanceOf(InvalidRequestError);
  await expect(followed).rejects.toMatchObject({
    code: 'parameter_invalid',
    field: 'toUserName',
    rule: 'must have no control characters',
    detail: 'toUserName参数错误: toUserName must have no control characters (is 店(一)\\u0007)',
  });
});
