import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoTarget } from '#guanzhu/demo/cast.js';
import { demo } from '#guanzhu/demo/demo.js';
import { type Instance, startInstance } from '../support/instance.js';
import { runCommand } from './run-command.js';

const adminToken = 'test-admin-token-0123456789';
let instance: Instance;
beforeAll(async () => {
  instance = await startInstance({ adminToken });
});
afterAll(() => instance.stop());

const { username } = demoTarget;

test.each([
  [
    ['followers', username, '--limit', '5000'],
    1,
    /^guanzhu: --limit must be an integer from 1 to 1000 \(is 5000\) \(parameter_invalid, request \S+\): /,
  ],
  [
    ['followers', username, '--as-of', 'yesterday'],
    1,
    /^guanzhu: --as-of must be a time such as 2026-01-31T08:00:00Z, or a revision .* \(is yesterday\) /,
  ],
  [
    ['followers', username, '--cursor', 'x'],
    1,
    /^guanzhu: --cursor must be the cursor .* \(is x\) /,
  ],
  [
    ['changes', '--after', 'x'],
    1,
    /^guanzhu: --after must be a time such as 2026-01-31T08:00:00Z, or a revision .* \(is x\) /,
  ],
  ...['--since', '--after'].flatMap((option): [string[], number, RegExp][] =>
    [[], ['--follow']].flatMap((others): [string[], number, RegExp][] => {
      const args = (value: string) => ['changes', option, value, ...others];
      const moment = `${option} must be a time such as 2026-01-31T08:00:00Z, or a revision that`;
      return [
        [args('yesterday'), 1, new RegExp(`^guanzhu: ${moment} .* \\(is yesterday\\) `)],
        [args('昨天'), 1, new RegExp(`^guanzhu: ${moment} .* \\(is 昨天\\) `)],
        [args(''), 1, new RegExp(`^guanzhu: ${moment} .* \\(is empty\\) `)],
        [args('2026-13-01T00:00:00Z'), 1, new RegExp(`^guanzhu: ${moment} .* \\(is 2026-13`)],
        [args('r1_deadbeef'), 1, new RegExp(`^guanzhu: ${option} is of the ledger deadbeef`)],
        [args('r999'), 1, new RegExp(`^guanzhu: ${option} names no revision`)],
      ];
    }),
  ),
  [['changes', '--last', '3', '--since', 'r999'], 1, /^guanzhu: --since names no revision/],
  ...['followers', 'following'].flatMap((list): [string[], number, RegExp][] => [
    [[list, username, '--as-of', 'r999'], 1, /^guanzhu: --as-of names no revision of this ledger/],
    [
      [list, username, '--as-of', 'r1_deadbeef'],
      1,
      /^guanzhu: --as-of is of the ledger deadbeef, and this is the ledger /,
    ],
  ]),
  [['report', '--as-of', 'r999'], 1, /^guanzhu: --as-of names no revision of this ledger/],
  [['export', '--as-of', 'r999'], 1, /^guanzhu: --as-of names no revision of this ledger/],
  [
    ['webhook', 'create', 'http://1.1.1.1/', '--after', 'yesterday'],
    1,
    /^guanzhu: --after must be a time such as 2026-01-31T08:00:00Z, or a revision .* \(is yesterday\) /,
  ],
  [
    ['report', '--tz', '+25:00'],
    1,
    /^guanzhu: --tz must be an offset from UTC such as \+08:00.* \(is \+25:00\) /,
  ],
  [
    ['account', 'create', '--nickname', 'x'],
    1,
    /^guanzhu: --nickname must have 2 to 30 characters \(has 1\) /,
  ],
  [
    ['webhook', 'create', 'ftp://me:pa55word@example.com/'],
    1,
    /^guanzhu: url must be an http or https address .* \(is ftp:\/\/\*\*\*@example.com\/\) /,
  ],
  [
    ['followers', username, '--limit', 'x'],
    2,
    /--limit <number>' argument 'x' is invalid.* whole number/,
  ],
  [
    ['followers', username, '--order', 'up'],
    2,
    /--order <order>' argument 'up' is invalid.* newest, oldest/,
  ],
])('guanzhu %s is refused with the rule and the value', async (args, code, said) => {
  const env = {
    GUANZHU_URL: instance.address,
    GUANZHU_TOKEN: demo.token,
    GUANZHU_ADMIN_TOKEN: adminToken,
  };
  const ended = await runCommand(args, { env });
  expect(ended.lines.join(' ')).toMatch(said);
  expect({ code: ended.code, stdout: ended.stdout }).toEqual({ code, stdout: '' });
});
