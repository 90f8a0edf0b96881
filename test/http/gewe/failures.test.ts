import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Instance, startInstance } from '../../support/instance.js';
import { send } from '../../support/operation-call.js';

let instance: Instance;
beforeAll(async () => {
  instance = await startInstance();
});
afterAll(() => instance.stop());

const documented = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
const [, table = ''] = documented.split('| Operation | `msg` of a failure |');
const rows = [...table.matchAll(/^\| `((?:finder|login)\/\w+)` \| `(\S+失败)`/gm)].map(
  ([, operation = '', failure = '']) => ({ operation, failure }),
);

/** Every member that any operation requires, with values of the right kind and an unknown device. */
const body = {
  appId: 'wx_nowhere',
  myUserName: 'v2_a@finder',
  myRoleType: 3,
  toUserName: 'v2_b@finder',
  opType: 1,
  content: 'x',
  keyword: 'x',
  qrContent: 'v2_b@finder',
  reqScene: 5,
  nickName: '名字',
  headImg: 'https://example.com/head.png',
  token: 'guanzhu-demo-token',
  callbackUrl: 'http://127.0.0.1:9/',
};

test('every operation is in the table', () => {
  expect(rows).toHaveLength(13);
});

test.each(rows)('$operation fails in form (b) as $failure', async ({ operation, failure }) => {
  const { status, body: reply } = await send(instance.address, { path: `/${operation}` }, body);
  expect({ status, ret: reply.ret, msg: reply.msg }).toEqual({
    status: 200,
    ret: 500,
    msg: failure,
  });
  const ownDevice = operation !== 'login/setCallback';
  if (ownDevice) expect(reply.data).toEqual({ code: '-1', msg: '[wx_nowhere]设备不存在' });
  else expect(reply.data).toMatchObject({ code: '-6109' });
});

test.each(rows)(
  '$operation is rejected in form (a) without its first parameter',
  async ({ operation }) => {
    const { status, body: reply } = await send(instance.address, { path: `/${operation}` }, {});
    const first = operation === 'login/setCallback' ? 'token' : 'appId';
    expect({ status, reply }).toEqual({
      status: 200,
      reply: { ret: 500, msg: `${first}不可为空` },
    });
  },
);
