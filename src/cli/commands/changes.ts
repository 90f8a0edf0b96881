import { type Command, Option } from 'commander';
import type { Change } from '../../client/index.js';
import { printList } from '../listing.js';
import { addServerCommand, wholeNumber } from '../server-command.js';
import { localTime } from '../table.js';

interface ChangesOptions {
  readonly follow?: boolean;
  readonly after?: string;
  readonly limit?: number;
  readonly all?: boolean;
}

export function addChangesCommand(program: Command): void {
  addServerCommand<ChangesOptions>(
    program,
    {
      use: 'changes',
      summary: 'list the changes of the ledger, or print them as they come',
      example: 'changes --follow --json',
      options: [
        new Option('--follow', 'go on with each change as it is committed, until interrupted'),
        new Option('--after <revision>', 'begin after this one'),
        new Option('--limit <number>', 'the most items of a page').argParser(wholeNumber),
        new Option('--all', 'every page; with --json one item a line'),
      ],
    },
    async ({ client, print }, _, options) => {
      const { after, limit, follow } = options;
      const from = after === undefined ? {} : { after };
      if (!follow) {
        const query = { ...from, ...(limit !== undefined && { limit }) };
        await printList(print, client.changes.list(query), options, {
          columns: [
            { title: 'Time' },
            { title: 'Change' },
            { title: 'Follower' },
            { title: 'Target' },
            { title: 'Revision' },
          ],
          row: (change) => [...told(change), change.revision],
          empty: 'No changes.',
        });
        return;
      }
      const interrupted = new AbortController();
      process.once('SIGINT', () => interrupted.abort());
      process.once('SIGTERM', () => interrupted.abort());
      try {
        for await (const change of client.changes.stream(from, { signal: interrupted.signal })) {
          print.item(change, () => told(change).join('  '));
        }
      } catch (error) {
        if (!interrupted.signal.aborted) throw error;
      }
    },
  );
}

function told({ at, type, follower, target }: Change): string[] {
  return [localTime(at), type, follower, target];
}
