import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GuanzhuClient, NotFoundError } from '#guanzhu/client/index.js';
import { type Instance, startInstance } from '../support/instance.js';
import { mainScript } from '../support/server-process.js';
import { hasTerminal, onTerminal } from '../support/terminal.js';
import { runCommand } from './run-command.js';

const adminToken = 'test-admin-token-0123456789';
let instance: Instance;
let client: GuanzhuClient;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  instance = await startInstance({ adminToken });
  client = new GuanzhuClient({ baseUrl: instance.address, adminToken });
  env = { GUANZHU_URL: instance.address, GUANZHU_ADMIN_TOKEN: adminToken };
});
afterAll(() => instance.stop());

let made = 0;
/** Makes what a command could destroy; gives its name, and whether it is still there and as it was. */
const things = {
  account: async () => {
    const { username } = await client.accounts.create({ nickname: `将删除的店${++made}` });
    return {
      id: username,
      isThere: async () => (await client.accounts.get({ username })).state === 'active',
    };
  },
  token: async () => {
    const { id, token } = await client.tokens.create({
      tenant: `tenant${++made}`,
      label: '小程序',
    });
    const own = new GuanzhuClient({ baseUrl: instance.address, token });
    return {
      id,
      isThere: () =>
        own.changes.list({ limit: 1 }).then(
          () => true,
          () => false,
        ),
    };
  },
  device: async () => {
    const appId = `wx_gone_${++made}`;
    await client.devices.create({ appId, tenant: 'shop' });
    return { id: appId, isThere: () => exists(client.devices.get({ appId })) };
  },
  webhook: async () => {
    const { id } = await client.webhooks.create({ url: 'https://1.1.1.1/hook' });
    return { id, isThere: () => exists(client.webhooks.get({ id })) };
  },
};
type Thing = keyof typeof things;

const deeds: [thing: Thing, verb: string, question: RegExp][] = [
  ['account', 'delete', /Delete account \S+ for ever\? Its follows end, .*\[y\/N\]/],
  [
    'token',
    'delete',
    /Delete token \S+ for ever\? "小程序" is the last that opens tenant tenant\d+/,
  ],
  [
    'token',
    'rotate',
    /Put a new token in the place of \S+\? The old one is refused at once and for ever/,
  ],
  ['device', 'delete', /Delete device \S+\? Its accounts stay/],
  ['webhook', 'delete', /Delete webhook \S+ for ever\? Its secret goes/],
];

describe.each(deeds)('%s %s', (thing, verb, question) => {
  test('is not done off a terminal without --yes', async () => {
    const { id, isThere } = await things[thing]();
    const { code, stdout, lines } = await runCommand([thing, verb, id], { env });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(lines).toEqual([expect.stringMatching(new RegExp(`${id}.*: add --yes`))]);
    expect(await isThere()).toBe(true);
  });

  test('is done off a terminal with --yes', async () => {
    const { id, isThere } = await things[thing]();
    expect(await runCommand([thing, verb, id, '--yes'], { env })).toMatchObject({ code: 0 });
    expect(await isThere()).toBe(false);
  });

  test.runIf(hasTerminal)('asks on a terminal, and is done when the answer is y', async () => {
    const { id, isThere } = await things[thing]();
    const { code, shown } = await answer([thing, verb, id], 'y\n');
    expect(shown).toMatch(question);
    expect(code).toBe(0);
    expect(await isThere()).toBe(false);
  });

  test.runIf(hasTerminal).each([
    ['no', 'n\n'],
    ['just a line end', '\n'],
    ['an end of input', '\u0004'],
    ['Ctrl-C', '\u0003'],
  ])('is not done on a terminal when the answer is %s', async (_, typed) => {
    const { id, isThere } = await things[thing]();
    const { code, shown } = await answer([thing, verb, id], typed);
    expect(shown).toMatch(/guanzhu: nothing was done/);
    expect(code).toBe(1);
    expect(await isThere()).toBe(true);
  });
});

test('token rotate with an overlap takes nothing away, and asks nothing', async () => {
  const { id } = await things.token();
  const rotated = await runCommand(['token', 'rotate', id, '--overlap', '60'], { env });
  expect(rotated).toMatchObject({ code: 0, lines: [] });
});

function exists(call: PromiseLike<unknown>): Promise<boolean> {
  return Promise.resolve(call).then(
    () => true,
    (error: unknown) => {
      if (error instanceof NotFoundError) return false;
      throw error;
    },
  );
}

/** Runs a command on a terminal, and types once it asks. */
async function answer(args: readonly string[], typed: string) {
  const [program, ...rest] = [...onTerminal, process.execPath, mainScript, ...args];
  const child = spawn(program, rest, {
    env: { PATH: process.env.PATH, TERM: 'xterm', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
    timeout: 120_000,
    killSignal: 'SIGKILL',
  });
  let shown = '';
  let hasTyped = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    if (hasTyped || !shown.includes('[y/N]')) return;
    hasTyped = true;
    child.stdin.write(typed);
  });
  const [code] = await once(child, 'exit');
  return { code, shown: stripVTControlCharacters(shown) };
}
