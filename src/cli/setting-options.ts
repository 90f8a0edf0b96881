import { type Command, Option } from 'commander';
import type { Given, GivenText } from '../config/env.js';
import { type SettingName, settingNames, settings } from '../config/settings.js';

/** Gives a command the flag of every setting. */
export function addSettingOptions(command: Command): void {
  for (const { flag, argument, description, fallback, env } of Object.values(settings)) {
    const shown = argument === null ? flag : `${flag} <${argument}>`;
    const note = argument === null || fallback === '' ? env : `${env}, default ${fallback}`;
    command.addOption(new Option(shown, `${description} (${note})`));
  }
}

/** Gives a command the flags that name a database. */
export function addDatabaseOptions(command: Command): Command {
  for (const { flag, argument, description, env } of [settings.dataDir, settings.databaseUrl]) {
    command.option(`${flag} <${argument}>`, `${description} (${env})`);
  }
  return command;
}

/** Commander names a flag's value after the flag, in camel case: the name of its setting. */
export function readFlags(flags: Record<string, unknown>): Given {
  const given: { [K in SettingName]?: GivenText } = {};
  for (const name of settingNames) {
    const value = flags[name];
    // Commander gives a flag that negates as true when it is not there.
    const absent = value === true && settings[name].flag.startsWith('--no-');
    if (value !== undefined && !absent)
      given[name] = { text: String(value), origin: settings[name].flag };
  }
  return given;
}
