import { type Command, Option } from 'commander';
import type { Change, GuanzhuClient } from '../../client/index.js';
import { UsageError } from '../failure.js';
import { type PageOptions, pageOptions, pageQuery, printList } from '../listing.js';
import type { Printer } from '../printer.js';
import { addServerCommand, wholeNumber } from '../server-command.js';
import { localTime } from '../table.js';

interface ChangesOptions extends PageOptions {
  readonly follow?: boolean;
  readonly last?: number;
  readonly account?: string;
  readonly since?: string;
  readonly after?: string;
}

/** Which changes are wanted, in the words of the SDK. */
type Wanted = { readonly after?: string; readonly account?: string };

export function addChangesCommand(program: Command): void {
  addServerCommand<ChangesOptions>(
    program,
    {
      use: 'changes',
      summary: 'list the changes of the ledger, or print them as they come',
      example: 'changes --last 20 --follow',
      options: [
        new Option('--last <number>', 'the newest so many, the newest last')
          .argParser(wholeNumber)
          .conflicts(['all', 'limit', 'cursor']),
        new Option('--account <username>', 'only changes that name this account'),
        new Option('--since <when>', 'after a time such as 2026-01-31T08:00:00Z, or a revision'),
        new Option('--after <revision>', 'the same as --since').conflicts('since'),
        new Option('--follow', 'go on with each change as it is committed, until interrupted'),
        ...pageOptions(),
      ],
      fields: { after: ['since'] },
    },
    async ({ client, print }, _, options) => {
      const { last, account, since, after = since, follow } = options;
      const wanted = {
        ...(after !== undefined && { after }),
        ...(account !== undefined && { account }),
      };
      if (follow) return followChanges(client, print, wanted, options);
      if (last !== undefined) {
        const { items, next } = await readLast(client, wanted, last);
        const page = { items, nextCursor: next, hasMore: false };
        print.table(page, columns, items.map(row), empty);
        return;
      }
      const list = client.changes.list({ ...wanted, ...pageQuery(options) });
      await printList(print, list, options, {
        columns,
        row,
        empty,
        ...(after === undefined && { more: 'or --last 20 for the newest' }),
      });
    },
  );
}

const columns = [
  { title: 'Time' },
  { title: 'Change' },
  { title: 'Follower' },
  { title: 'Target' },
  { title: 'Revision' },
];
const empty = 'No changes.';
const row = (change: Change) => [...told(change), change.revision];

function told({ at, type, follower, target }: Change): string[] {
  return [localTime(at), type, follower, target];
}

/** The newest changes, oldest first, and the revision to go on after. */
async function readLast(
  { changes }: GuanzhuClient,
  wanted: Wanted,
  most: number,
): Promise<{ readonly items: Change[]; readonly next: string | null }> {
  const { nextCursor: head } = await changes.list({ from: 'head' });
  const items: Change[] = [];
  const newest = changes.list({ ...wanted, order: 'newest', limit: Math.min(most, 1000) });
  for await (const change of newest) {
    items.push(change);
    if (items.length === most) break;
  }
  return { items: items.reverse(), next: items.at(-1)?.revision ?? head };
}

async function followChanges(
  client: GuanzhuClient,
  print: Printer,
  wanted: Wanted,
  { last, all, limit, cursor }: ChangesOptions,
): Promise<void> {
  if (all || limit !== undefined || cursor !== undefined) {
    throw new UsageError('--follow has no pages: leave out --all, --limit and --cursor');
  }
  const say = (change: Change) => print.item(change, () => told(change).join('  '));
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  process.once('SIGTERM', () => interrupted.abort());
  const start = last === undefined ? undefined : await readLast(client, wanted, last);
  for (const change of start?.items ?? []) say(change);
  const from = { ...wanted, ...(start?.next && { after: start.next }) };
  try {
    for await (const change of client.changes.stream(from, { signal: interrupted.signal })) {
      say(change);
    }
  } catch (error) {
    if (!interrupted.signal.aborted) throw error;
  }
}
