import { type Command, Option } from 'commander';
import { type PageOptions, pageOptions, pageQuery, printList } from '../listing.js';
import { addServerCommand, wholeNumber } from '../server-command.js';
import { localTime } from '../table.js';

export function addTokenCommands(program: Command): void {
  const group = program.command('token').description('tokens of tenants, for the administrator');
  addServerCommand<{ tenant?: string; label?: string }>(
    group,
    {
      use: 'create',
      summary: 'make a token; it is shown this once',
      example: 'token create --tenant shop --label "the shop\'s server"',
      options: [
        new Option('--tenant <id>', 'whose token it is; a new tenant where none is given'),
        new Option('--label <text>', 'what it is for'),
      ],
    },
    async ({ client, print }, _, { tenant, label }) => {
      const made = await client.tokens.create({
        ...(tenant !== undefined && { tenant }),
        ...(label !== undefined && { label }),
      });
      print.result(made, () => made.token);
    },
  );
  addServerCommand<PageOptions>(
    group,
    { use: 'list', summary: 'list tokens', example: 'token list', options: pageOptions() },
    ({ client, print }, _, options) =>
      printList(print, client.tokens.list(pageQuery(options)), options, {
        columns: [
          { title: 'Id' },
          { title: 'Tenant' },
          { title: 'Label' },
          { title: 'Ends with' },
          { title: 'Created' },
          { title: 'Expires' },
        ],
        row: ({ id, tenant, label, lastFour, createdAt, expiresAt, suspended }) => [
          id,
          tenant,
          label,
          lastFour,
          createdAt === 0 ? '' : localTime(createdAt),
          suspended ? 'suspended' : expiresAt === null ? 'never' : localTime(expiresAt),
        ],
        empty: 'No tokens.',
      }),
  );
  addServerCommand<{ overlap?: number }>(
    group,
    {
      use: 'rotate <id>',
      summary: 'put a new token in the place of one; it is shown this once',
      example: 'token rotate 3f2a91b0c4d5e6f7 --overlap 3600',
      options: [
        new Option('--overlap <seconds>', 'how long the old one works on').argParser(wholeNumber),
      ],
    },
    async ({ client, print }, [id = ''], { overlap = 0 }) => {
      const made = await client.tokens.rotate({ id, overlapSeconds: overlap });
      print.result(made, () => made.token);
    },
  );
  for (const [verb, suspended] of [
    ['suspend', true],
    ['resume', false],
  ] as const) {
    addServerCommand(
      group,
      {
        use: `${verb} <id>`,
        summary: suspended ? 'refuse a token until it is resumed' : 'take up a suspended token',
        example: `token ${verb} 3f2a91b0c4d5e6f7`,
      },
      async ({ client, print }, [id = '']) => {
        await client.tokens.suspend({ id, suspended });
        print.result(
          { id, suspended },
          () => `${suspended ? 'Suspended' : 'Resumed'} token ${id}.`,
        );
      },
    );
  }
  addServerCommand(
    group,
    {
      use: 'delete <id>',
      summary: 'make a token unusable',
      example: 'token delete 3f2a91b0c4d5e6f7',
    },
    async ({ client, print }, [id = '']) => {
      await client.tokens.delete({ id });
      print.result({ id }, () => `Deleted token ${id}.`);
    },
  );
}
