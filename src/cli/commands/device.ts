import { type Command, InvalidArgumentError, Option } from 'commander';
import { type ConfirmOptions, confirm, yesOption } from '../confirm.js';
import { type PageOptions, pageOptions, pageQuery, printList } from '../listing.js';
import { addServerCommand } from '../server-command.js';
import { warnOfTenant } from '../tenant-warnings.js';

interface NewDevice {
  readonly tenant: string;
  readonly identity?: { username: string; roleType: 1 | 3 }[];
}

export function addDeviceCommands(program: Command): void {
  const group = program.command('device').description('devices, for the administrator');
  addServerCommand<NewDevice>(
    group,
    {
      use: 'create [appId]',
      summary: 'make a device of a tenant',
      example: 'device create wx_shop_1 --tenant shop --identity v2_shop@finder',
      options: [
        new Option('--tenant <id>', 'whose device it is').makeOptionMandatory(),
        new Option(
          '--identity <username[:role]>',
          'an account that it acts as, role 3 unless said; repeatable',
        ).argParser(readIdentity),
      ],
    },
    async ({ client, print }, [appId], { tenant, identity = [] }) => {
      const named = appId === undefined ? {} : { appId };
      const made = await client.devices.create({ ...named, tenant, identities: identity });
      print.result(made, () => `Made device ${made.appId}.`);
      warnOfTenant(tenant, made.warnings);
    },
  );
  addServerCommand<PageOptions>(
    group,
    { use: 'list', summary: 'list devices', example: 'device list', options: pageOptions() },
    ({ client, print }, _, options) =>
      printList(print, client.devices.list(pageQuery(options)), options, {
        columns: [
          { title: 'Device' },
          { title: 'Tenant' },
          { title: 'Online' },
          { title: 'Acts as' },
        ],
        row: ({ appId, tenant, online, identities }) => [
          appId,
          tenant,
          online ? 'yes' : 'no',
          identities.map(({ username, roleType }) => `${username}:${roleType}`).join(' '),
        ],
        empty: 'No devices.',
      }),
  );
  for (const online of [true, false]) {
    const state = online ? 'online' : 'offline';
    addServerCommand(
      group,
      {
        use: `${state} <appId>`,
        summary: online ? 'let a device act' : 'keep a device from acting',
        example: `device ${state} wx_demo_device_0000000`,
      },
      async ({ client, print }, [appId = '']) => {
        const set = await client.devices.setOnline({ appId, online });
        print.result(set, () => `Device ${appId} is ${state}.`);
      },
    );
  }
  addServerCommand<ConfirmOptions>(
    group,
    {
      use: 'delete <appId>',
      summary: 'delete a device; asks first',
      example: 'device delete wx_shop_1',
      options: [yesOption()],
    },
    async ({ client, print }, [appId = ''], options) => {
      await confirm(
        options,
        `delete device ${appId}`,
        'Its accounts stay, and nobody acts as them through it any more.',
      );
      await client.devices.delete({ appId });
      print.result({ appId }, () => `Deleted device ${appId}.`);
    },
  );
}

function readIdentity(text: string, before: NewDevice['identity'] = []): NewDevice['identity'] {
  const [, username = '', role = '3'] = /^(.+?)(?::([13]))?$/.exec(text) ?? [];
  if (username === '' || /:\d*$/.test(username)) {
    throw new InvalidArgumentError('Give a username, and :1 or :3 after it.');
  }
  return [...before, { username, roleType: role === '1' ? 1 : 3 }];
}
