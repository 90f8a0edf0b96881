import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { localTime } from '#guanzhu/cli/table.js';
import { type Answer, events, json, scriptedServer } from '../client/scripted-server.js';
import { mainScript } from '../support/server-process.js';
import { runCommand } from './run-command.js';

// What the commands print, and their exit codes, for replies of every kind.
async function guanzhu(answer: Answer, ...args: string[]) {
  await using server = await scriptedServer(answer);
  const env = {
    GUANZHU_URL: server.baseUrl,
    GUANZHU_TOKEN: 'tenant',
    GUANZHU_ADMIN_TOKEN: 'admin',
  };
  const end = await runCommand(args, { env });
  return { ...end, received: server.received };
}

const at = 1_700_000_000_000_000;
const page = (items: unknown[], nextCursor: string | null = null) =>
  json({ items, nextCursor, hasMore: nextCursor !== null, revision: '9' });

describe('lists', () => {
  const items = [
    { username: 'v2_a@finder', nickname: '朝夕v', headUrl: '', followedAt: at },
    { username: 'v2_b@finder', nickname: 'Slow Trains', headUrl: '', followedAt: at },
  ];

  test('are aligned tables, and say that there is more', async () => {
    const { code, stdout, received } = await guanzhu(
      page(items, 'c1'),
      'followers',
      'v2_x@finder',
      '--limit',
      '2',
    );
    expect(code).toBe(0);
    expect(stdout.split('\n')).toEqual([
      'Since                Nickname     Username',
      `${localTime(at)}  朝夕v        v2_a@finder`,
      `${localTime(at)}  Slow Trains  v2_b@finder`,
      'There is more: add --all, or --cursor c1',
      '',
    ]);
    expect(received[0]?.url).toBe('/v1/accounts/v2_x%40finder/followers?limit=2');
  });

  test('are the reply itself as JSON', async () => {
    const { stdout } = await guanzhu(page(items, 'c1'), 'following', 'v2_x@finder', '--json');
    expect(JSON.parse(stdout)).toEqual({ items, nextCursor: 'c1', hasMore: true, revision: '9' });
  });

  test('that are empty say so', async () => {
    expect((await guanzhu(page([]), 'followers', 'x')).stdout).toBe('No followers.\n');
    expect((await guanzhu(page([]), 'account', 'list')).stdout).toBe('No accounts.\n');
  });

  test.each([['0'], ['x'], ['-1']])('take no limit of %s', async (limit) => {
    const { code, lines, received } = await guanzhu(page([]), 'followers', 'x', '--limit', limit);
    expect({ code, received }).toEqual({ code: 2, received: [] });
    expect(lines[0]).toMatch(/limit/);
  });
});

describe('a negative answer is exit code 3', () => {
  test.each([
    [true, 0, /^a follows since .* b,\nand is not followed back\.\n$/],
    [false, 3, /^a does not follow b,\nand is not followed back\.\n$/],
  ])('relation, following %s', async (following, expected, text) => {
    const relation = {
      following,
      followedBy: false,
      followedAt: following ? at : null,
      revision: '9',
    };
    const { code, stdout } = await guanzhu(json({ relations: [relation] }), 'relation', 'a', 'b');
    expect(code).toBe(expected);
    expect(stdout).toMatch(text);
  });
});

describe('follow as an account', () => {
  test("takes the administrator's token and one row", async () => {
    const answer = json({ rows: [{ changed: true, revision: '9' }], dryRun: false });
    const { stdout, received } = await guanzhu(answer, 'follow', 'b', '--as', 'a');
    expect(stdout).toBe('Followed b.\n');
    expect(received[0]).toMatchObject({
      url: '/v1/follows/batch',
      body: '{"rows":[{"op":"follow","follower":"a","target":"b"}]}',
      headers: { authorization: 'Bearer admin' },
    });
  });

  test('fails when its row does', async () => {
    const row = { error: { code: 'account_unknown', detail: 'There is no account b.' } };
    const { code, lines } = await guanzhu(json({ rows: [row] }), 'follow', 'b', '--as', 'a');
    expect(code).toBe(1);
    expect(lines).toEqual([
      'guanzhu: There is no account b (account_unknown): No account has that username. Check it: letters are told apart by case.',
    ]);
  });
});

test('changes --follow prints a line for each, as they come', async () => {
  const change = {
    type: 'followed',
    at,
    follower: 'a',
    target: 'b',
    device: null,
    attribution: null,
  };
  let opened = 0;
  const { code, stdout, lines } = await guanzhu(
    (response, received) => {
      opened += 1;
      if (opened === 1) events([{ ...change, revision: 'r1' }])(response, received);
      else
        json({ code: 'token_invalid', detail: 'The token is unknown.' }, 401)(response, received);
    },
    'changes',
    '--follow',
    '--json',
  );
  expect(JSON.parse(stdout)).toEqual({ ...change, revision: 'r1' });
  expect({ code, lines }).toEqual({
    code: 1,
    lines: [expect.stringContaining('token_invalid')],
  });
});

test('changes --follow ends well when it is interrupted', async () => {
  const change = { type: 'followed', at, follower: 'a', target: 'b', revision: 'r1' };
  await using server = await scriptedServer(events([change], true));
  const child = spawn(process.execPath, [mainScript, 'changes', '--follow'], {
    env: { PATH: process.env.PATH, GUANZHU_URL: server.baseUrl },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
  child.kill('SIGINT');
  expect(line).toBe(`${localTime(at)}  followed  a  b\n`);
  expect(await exited).toEqual([0, null]);
});

test('a text of the server moves no cursor', async () => {
  const answer = page([
    { username: 'x', nickname: '\u001b[2Jevil\n', headUrl: '', followedAt: at },
  ]);
  const { stdout } = await guanzhu(answer, 'followers', 'x');
  expect(stdout).not.toContain('\u001b');
  const problem = json({ code: 'x', detail: 'a\u001b[2J\nb' }, 400);
  expect((await guanzhu(problem, 'followers', 'x')).lines).toEqual([
    'guanzhu: a [2J b (x): see docs/errors.md',
  ]);
});
