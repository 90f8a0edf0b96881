import { Command, Option } from 'commander';
import { version } from '../app.js';
import { decideConfig } from '../config/config.js';
import {
  type Given,
  type GivenText,
  readEnvironment,
  warnOfUnknownVariables,
} from '../config/env.js';
import { type SettingName, settingNames, settings } from '../config/settings.js';
import { serve } from './serve.js';

/** The command line. Errors of usage throw, so that the caller decides the exit code. */
export function createProgram(): Command {
  const program = new Command('guanzhu')
    .description('A follow server that its users own. 自己掌握的关注服务。')
    .version(version)
    .exitOverride();
  const command = program
    .command('serve')
    .description('start the server')
    .exitOverride()
    .action(async (flags: Record<string, unknown>) => {
      for (const warning of warnOfUnknownVariables(process.env)) {
        process.stderr.write(`guanzhu: warning: ${warning}\n`);
      }
      await serve(decideConfig({ ...readEnvironment(process.env), ...readFlags(flags) }));
    });
  for (const { flag, argument, description, fallback, env } of Object.values(settings)) {
    const shown = argument === null ? flag : `${flag} <${argument}>`;
    const note = argument === null || fallback === '' ? env : `${env}, default ${fallback}`;
    command.addOption(new Option(shown, `${description} (${note})`));
  }
  // The settings are what a newcomer looks for, whichever help they ask.
  program.addHelpText('after', () => `\n${command.helpInformation()}`);
  return program;
}

/** Commander names a flag's value after the flag, in camel case: the name of its setting. */
function readFlags(flags: Record<string, unknown>): Given {
  const given: { [K in SettingName]?: GivenText } = {};
  for (const name of settingNames) {
    const value = flags[name];
    if (value !== undefined) given[name] = { text: String(value), origin: settings[name].flag };
  }
  return given;
}
