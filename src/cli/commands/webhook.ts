import { type Command, Option } from 'commander';
import { type ConfirmOptions, confirm, yesOption } from '../confirm.js';
import { attemptColumns, attemptRow, printTest } from '../delivery.js';
import { UsageError } from '../failure.js';
import { type PageOptions, pageOptions, pageQuery, printList } from '../listing.js';
import { addServerCommand, wholeNumber } from '../server-command.js';
import { localTime } from '../table.js';

interface NewWebhookOptions {
  readonly description?: string;
  readonly type?: ('followed' | 'unfollowed')[];
  readonly account?: string[];
  readonly after?: string;
  readonly fromStart?: boolean;
}

export function addWebhookCommands(program: Command): void {
  const group = program.command('webhook').description('addresses that changes are posted to');
  addServerCommand<NewWebhookOptions>(
    group,
    {
      use: 'create <url>',
      summary: 'have changes posted to an address; the secret is shown this once',
      example: 'webhook create https://example.com/hook --account v2_shop@finder',
      options: [
        new Option('--description <text>', 'what it is for'),
        new Option('--type <type...>', 'the types of change to tell; both unless said').choices([
          'followed',
          'unfollowed',
        ]),
        new Option('--account <username...>', 'only changes that name one of these accounts'),
        new Option('--after <when>', 'begin after this revision or time, not at the head'),
        new Option('--from-start', 'begin at the start of the ledger'),
      ],
    },
    async ({ asAdmin, print }, [url = ''], { description, type, account, after, fromStart }) => {
      const made = await asAdmin.webhooks.create({
        url,
        ...(description !== undefined && { description }),
        ...(type !== undefined && { types: type }),
        ...(account !== undefined && { accounts: account }),
        ...(after !== undefined && { after }),
        ...(fromStart === true && { from: 'start' as const }),
      });
      print.result(made, () => `${made.id}\n${made.secret}`);
    },
  );
  addServerCommand(
    group,
    { use: 'list', summary: 'list webhooks', example: 'webhook list' },
    async ({ asAdmin, print }) => {
      const { items } = await asAdmin.webhooks.list();
      const rows = items.map(({ id, state, url, deliveredTo, failures, nextAttemptAt }) => [
        id,
        state,
        url,
        deliveredTo,
        String(failures),
        nextAttemptAt === null ? '' : localTime(nextAttemptAt),
      ]);
      const columns = [
        { title: 'Id' },
        { title: 'State' },
        { title: 'Address' },
        { title: 'Delivered to' },
        { title: 'Failures', align: 'right' as const },
        { title: 'Next attempt' },
      ];
      print.table(items, columns, rows, 'No webhooks.');
    },
  );
  addServerCommand(
    group,
    {
      use: 'test <id>',
      summary: 'send a test message and tell which step fails; exit code 3 when one does',
      example: 'webhook test wh_2m1xqPYqVb0S',
    },
    async ({ asAdmin, print }, [id = '']) => {
      printTest(print, await asAdmin.webhooks.test({ id }));
    },
  );
  addServerCommand<PageOptions>(
    group,
    {
      use: 'deliveries <id>',
      summary: 'list the last attempts, newest first',
      example: 'webhook deliveries wh_2m1xqPYqVb0S --limit 10',
      options: pageOptions(),
    },
    ({ asAdmin, print }, [id = ''], options) =>
      printList(print, asAdmin.webhooks.deliveries({ id, ...pageQuery(options) }), options, {
        columns: attemptColumns('Revision'),
        row: ({ revision, ...attempt }) => attemptRow(revision, attempt),
        empty: 'No attempts.',
      }),
  );
  addServerCommand<{ after?: string; fromStart?: boolean }>(
    group,
    {
      use: 'replay <id>',
      summary: 'send again what comes after a revision',
      example: 'webhook replay wh_2m1xqPYqVb0S --after r2o',
      options: [
        new Option('--after <when>', 'the revision or time to go on after'),
        new Option('--from-start', 'go on from the start of the ledger'),
      ],
    },
    async ({ asAdmin, print }, [id = ''], { after, fromStart }) => {
      if (after === undefined && fromStart !== true) {
        throw new UsageError('nothing to go on after: give --after or --from-start');
      }
      const start = after === undefined ? { from: 'start' as const } : { after };
      const webhook = await asAdmin.webhooks.replay({ id, ...start });
      print.result(webhook, () => `Webhook ${id} goes on after ${webhook.deliveredTo}.`);
    },
  );
  addServerCommand<{ overlap?: number }>(
    group,
    {
      use: 'rotate <id>',
      summary: 'make a new secret; it is shown this once',
      example: 'webhook rotate wh_2m1xqPYqVb0S --overlap 3600',
      options: [
        new Option('--overlap <seconds>', 'how long the old one signs too; a day').argParser(
          wholeNumber,
        ),
      ],
    },
    async ({ asAdmin, print }, [id = ''], { overlap }) => {
      const given = overlap === undefined ? {} : { overlapSeconds: overlap };
      const made = await asAdmin.webhooks.rotate({ id, ...given });
      print.result(made, () => made.secret);
    },
  );
  for (const paused of [true, false]) {
    const verb = paused ? 'pause' : 'resume';
    addServerCommand(
      group,
      {
        use: `${verb} <id>`,
        summary: paused ? 'send nothing for the time being' : 'go on sending, after its end too',
        example: `webhook ${verb} wh_2m1xqPYqVb0S`,
      },
      async ({ asAdmin, print }, [id = '']) => {
        const webhook = await asAdmin.webhooks.update({ id, paused });
        print.result(webhook, () => `Webhook ${id} is ${webhook.state}.`);
      },
    );
  }
  addServerCommand<ConfirmOptions>(
    group,
    {
      use: 'delete <id>',
      summary: 'end a webhook for ever; asks first',
      example: 'webhook delete wh_2m1xqPYqVb0S',
      options: [yesOption()],
    },
    async ({ asAdmin, print }, [id = ''], options) => {
      await confirm(
        options,
        `delete webhook ${id} for ever`,
        'Its secret goes, and what is not delivered yet is not sent; "guanzhu webhook pause" only stops it for a while.',
      );
      await asAdmin.webhooks.delete({ id });
      print.result({ id }, () => `Deleted webhook ${id} for ever.`);
    },
  );
}
