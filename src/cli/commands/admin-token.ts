import { randomFillSync } from 'node:crypto';
import type { Command } from 'commander';
import { decideConfig } from '../../config/config.js';
import { readEnvironment } from '../../config/env.js';
import { settings } from '../../config/settings.js';
import { readFlags } from '../setting-options.js';
import { explaining } from '../start-failure.js';

export function addAdminTokenCommands(program: Command): void {
  const { dataDir, databaseUrl, adminToken } = settings;
  program
    .command('admin-token')
    .description("the administrator's token, for whoever has the database")
    .command('reset')
    .description('make a new one in the place of one that is lost, also while a server runs')
    .option(`${dataDir.flag} <${dataDir.argument}>`, `${dataDir.description} (${dataDir.env})`)
    .option(
      `${databaseUrl.flag} <${databaseUrl.argument}>`,
      `${databaseUrl.description} (${databaseUrl.env})`,
    )
    .addHelpText(
      'after',
      `
A terminal shows the token, once; elsewhere it goes to the file admin-token in the data folder.

Example:
  guanzhu admin-token reset`,
    )
    .action(async (flags: Record<string, unknown>) => {
      // One that is set has no say here, not even when it is unusable.
      const { adminToken: set, ...given } = readEnvironment(process.env);
      const config = decideConfig({ ...given, ...readFlags(flags) });
      process.umask(0o077);
      const { AdminTokenFile } = await import('../../store/admin-token-file.js');
      const { replaceSecret } = await import('../../store/replace-secret.js');
      const service = await import('../../service/admin-token.js');
      const { hashToken } = await import('../../service/token-hash.js');
      const token = service.newAdminToken((bytes) => randomFillSync(bytes));
      const file = new AdminTokenFile(config.dataDir);
      const { database } = config;
      const reset = () => replaceSecret(database, service.adminTokenSecret, hashToken(token));
      const lines: string[] = [];
      if (process.stdout.isTTY) {
        await reset().catch(explaining(database));
        file.remove();
        lines.push(`Admin ${token} (shown this once: keep it)`);
      } else {
        await file.replace(token, reset).catch(explaining(database));
        lines.push(`The new token is in ${file.path}: keep it elsewhere, then delete the file.`);
      }
      lines.push(
        'A running server takes it within a second, and no other; who is signed in to the console signs in again.',
      );
      if (set && set.text !== '') {
        lines.push(
          `A server started with ${adminToken.env}, which is set here, takes that token and not this one.`,
        );
      }
      process.stdout.write(`${lines.join('\n')}\n`);
    });
}
