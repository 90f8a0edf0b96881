import { type Command, Option } from 'commander';
import { type PageOptions, pageOptions, pageQuery, printList } from '../listing.js';
import { addServerCommand } from '../server-command.js';
import { localTime } from '../table.js';

export function addTokenCommands(program: Command): void {
  const group = program.command('token').description('tokens of tenants, for the administrator');
  addServerCommand<{ tenant: string; name?: string }>(
    group,
    {
      use: 'create',
      summary: 'make a token; it is shown this once',
      example: 'token create --tenant shop --name "the shop\'s server"',
      options: [
        new Option('--tenant <id>', 'whose token it is').makeOptionMandatory(),
        new Option('--name <text>', 'what it is for'),
      ],
    },
    async ({ client, print }, _, { tenant, name }) => {
      const made = await client.tokens.create({ tenant, ...(name !== undefined && { name }) });
      print.result(made, () => made.token);
    },
  );
  addServerCommand<PageOptions>(
    group,
    { use: 'list', summary: 'list tokens', example: 'token list', options: pageOptions() },
    ({ client, print }, _, options) =>
      printList(print, client.tokens.list(pageQuery(options)), options, {
        columns: [{ title: 'Id' }, { title: 'Tenant' }, { title: 'Name' }, { title: 'Created' }],
        row: ({ id, tenant, name, createdAt }) => [id, tenant, name, localTime(createdAt)],
        empty: 'No tokens.',
      }),
  );
  addServerCommand(
    group,
    {
      use: 'rotate <id>',
      summary: 'put a new token in the place of one; it is shown this once',
      example: 'token rotate 3f2a',
    },
    async ({ client, print }, [id = '']) => {
      const made = await client.tokens.rotate({ id });
      print.result(made, () => made.token);
    },
  );
  addServerCommand(
    group,
    { use: 'delete <id>', summary: 'make a token unusable', example: 'token delete 3f2a' },
    async ({ client, print }, [id = '']) => {
      await client.tokens.delete({ id });
      print.result({ id }, () => `Deleted token ${id}.`);
    },
  );
}
