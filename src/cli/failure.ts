import { CommanderError } from 'commander';
import { GuanzhuApiError } from '../client/index.js';
import { ConfigError } from '../config/settings.js';
import { problemForms } from '../contract/problem-forms.js';

/** The command was given what it cannot use. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** 0 ok, 1 failed, 2 usage, 3 a negative answer. */
export const exitCodes = { failed: 1, usage: 2, negative: 3 } as const;

/** The exit code of an error, and its one line; commander has told its own errors itself. */
export function explainFailure(error: unknown): { readonly code: number; readonly line?: string } {
  if (error instanceof CommanderError) return { code: error.exitCode === 0 ? 0 : exitCodes.usage };
  const usage = error instanceof ConfigError || error instanceof UsageError;
  const text = error instanceof GuanzhuApiError ? explainApiError(error) : messageOf(error);
  return {
    code: usage ? exitCodes.usage : exitCodes.failed,
    line: `guanzhu: ${text.replace(/[\p{Cc}\s]+/gu, ' ').trim()}`,
  };
}

/** What to do, where the command line has an own answer. */
const remedies: Readonly<Record<string, string>> = {
  connection_failed: 'start it with "guanzhu serve", or name another with --url or GUANZHU_URL',
  timeout: 'look whether it is well, at /readyz',
  bearer_missing: 'set --token or GUANZHU_TOKEN',
  token_missing: 'set --token or GUANZHU_TOKEN',
  token_invalid: 'check --token and GUANZHU_TOKEN',
  admin_token_invalid:
    'set --admin-token or GUANZHU_ADMIN_TOKEN; the server showed it at its first start',
  identity_unknown: 'name an account of the device with --as',
  device_offline: 'set it online with "guanzhu device online"',
  parameter_invalid: 'give a value that keeps to the rule',
  not_found: 'look whether --url is that of a Guanzhu server, and of this release',
};

function explainApiError({ code, detail, requestId }: GuanzhuApiError): string {
  const form = Object.entries(problemForms).find(([known]) => known === code)?.[1];
  const remedy = remedies[code] ?? form?.remedy ?? 'see docs/errors.md';
  const name = requestId === undefined ? code : `${code}, request ${requestId}`;
  return `${detail.replace(/\.$/, '')} (${name}): ${remedy}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
