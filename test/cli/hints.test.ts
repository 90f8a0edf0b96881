import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { explainFailure } from '#guanzhu/cli/failure.js';
import { readInvocation } from '#guanzhu/cli/invocation.js';
import { createProgram } from '#guanzhu/cli/program.js';
import { GuanzhuApiError, GuanzhuClient } from '#guanzhu/client/index.js';
import { documentedFollow } from '#guanzhu/contract/follow-example.js';
import { demo } from '#guanzhu/demo/demo.js';
import { errorCodes } from '#guanzhu/domain/errors.js';
import { parseAllowance } from '#guanzhu/service/callback-address.js';
import { type Instance, startInstance } from '../support/instance.js';
import { runCommand } from './run-command.js';

const adminToken = 'test-admin-token-0123456789';
const { toUserName, myUserName } = documentedFollow.request;
let instance: Instance;
let env: NodeJS.ProcessEnv;
let webhook: string;
beforeAll(async () => {
  const callbackAllow = parseAllowance('127.0.0.1/32');
  if (!callbackAllow) throw new Error('the loopback address cannot be allowed');
  instance = await startInstance({ adminToken, callbackAllow, demoAccounts: 30 });
  const client = new GuanzhuClient({ baseUrl: instance.address, adminToken });
  for (const tenant of ['shop', 'stall']) await client.tokens.create({ tenant });
  const url = 'http://127.0.0.1:1/';
  webhook = (await client.webhooks.create({ url, from: 'start' })).id;
  await vi.waitFor(
    async () => {
      const { items } = await client.webhooks.deliveries({ id: webhook });
      expect(items.length).toBeGreaterThan(1);
    },
    { timeout: 120_000, interval: 200 },
  );
  env = {
    GUANZHU_URL: instance.address,
    GUANZHU_TOKEN: demo.token,
    GUANZHU_ADMIN_TOKEN: adminToken,
  };
}, 150_000);
afterAll(() => instance.stop());

describe('a list that goes on says how, and that works', () => {
  const lists: [list: string, args: () => string[]][] = [
    ['changes', () => []],
    ['changes of an account', () => ['changes', '--account', toUserName]],
    ['changes since a time', () => ['changes', '--since', '2020-01-01T00:00:00Z']],
    ['account list', () => []],
    ['token list', () => []],
    ['device list', () => []],
    ['followers', () => ['followers', toUserName]],
    ['following', () => ['following', myUserName]],
    ['report', () => ['report', '--by', 'document']],
    ['webhook deliveries', () => ['webhook', 'deliveries', webhook]],
  ];
  test.each(lists)('%s', async (list, args) => {
    const given = args();
    const command = given.length > 0 ? given : list.split(' ');
    const first = await runCommand([...command, '--limit', '1'], { env });
    expect(first).toMatchObject({ code: 0, lines: [] });
    const [, hint = ''] = /There is more: (.*)\n$/.exec(first.stdout) ?? [];
    const ways = hint
      .split(', ')
      .map((way) => /--\S+(?: [^\s,]+)?/.exec(way)?.[0].split(' ') ?? []);
    expect(ways.length).toBeGreaterThan(1);
    for (const way of ways) {
      // What follows an option that takes no value is prose.
      const options = way[0] === '--all' ? ['--all'] : way.slice(0, 2);
      const next = await runCommand([...command, ...options], { env });
      expect(next, options.join(' ')).toMatchObject({ code: 0, lines: [] });
      expect(next.stdout).not.toBe(first.stdout);
    }
  });

  test('--last 20 are the newest, the newest last', async () => {
    const client = new GuanzhuClient({ baseUrl: instance.address, adminToken });
    const { items } = await client.changes.list({ order: 'newest', limit: 20 });
    const { stdout } = await runCommand(['changes', '--last', '20', '--json'], { env });
    expect(JSON.parse(stdout)).toEqual({
      items: items.toReversed(),
      nextCursor: items[0]?.revision,
      hasMore: false,
    });
  });
});

describe('what a failure says to run is there', () => {
  const program = createProgram();
  const commands = leaves(program, '');
  const cases = errorCodes.flatMap((code) =>
    [['changes'], ['follow', 'v2_x', '--device', 'wx_x'], ['account', 'block', 'a', 'b']].map(
      (args): [code: string, command: string, args: string[]] => [code, args.join(' '), args],
    ),
  );
  test.each(cases)('%s of %s', async (code, _, args) => {
    const parsed = createProgram();
    // The address is none, so the command ends at once: what it was called with is known all the same.
    await parsed
      .parseAsync([...args, '--url', 'nowhere', '--token', 't'], { from: 'user' })
      .catch(() => {});
    const invocation = readInvocation(parsed, {});
    const error = new GuanzhuApiError({ code, detail: 'x', status: 400 });
    const { line = '' } = explainFailure(error, invocation);
    for (const [, words = ''] of line.matchAll(/"guanzhu ([^"]+)"/g)) {
      const known = commands.find(({ path }) => words === path || words.startsWith(`${path} `));
      expect(known, words).toBeDefined();
    }
    const own = new Set([...invocation.options, '--url', '--token', '--admin-token']);
    for (const [option] of line.replace(/"guanzhu [^"]+"/g, '').matchAll(/--[a-z][a-z-]*/g)) {
      expect(own, line).toContain(option);
    }
  });
});

function leaves(command: Command, path: string): { readonly path: string }[] {
  if (command.commands.length === 0) return [{ path }];
  return command.commands.flatMap((child) => leaves(child, `${path} ${child.name()}`.trim()));
}
