import { resolve } from 'node:path';
import type { Command } from 'commander';
import { decideConfig } from '../../config/config.js';
import { readEnvironment } from '../../config/env.js';
import { ConfigError } from '../../config/settings.js';
import { backUp } from '../../store/sqlite/backup.js';
import { addDatabaseOptions, readFlags } from '../setting-options.js';

export function addBackupCommand(program: Command): void {
  const command = program
    .command('backup <file>')
    .description('copy the database to a new file, also while a server writes it');
  addDatabaseOptions(command)
    .addHelpText('after', '\nExample:\n  guanzhu backup guanzhu-monday.db')
    .action((file: string, flags: Record<string, unknown>) => {
      const { database } = decideConfig({ ...readEnvironment(process.env), ...readFlags(flags) });
      if (database.engine !== 'sqlite') {
        throw new ConfigError(
          'a PostgreSQL database is backed up by its own tools, such as pg_dump',
        );
      }
      process.umask(0o077);
      backUp(database.file, resolve(file));
      process.stdout.write(`Copied ${database.file} to ${resolve(file)}.\n`);
    });
}
