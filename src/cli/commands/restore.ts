import { resolve } from 'node:path';
import type { Command } from 'commander';
import { decideConfig } from '../../config/config.js';
import { readEnvironment } from '../../config/env.js';
import { ConfigError } from '../../config/settings.js';
import { restore } from '../../store/sqlite/restore.js';
import { addDatabaseOptions, readFlags } from '../setting-options.js';

export function addRestoreCommand(program: Command): void {
  const command = program
    .command('restore <backup>')
    .description('make a database of a backup: a new ledger, which goes on where the backup ends');
  addDatabaseOptions(command)
    .option('--force', 'moves a database that is there aside')
    .addHelpText(
      'after',
      `
Stop the server first. What came after the backup is lost. Cursors, revisions and idempotency keys from
before are refused from then on (ledger_changed), so that nobody goes on as if nothing were missing.

Example:
  guanzhu restore guanzhu-monday.db --data-dir ./data`,
    )
    .action((backup: string, { force, ...flags }: Record<string, unknown>) => {
      const { database } = decideConfig({ ...readEnvironment(process.env), ...readFlags(flags) });
      if (database.engine !== 'sqlite') {
        throw new ConfigError(
          'a PostgreSQL database is restored by its own tools, such as pg_restore; run "guanzhu ledger new-identity" after it',
        );
      }
      process.umask(0o077);
      const { ledger, aside } = restore(resolve(backup), database.file, force === true);
      const lines = [
        `Restored ${resolve(backup)} to ${database.file}: the ledger ${ledger}.`,
        ...(aside === null ? [] : [`What was there before is ${aside} now.`]),
        'Cursors, revisions and idempotency keys from before are refused from now on (ledger_changed).',
        'Start the server, and let those who keep a copy of the graph read it anew: docs/feed.md.',
      ];
      process.stdout.write(`${lines.join('\n')}\n`);
    });
}
