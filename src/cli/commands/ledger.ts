import type { Command } from 'commander';
import { decideConfig } from '../../config/config.js';
import { readEnvironment } from '../../config/env.js';
import { nameOfLocation } from '../../store/open.js';
import { addDatabaseOptions, readFlags } from '../setting-options.js';

export function addLedgerCommands(program: Command): void {
  const ledger = program.command('ledger').description('which ledger a database holds');
  const command = ledger
    .command('new-identity')
    .description('say that the database was restored: what was handed out before is refused');
  addDatabaseOptions(command)
    .addHelpText(
      'after',
      `
For a database that was restored by other means than "guanzhu restore": by pg_restore, to a moment, by a
standby that lacked commits when it took over, or by copying files. Servers that have it open end.

Example:
  guanzhu ledger new-identity --database-url postgres://guanzhu@db1/guanzhu`,
    )
    .action(async (flags: Record<string, unknown>) => {
      const { database } = decideConfig({ ...readEnvironment(process.env), ...readFlags(flags) });
      const { renewLedger } = await import('../../store/renew-ledger.js');
      const name = await renewLedger(database);
      process.stdout.write(
        `${nameOfLocation(database)} holds the ledger ${name} now. Cursors, revisions and idempotency keys from before are refused (ledger_changed).\n`,
      );
    });
}
