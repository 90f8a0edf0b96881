import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GuanzhuClient } from '#guanzhu/client/index.js';
import { runCommand } from '../../cli/run-command.js';
import { engines, startInstanceOn } from '../../support/engines.js';
import type { Instance } from '../../support/instance.js';

const adminToken = 'test-admin-token-0123456789';

for (const engine of engines) {
  describe(`a slip in a tenant, on ${engine}`, () => {
    let instance: Instance;
    let client: GuanzhuClient;
    let env: NodeJS.ProcessEnv;
    beforeAll(async () => {
      instance = await startInstanceOn(engine, { adminToken });
      client = new GuanzhuClient({ baseUrl: instance.address, adminToken });
      env = { GUANZHU_URL: instance.address, GUANZHU_ADMIN_TOKEN: adminToken };
      await client.tokens.create({ tenant: 'shop' });
      await client.tokens.create({ tenant: '小店' });
    });
    afterAll(() => instance.stop());

    const codes = ({ warnings }: { readonly warnings: readonly { code: string }[] }) =>
      warnings.map(({ code }) => code);

    test('a device of a tenant that no token opens is made, and that is said', async () => {
      const made = await client.devices.create({ appId: 'x', tenant: 'nope' });
      expect(codes(made)).toEqual(['tenant_without_token']);
      expect(made.warnings[0]?.detail).toMatch(/No token opens tenant "nope".*POST \/v1\/tokens/);
      expect(await client.devices.get({ appId: 'x' })).not.toHaveProperty('warnings');
    });

    test('on the command line too, with what to run next, which then works', async () => {
      const args = ['device', 'create', 'y', '--tenant', 'a tenant'];
      const { code, stdout, lines } = await runCommand(args, { env });
      expect({ code, stdout }).toEqual({ code: 0, stdout: 'Made device y.\n' });
      expect(lines).toEqual([
        `guanzhu: warning: no token opens tenant 'a tenant', so nobody reaches the device: make one with "guanzhu token create --tenant 'a tenant'"`,
      ]);
      const next = await runCommand(['token', 'create', '--tenant', 'a tenant'], { env });
      expect(next).toMatchObject({ code: 0, lines: [] });
      expect(codes(await client.devices.create({ tenant: 'a tenant' }))).toEqual([]);
    });

    test('a device of a tenant with a token is made without a word', async () => {
      expect(codes(await client.devices.create({ tenant: 'shop' }))).toEqual([]);
      const args = ['device', 'create', '--tenant', '小店'];
      expect(await runCommand(args, { env })).toMatchObject({ code: 0, lines: [] });
    });

    test('a token that is refused opens nothing', async () => {
      const suspended = await client.tokens.create({ tenant: 'suspended' });
      await client.tokens.suspend({ id: suspended.id, suspended: true });
      const gone = await client.tokens.create({ tenant: 'gone' });
      await client.tokens.delete({ id: gone.id });
      for (const tenant of ['suspended', 'gone']) {
        const made = await client.devices.create({ tenant });
        expect(codes(made)).toEqual(['tenant_without_token']);
      }
    });

    test.each(['Shop', ' shop', 'shop ', 'sh op', 'ｓｈｏｐ', '小店 ', '小 店'])(
      'a token for the new tenant %j is made, and the one that it looks like is named',
      async (tenant) => {
        const made = await client.tokens.create({ tenant });
        expect(made.tenant).toBe(tenant);
        expect(codes(made)).toEqual(['tenant_alike']);
        expect(made.warnings[0]?.detail).toMatch(/"(shop|小店)": was that meant\?/);
        // From then on it is a tenant like any other.
        expect(codes(await client.tokens.create({ tenant }))).toEqual([]);
      },
    );

    test('a device of a tenant with a slip in its name is told both', async () => {
      const made = await client.devices.create({ tenant: 'SHOP' });
      expect(codes(made)).toEqual(['tenant_without_token', 'tenant_alike']);
    });

    test('another name is no slip, and neither is one that is made', async () => {
      expect(codes(await client.tokens.create({ tenant: 'shop2' }))).toEqual([]);
      const made = await client.tokens.create();
      expect(codes(made)).toEqual([]);
      expect(codes(await client.tokens.rotate({ id: made.id }))).toEqual([]);
    });
  });
}
