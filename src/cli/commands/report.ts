import { type Command, Option } from 'commander';
import { addServerCommand, wholeNumber } from '../server-command.js';

interface ReportOptions {
  readonly by?: string;
  readonly from?: string;
  readonly to?: string;
  readonly limit?: number;
}

export function addReportCommand(program: Command): void {
  addServerCommand<ReportOptions>(
    program,
    {
      use: 'report',
      summary: 'tell which searches led to follows, and how many of them last',
      example: 'report --by query --from 2026-01-01T00:00:00Z',
      options: [
        new Option('--by <what>', 'what to add up by').choices([
          'search',
          'document',
          'query',
          'day',
        ]),
        new Option('--from <time>', 'follows from then on'),
        new Option('--to <time>', 'follows before then'),
        new Option('--limit <number>', 'the most rows').argParser(wholeNumber),
      ],
    },
    async ({ client, print }, _, { by, from, to, limit }) => {
      const report = await client.reports.attribution({
        ...(by !== undefined && { by }),
        ...(from !== undefined && { from }),
        ...(to !== undefined && { to }),
        ...(limit !== undefined && { limit }),
      });
      const number = (title: string) => ({ title, align: 'right' }) as const;
      print.table(
        report,
        [{ title: 'From' }, number('Follows'), number('Live'), number('Unfollows')],
        report.items.map(({ key, follows, live, unfollows }) => [
          key,
          String(follows),
          String(live),
          String(unfollows),
        ]),
        'No follows came from a search.',
      );
    },
  );
}
