import { type Command, InvalidArgumentError, Option } from 'commander';
import type { NewAccount } from '../../client/index.js';
import { type ConfirmOptions, confirm, yesOption } from '../confirm.js';
import { type PageOptions, pageOptions, pageQuery, printList } from '../listing.js';
import { addServerCommand, type Session } from '../server-command.js';

const profileOptions = (): Option[] => [
  new Option('--nickname <text>', 'the name that is shown').makeOptionMandatory(),
  new Option('--head-url <address>', 'the picture'),
  new Option('--signature <text>', 'what the account says of itself'),
  new Option('--country <text>'),
  new Option('--province <text>'),
  new Option('--city <text>'),
  new Option('--sex <number>', '0 unset, 1 male, 2 female').argParser((text) => {
    if (/^[012]$/.test(text)) return Number(text);
    throw new InvalidArgumentError('Give 0, 1 or 2.');
  }),
];

export function addAccountCommands(program: Command): void {
  const group = program.command('account').description('accounts');
  addServerCommand(
    group,
    { use: 'get <username>', summary: 'show an account', example: 'account get v2_shop@finder' },
    async ({ client, print }, [username = '']) => {
      const account = await client.accounts.get({ username });
      const { counts, ...profile } = account;
      print.fields(account, { ...profile, ...counts });
    },
  );
  addServerCommand<Omit<NewAccount, 'username' | 'url'>>(
    group,
    {
      use: 'create [username]',
      summary: 'make an account; a username is made where none is given',
      example: 'account create v2_shop@finder --nickname 小店',
      options: profileOptions(),
    },
    async ({ client, print }, [username], options) => {
      const { nickname, headUrl, signature, country, province, city, sex } = options;
      const profile = { username, headUrl, signature, country, province, city, sex };
      const given = Object.entries(profile).filter(([, value]) => value !== undefined);
      const made = await client.accounts.create({ nickname, ...Object.fromEntries(given) });
      print.result(made, () => `Made account ${made.username}.`);
    },
  );
  addServerCommand<PageOptions>(
    group,
    { use: 'list', summary: 'list accounts', example: 'account list', options: pageOptions() },
    ({ client, print }, _, options) =>
      printList(print, client.accounts.list(pageQuery(options)), options, {
        columns: [{ title: 'Nickname' }, { title: 'State' }, { title: 'Username' }],
        row: ({ nickname, state, username }) => [nickname, state, username],
        empty: 'No accounts.',
      }),
  );
  addChange(group, 'suspend', 'hide an account and its follows', 'Suspended', ({ client }) => {
    return (username) => client.accounts.setState({ username, state: 'suspended' });
  });
  addChange(group, 'restore', 'bring a suspended account back', 'Restored', ({ client }) => {
    return (username) => client.accounts.setState({ username, state: 'active' });
  });
  addServerCommand<ConfirmOptions>(
    group,
    {
      use: 'delete <username>',
      summary: 'delete an account for ever; asks first',
      example: 'account delete v2_shop@finder',
      options: [yesOption()],
    },
    async ({ client, print }, [username = ''], options) => {
      await confirm(
        options,
        `delete account ${username} for ever`,
        'Its follows end, and its username is never given again.',
      );
      const reply = await client.accounts.delete({ username });
      print.result(reply, () => `Deleted account ${username} for ever.`);
    },
  );
  for (const block of [true, false]) {
    const verb = block ? 'block' : 'unblock';
    addServerCommand(
      group,
      {
        use: `${verb} <username> <other>`,
        summary: block
          ? 'end the follows between an account and another, and refuse new ones'
          : 'let another account follow again',
        example: `account ${verb} v2_shop@finder v2_pest@finder`,
      },
      async ({ asAdmin: { accounts }, print }, [username = '', other = '']) => {
        await (block ? accounts.block({ username, other }) : accounts.unblock({ username, other }));
        const said = `${username} ${block ? 'blocks' : 'does not block'} ${other}.`;
        print.result({ username, other, blocked: block }, () => said);
      },
    );
  }
}

function addChange(
  group: Command,
  verb: string,
  summary: string,
  done: string,
  change: (session: Session) => (username: string) => PromiseLike<unknown>,
): void {
  addServerCommand(
    group,
    { use: `${verb} <username>`, summary, example: `account ${verb} v2_shop@finder` },
    async (session, [username = '']) => {
      const reply = await change(session)(username);
      session.print.result(reply ?? { username }, () => `${done} account ${username}.`);
    },
  );
}
