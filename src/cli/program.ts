import { Command } from 'commander';
import { decideConfig } from '../config/config.js';
import { readEnvironment, warnOfUnknownVariables } from '../config/env.js';
import { version } from '../config/version.js';
import { addAccountCommands } from './commands/account.js';
import { addAdminTokenCommands } from './commands/admin-token.js';
import { addAuditCommand } from './commands/audit.js';
import { addBackupCommand } from './commands/backup.js';
import { addCallbackCommands } from './commands/callback.js';
import { addChangesCommand } from './commands/changes.js';
import { addCompletionCommand } from './commands/completion.js';
import { addConfigCommand } from './commands/config.js';
import { addDemoCommand } from './commands/demo.js';
import { addDeviceCommands } from './commands/device.js';
import { addExportCommand } from './commands/export.js';
import { addFollowCommands } from './commands/follow.js';
import { addImportCommand } from './commands/import.js';
import { addLedgerCommands } from './commands/ledger.js';
import { addListCommands } from './commands/lists.js';
import { addMoveCommand } from './commands/move.js';
import { addRelationCommand } from './commands/relation.js';
import { addReportCommand } from './commands/report.js';
import { addRestoreCommand } from './commands/restore.js';
import { addTokenCommands } from './commands/token.js';
import { addWebhookCommands } from './commands/webhook.js';
import { serverOptions } from './server-command.js';
import { addSettingOptions, readFlags } from './setting-options.js';

/** The command line. Errors of usage throw, so that the caller decides the exit code. */
export function createProgram(): Command {
  const program = new Command('guanzhu')
    .description('A follow server that its users own. 自己掌握的关注服务。')
    .version(version)
    // An option of one name means the server's before `serve` and its own after it.
    .enablePositionalOptions()
    .exitOverride();
  for (const option of serverOptions()) program.addOption(option);
  const command = program
    .command('serve')
    .description('start the server')
    .addHelpText('after', '\nExample:\n  guanzhu serve --demo')
    .action(async (flags: Record<string, unknown>) => {
      for (const warning of warnOfUnknownVariables(process.env)) {
        process.stderr.write(`guanzhu: warning: ${warning}\n`);
      }
      const given = { ...program.opts(), ...flags };
      // Only this command needs the server: the others start in half the time without it.
      const { serve } = await import('./serve.js');
      await serve(decideConfig({ ...readEnvironment(process.env), ...readFlags(given) }));
    });
  addSettingOptions(command);
  addAccountCommands(program);
  addFollowCommands(program);
  addListCommands(program);
  addRelationCommand(program);
  addChangesCommand(program);
  addReportCommand(program);
  addAuditCommand(program);
  addWebhookCommands(program);
  addCallbackCommands(program);
  addTokenCommands(program);
  addDeviceCommands(program);
  addExportCommand(program);
  addImportCommand(program);
  addBackupCommand(program);
  addRestoreCommand(program);
  addLedgerCommands(program);
  addMoveCommand(program);
  addAdminTokenCommands(program);
  addDemoCommand(program);
  addConfigCommand(program);
  addCompletionCommand(program);
  // The settings are what a newcomer looks for, whichever help they ask.
  program.addHelpText('after', () => `\n${command.helpInformation()}`);
  return program;
}
