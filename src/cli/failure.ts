import { CommanderError } from 'commander';
import { GuanzhuApiError } from '../client/index.js';
import { ConfigError } from '../config/settings.js';
import { problemForms } from '../contract/problem-forms.js';
import type { Invocation } from './invocation.js';

/** The command was given what it cannot use. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** 0 ok, 1 failed, 2 usage, 3 a negative answer. */
export const exitCodes = { failed: 1, usage: 2, negative: 3 } as const;

/** The exit code of an error, and its one line; commander has told its own errors itself. */
export function explainFailure(
  error: unknown,
  invocation: Invocation,
): { readonly code: number; readonly line?: string } {
  if (error instanceof CommanderError) return { code: error.exitCode === 0 ? 0 : exitCodes.usage };
  const usage = error instanceof ConfigError || error instanceof UsageError;
  const text =
    error instanceof GuanzhuApiError ? explainApiError(error, invocation) : messageOf(error);
  return {
    code: usage ? exitCodes.usage : exitCodes.failed,
    line: `guanzhu: ${text.replace(/[\p{Cc}\s]+/gu, ' ').trim()}`,
  };
}

/** The line says what went wrong in place of the reply, where the reply speaks to programs. */
interface Advice {
  readonly what?: string;
  readonly todo: string;
}

type Adviser = string | ((invocation: Invocation, detail: string) => string | Advice);

const withAdminToken = 'give --admin-token or GUANZHU_ADMIN_TOKEN';
const newAdminToken =
  '"guanzhu admin-token reset" makes a new one, run where the server keeps its data';

/** What to do, where the command line has an own answer. */
const remedies: Readonly<Record<string, Adviser>> = {
  connection_failed: 'start it with "guanzhu serve", or name another with --url or GUANZHU_URL',
  timeout: 'look whether it is well, at /readyz',
  bearer_missing: () => ({ what: 'this needs a token', todo: 'set --token or GUANZHU_TOKEN' }),
  token_missing: () => ({ what: 'this needs a token', todo: 'set --token or GUANZHU_TOKEN' }),
  token_invalid: ({ token, adminToken, device }, detail) => {
    // What a device does is the contract's, which knows no administrator.
    if (device !== undefined && !token && adminToken) {
      return {
        what: `the token ${adminToken.masked} of ${adminToken.origin} is no tenant's token`,
        todo: 'with --device this needs the token of the tenant whose device it is: give --token or GUANZHU_TOKEN',
      };
    }
    const sent = [token, adminToken].find((each) => each && detail.includes(each.masked));
    const { origin = '--token' } = sent ?? token ?? adminToken ?? {};
    const lost =
      origin === token?.origin ? '"guanzhu token create" makes a new one' : newAdminToken;
    return `check ${origin} for copying faults, and --url; ${lost}`;
  },
  admin_token_invalid: ({ token, adminToken }) => {
    if (adminToken) {
      return {
        what: `the token ${adminToken.masked} of ${adminToken.origin} is not this server's administrator token`,
        todo: `check it and --url; ${newAdminToken}`,
      };
    }
    return {
      what: token
        ? `this is the administrator's alone, and ${token.origin} is not the administrator token`
        : 'this needs the administrator token',
      todo: `${withAdminToken}; the server showed it at its first start, and ${newAdminToken}`,
    };
  },
  admin_only: ({ token, adminToken }) => {
    const what = "this is the administrator's alone";
    if (adminToken) {
      return {
        what,
        todo: `it is a tenant's token that ${adminToken.origin} gives: give the administrator's in its place, by --admin-token or GUANZHU_ADMIN_TOKEN, and the tenant's by --token or GUANZHU_TOKEN; ${newAdminToken}`,
      };
    }
    const { origin = '--token' } = token ?? {};
    return {
      what,
      todo: `it is a tenant's token that ${origin} gives, ${withAdminToken}; ${newAdminToken}`,
    };
  },
  too_many_attempts: 'the right token works at once all the same: check the one that is given',
  identity_unknown: ({ options }) =>
    options.includes('--as')
      ? 'name an account of the device with --as'
      : `name an account of your own devices, or ${withAdminToken}`,
  role_mismatch: ({ options }) =>
    `an account acts in the role that its device hosts it in${options.includes('--as') ? ": name the device's finder account with --as" : ''}`,
  device_offline: ({ device }) =>
    `set it online with "guanzhu device online ${device ?? '<appId>'}"`,
  device_exists: 'choose another appId, or leave it out to have one made',
  target_suspended: 'restore it with "guanzhu account restore"; unfollowing works meanwhile',
  identity_suspended: 'restore it with "guanzhu account restore"; unfollowing works meanwhile',
  blocked: '"guanzhu account unblock" lifts a block; unfollowing works meanwhile',
  token_unknown: '"guanzhu token list" shows the ids; a token that was deleted is gone',
  webhook_unknown: '"guanzhu webhook list" shows the ids, of your own webhooks',
  too_many_webhooks:
    'delete one with "guanzhu webhook delete"; one webhook can be told of all changes',
  parameter_invalid: 'give a value that keeps to the rule',
  not_found: 'look whether --url is that of a Guanzhu server, and of this release',
};

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function explainApiError(
  { code, detail, requestId }: GuanzhuApiError,
  invocation: Invocation,
): string {
  const form = Object.entries(problemForms).find(([known]) => known === code)?.[1];
  const adviser = remedies[code] ?? form?.remedy ?? 'see docs/errors.md';
  const advice = typeof adviser === 'string' ? adviser : adviser(invocation, detail);
  const { what = detail, todo } = typeof advice === 'string' ? { todo: advice } : advice;
  const name = requestId === undefined ? code : `${code}, request ${requestId}`;
  return `${what.replace(/\.$/, '')} (${name}): ${todo}`;
}
