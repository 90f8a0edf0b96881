import type { Command } from 'commander';
import type { Callback } from '../../client/index.js';
import { attemptColumns, attemptRow, printTest } from '../delivery.js';
import { type PageOptions, pageOptions, pageQuery, printList } from '../listing.js';
import { addServerCommand } from '../server-command.js';
import { localTime } from '../table.js';

export function addCallbackCommands(program: Command): void {
  const group = program
    .command('callback')
    .description('addresses that login/setCallback set, and whether new followers arrive there');
  addServerCommand(
    group,
    { use: 'list', summary: 'list callback addresses', example: 'callback list' },
    async ({ asAdmin, print }) => {
      const { items } = await asAdmin.callbacks.list();
      const rows = items.map(({ id, tenant, state, url, failures, nextAttemptAt, lastError }) => [
        id,
        tenant,
        state,
        url,
        String(failures),
        nextAttemptAt === null ? '' : localTime(nextAttemptAt),
        lastError?.detail ?? '',
      ]);
      const columns = [
        { title: 'Id' },
        { title: 'Tenant' },
        { title: 'State' },
        { title: 'Address' },
        { title: 'Failures', align: 'right' as const },
        { title: 'Next attempt' },
        { title: 'Last error' },
      ];
      print.table(items, columns, rows, 'No callback addresses.');
    },
  );
  addServerCommand(
    group,
    {
      use: 'show <id>',
      summary: 'tell how a callback address stands; the list shows the ids',
      example: 'callback show 3f1c9a0b5d7e2846',
    },
    async ({ asAdmin, print }, [id = '']) => {
      const callback = await asAdmin.callbacks.get({ id });
      print.result(callback, () => describe(callback));
    },
  );
  addServerCommand(
    group,
    {
      use: 'test <id>',
      summary:
        'send an event that tells nothing and tell which step fails; exit code 3 when one does',
      example: 'callback test 3f1c9a0b5d7e2846',
    },
    async ({ asAdmin, print }, [id = '']) => printTest(print, await asAdmin.callbacks.test({ id })),
  );
  addServerCommand<PageOptions>(
    group,
    {
      use: 'deliveries <id>',
      summary: 'list the last attempts, newest first',
      example: 'callback deliveries 3f1c9a0b5d7e2846 --limit 10',
      options: pageOptions(),
    },
    ({ asAdmin, print }, [id = ''], options) =>
      printList(print, asAdmin.callbacks.deliveries({ id, ...pageQuery(options) }), options, {
        columns: attemptColumns('New follower'),
        row: ({ event, ...attempt }) => attemptRow(event?.follower ?? '(a test)', attempt),
        empty: 'No attempts.',
      }),
  );
}

function describe(callback: Callback): string {
  const { url, tenant, state, deliveredTo, failures, lastError } = callback;
  const when = (name: string, at: number | null) =>
    at === null ? [] : [`${name} ${localTime(at)}`];
  return [
    `${url} (${tenant}): ${state}`,
    `Told up to ${localTime(deliveredTo)}`,
    ...when('Last success', callback.lastSuccessAt),
    ...(lastError
      ? [`Last error ${localTime(lastError.at)}, at ${lastError.failedStep}: ${lastError.detail}`]
      : []),
    ...(failures > 0 ? [`Failed attempts of the event that is next: ${failures}`] : []),
    ...when('That event waits since', callback.waitingSince),
    ...when('Failing since', callback.failingSince),
    ...when('Next attempt', callback.nextAttemptAt),
  ].join('\n');
}
