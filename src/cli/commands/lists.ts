import { type Command, Option } from 'commander';
import { type PageOptions, pageOptions, pageQuery, printList } from '../listing.js';
import { addServerCommand } from '../server-command.js';
import { localTime } from '../table.js';

interface ListOptions extends PageOptions {
  readonly order?: 'newest' | 'oldest';
  readonly asOf?: string;
}

/** `followers` and `following`: one list from its two ends. */
export function addListCommands(program: Command): void {
  for (const name of ['followers', 'following'] as const) {
    addServerCommand<ListOptions>(
      program,
      {
        use: `${name} <username>`,
        summary:
          name === 'followers' ? 'list who follows an account' : 'list whom an account follows',
        example: `${name} v2_shop@finder --limit 20 --order oldest`,
        options: [
          ...pageOptions(),
          new Option('--order <order>', 'newest unless given').choices(['newest', 'oldest']),
          asOfOption(),
        ],
      },
      ({ client, print }, [username = ''], options) => {
        const { order, asOf } = options;
        const query = {
          username,
          ...pageQuery(options),
          ...(order !== undefined && { order }),
          ...(asOf !== undefined && { asOf }),
        };
        return printList(print, client.accounts[name](query), options, {
          columns: [{ title: 'Since' }, { title: 'Nickname' }, { title: 'Username' }],
          row: (item) => [localTime(item.followedAt), item.nickname, item.username],
          empty: name === 'followers' ? 'No followers.' : 'Follows nobody.',
        });
      },
    );
  }
}

export const asOfOption = (): Option =>
  new Option(
    '--as-of <when>',
    'as it stood at a revision, or at a time such as 2026-01-31T08:00:00Z',
  );
