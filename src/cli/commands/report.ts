import { type Command, Option } from 'commander';
import { stringify } from 'csv-stringify/sync';
import type { AttributionGroup, AttributionInput } from '../../client/index.js';
import { type PageOptions, pageOptions, pageQuery, printList } from '../listing.js';
import { addServerCommand } from '../server-command.js';

interface ReportOptions extends PageOptions, Pick<AttributionInput, 'by' | 'origin' | 'tz'> {
  readonly from?: string;
  readonly to?: string;
  readonly asOf?: string;
  readonly csv?: boolean;
}

const titles = ['Searches', 'Follows', 'Live', '1 day', '7 days', '30 days', 'Unfollows'];

export function addReportCommand(program: Command): void {
  addServerCommand<ReportOptions>(
    program,
    {
      use: 'report',
      summary: 'tell which searches won follows, and how many of those last',
      example: 'report --by query --from 2026-01-01T00:00:00Z',
      options: [
        new Option('--by <what>', 'what to add follows up by; query unless said').choices([
          ...['query', 'search', 'document', 'device', 'day', 'origin'],
        ]),
        new Option('--origin <origin>', 'which follows; those from searches unless said').choices([
          ...['search', 'direct', 'any'],
        ]),
        new Option('--from <time>', 'follows that began from then on'),
        new Option('--to <time>', 'follows that began before then'),
        new Option('--tz <offset>', 'where days begin, such as +08:00'),
        new Option('--as-of <moment>', 'a revision or a time: the report of then'),
        new Option('--csv', 'every row, as CSV for spreadsheets'),
        ...pageOptions(),
      ],
    },
    async ({ asAdmin, print }, _, { csv, by, origin, from, to, tz, asOf, ...page }) => {
      const report = asAdmin.reports.attribution({
        ...pageQuery(page),
        ...(by && { by }),
        ...(origin && { origin }),
        ...(from !== undefined && { from }),
        ...(to !== undefined && { to }),
        ...(tz !== undefined && { tz }),
        ...(asOf !== undefined && { asOf }),
      });
      if (csv) return writeCsv(report);
      await printList(print, report, page, {
        columns: [
          { title: keyTitle(by) },
          ...titles.map((title) => ({ title, align: 'right' as const })),
        ],
        row: cells,
        empty: 'No such follows.',
      });
    },
  );
}

function keyTitle(by = 'query'): string {
  return by.charAt(0).toUpperCase() + by.slice(1);
}

function cells({ key, searches, follows, live, survival, unfollows }: AttributionGroup): string[] {
  const ended = Object.values(unfollows).reduce((sum, each) => sum + each, 0);
  const lasted = survival.map(({ of, survived }) => (of === 0 ? '' : `${survived}/${of}`));
  return [key, String(searches ?? ''), String(follows), String(live), ...lasted, String(ended)];
}

/** Every group, a measure a column. */
async function writeCsv(report: AsyncIterable<AttributionGroup>): Promise<void> {
  const rows: Record<string, string | number | null>[] = [];
  for await (const { key, query, searches, follows, live, survival, unfollows } of report) {
    const lasted = survival.flatMap(({ days, of, survived }) => [
      [`older than ${days} d`, of] as const,
      [`lasted ${days} d`, survived] as const,
    ]);
    const ended = Object.entries(unfollows).map(([cause, n]) => [`ended by ${cause}`, n] as const);
    rows.push({
      key,
      query,
      searches,
      follows,
      live,
      ...Object.fromEntries([...lasted, ...ended]),
    });
  }
  // Spreadsheets tell UTF-8 by its mark, and take a cell that begins like a formula for one.
  process.stdout.write(stringify(rows, { header: true, bom: true, escape_formulas: true }));
}
