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

/** Commander names a flag's value after the flag, in camel case: the name of its setting. */
export function readFlags(flags: Record<string, unknown>): Given {
  const given: { [K in SettingName]?: GivenText } = {};
  for (const name of settingNames) {
    const value = flags[name];
    if (value !== undefined) given[name] = { text: String(value), origin: settings[name].flag };
  }
  return given;
}
