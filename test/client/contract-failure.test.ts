import { describe, expect, test } from 'vitest';
import { contractFailure } from '#guanzhu/client/contract-failure.js';
import { toEnvelope, wireForms } from '#guanzhu/contract/errors.js';
import { type ErrorCode, errorCodes, GuanzhuError } from '#guanzhu/domain/errors.js';
import { brokenRule, rules } from '#guanzhu/domain/rule.js';

const params = {
  token: 'guan***',
  field: 'toUserName',
  value: '{{x}}',
  appId: 'wx_a',
  myUserName: 'v2_a@finder',
  myRoleType: '1',
  toUserName: 'v2_b@finder',
  keyword: 'k',
  host: 'example.com',
  reason: 'r',
  allow: 'POST',
  limit: '65536',
};
const errorOf = (code: ErrorCode) =>
  code === 'parameter_invalid'
    ? brokenRule('toUserName', rules.noControls, 'a\u0007')
    : new GuanzhuError(code, params);
const told = errorCodes.filter((code) => wireForms[code] !== undefined);

describe('an error in the envelope', () => {
  test.each(told)('is read back as %s', (code) => {
    const { status, body } = toEnvelope(errorOf(code), '关注失败');
    expect(contractFailure(body, { status, body })).toMatchObject({ code, status, body });
  });

  test('that this client does not know keeps its text', () => {
    const body = { ret: 500, msg: '发送消息失败', data: { code: '-9', msg: null } };
    const error = contractFailure(body, { status: 200, body });
    expect(error).toMatchObject({ code: 'unknown', detail: '发送消息失败' });
  });
});
