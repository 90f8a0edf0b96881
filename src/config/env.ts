import { closest, distance } from 'fastest-levenshtein';
import { type Setting, type SettingName, settingNames, settings } from './settings.js';

/** A setting's text as a user gave it, and where: the name of a variable or of a flag. */
export interface GivenText {
  readonly text: string;
  readonly origin: string;
}

export type Given = { readonly [K in SettingName]?: GivenText };

/** The variables that the command line reads to call a server; the server has no use for them. */
export const clientVariables = { url: 'GUANZHU_URL', token: 'GUANZHU_TOKEN' } as const;

const variables = settingNames.map((name): string => settings[name].env);
const known = [...variables, ...Object.values(clientVariables)];

/** Reads the variables that are ours. Neither checks nor decides. */
export function readEnvironment(env: NodeJS.ProcessEnv): Given {
  const given: { [K in SettingName]?: GivenText } = {};
  for (const name of settingNames) {
    const { env: own, platformEnv }: Setting<unknown> = settings[name];
    const text = env[own];
    // Nobody set a platform's variable for this program, so an empty one says nothing.
    const platformText = (platformEnv !== undefined && env[platformEnv]) || undefined;
    if (text !== undefined) given[name] = { text, origin: own };
    else if (platformEnv !== undefined && platformText !== undefined) {
      given[name] = { text: platformText, origin: platformEnv };
    }
  }
  return given;
}

/** One warning for each variable that carries our prefix and is none of ours. */
export function warnOfUnknownVariables(env: NodeJS.ProcessEnv): string[] {
  return Object.keys(env)
    .filter((name) => name.startsWith('GUANZHU_') && !known.includes(name))
    .map((name) => {
      const nearest = closest(name, variables);
      const near = distance(name, nearest) <= 4;
      return `${name} is not a setting${near ? `: did you mean ${nearest}?` : ''}`;
    });
}
