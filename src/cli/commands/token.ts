import { type Command, Option } from 'commander';
import type { GuanzhuClient, TokenInfo } from '../../client/index.js';
import { type ConfirmOptions, confirm, yesOption } from '../confirm.js';
import { type PageOptions, pageOptions, pageQuery, printList } from '../listing.js';
import { addServerCommand, wholeNumber } from '../server-command.js';
import { localTime } from '../table.js';
import { warnOfTenant } from '../tenant-warnings.js';

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
      warnOfTenant(made.tenant, made.warnings);
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
  addServerCommand<{ overlap?: number } & ConfirmOptions>(
    group,
    {
      use: 'rotate <id>',
      summary: 'put a new token in the place of one; it is shown this once',
      example: 'token rotate 3f2a91b0c4d5e6f7 --overlap 3600',
      options: [
        new Option(
          '--overlap <seconds>',
          'how long the old one works on; without it none, and that is asked',
        ).argParser(wholeNumber),
        yesOption(),
      ],
    },
    async ({ client, print }, [id = ''], { overlap = 0, yes = false }) => {
      await confirm(
        { yes: yes || overlap > 0 },
        `put a new token in the place of ${id}`,
        'The old one is refused at once and for ever; --overlap lets it work on for a while.',
      );
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
  addServerCommand<ConfirmOptions>(
    group,
    {
      use: 'delete <id>',
      summary: 'make a token unusable for ever; asks first',
      example: 'token delete 3f2a91b0c4d5e6f7',
      options: [yesOption()],
    },
    async ({ client, print }, [id = ''], options) => {
      await confirm(options, `delete token ${id} for ever`, () => afterDeletion(client, id));
      await client.tokens.delete({ id });
      print.result({ id }, () => `Deleted token ${id} for ever.`);
    },
  );
}

/** Whose token it is that is to be deleted, and whether anything opens that tenant then. */
async function afterDeletion({ tokens }: GuanzhuClient, id: string): Promise<string> {
  const all: TokenInfo[] = [];
  for await (const token of tokens.list({ limit: 1000 })) all.push(token);
  const found = all.find((token) => token.id === id);
  if (!found) return 'No token has that id.';
  const { tenant, label } = found;
  const isLast = !all.some(
    (other) => other.tenant === tenant && other.id !== id && isUsable(other),
  );
  const named = label === '' ? 'It' : `"${label}"`;
  return isLast
    ? `${named} is the last that opens tenant ${tenant}: nobody reaches its devices then, until another is made.`
    : `${named} is of tenant ${tenant}: whoever uses it is refused at once.`;
}

function isUsable({ suspended, expiresAt }: TokenInfo): boolean {
  return !suspended && (expiresAt === null || expiresAt > Date.now() * 1000);
}
