import { expect, test } from 'vitest';
import { setCallback } from '#guanzhu/contract/set-callback.js';
import { demo } from '#guanzhu/demo/demo.js';
import { parseAllowance } from '#guanzhu/service/callback-address.js';
import { startInstance } from '../support/instance.js';
import { succeed } from '../support/operation-call.js';
import { startReceiver } from '../support/receiver.js';
import { runCommand } from './run-command.js';

test('a tenant sees by the command line why its callback is not told', async () => {
  const callbackAllow = parseAllowance('127.0.0.0/8');
  const instance = await startInstance({ ...(callbackAllow && { callbackAllow }) });
  const env = { GUANZHU_URL: instance.address, GUANZHU_TOKEN: demo.token };
  const guanzhu = (...args: string[]) => runCommand(args, { env });
  try {
    expect((await guanzhu('callback', 'list')).stdout).toBe('No callback addresses.\n');
    const receiver = await startReceiver();
    await receiver.close();
    await succeed(instance.address, setCallback, { token: demo.token, callbackUrl: receiver.url });
    const { stdout } = await guanzhu('callback', 'list');
    expect(stdout).toMatch(/^Id +Tenant +State +Address +Failures +Next attempt +Last error\n/);
    const [, id = ''] =
      /\n([0-9a-f]{16}) {2}demo +failing +http:\S+ +0 .*ECONNREFUSED/.exec(stdout) ?? [];
    const shown = await guanzhu('callback', 'show', id);
    expect(shown.stdout).toMatch(
      /callback \(demo\): failing\nTold up to .*\nLast error .*, at connect: .*ECONNREFUSED/,
    );
    const tested = await guanzhu('callback', 'test', id);
    expect(tested.code).toBe(3);
    expect(tested.stdout).toMatch(/^Failed at connect: .*ECONNREFUSED/);
    const log = await guanzhu('callback', 'deliveries', id);
    expect(log.stdout.match(/\(a test\) +0 +\d+ +connect +.*ECONNREFUSED/g)).toHaveLength(2);
    const unknown = await guanzhu('callback', 'show', '0'.repeat(16));
    expect(unknown.lines).toEqual([
      expect.stringMatching(/no callback 0{16} \(callback_unknown, /),
    ]);
  } finally {
    await instance.stop();
  }
});
