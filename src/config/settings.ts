import { isAbsolute, resolve } from 'node:path';
import { parseAllowance } from '../service/callback-address.js';
import { readPostgresUrls, readUrlList } from '../store/postgres/urls.js';
import { type LogLevel, logLevels } from '../telemetry/logger.js';

/** A value that a user set is not usable: the text says which, why, and what to set instead. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** One thing that a user can set: by environment variable, or by the flag of the same meaning. */
export interface Setting<T> {
  readonly env: `GUANZHU_${string}`;
  /** A variable that platforms set for any program: it counts where nothing else is given. */
  readonly platformEnv?: string;
  readonly flag: `--${string}`;
  /** What the flag takes, for `--help`; null for a switch. */
  readonly argument: string | null;
  readonly fallback: string;
  readonly description: string;
  /** Returns undefined for a text that it cannot use; `expected` then says what it could. */
  parse(text: string): T | undefined;
  readonly expected: string;
  /** Whether its value must never be shown. */
  readonly secret?: true;
}

const setting = <T>(definition: Setting<T>): Setting<T> => definition;

/** Every setting, in the order in which they are shown. docs/configuration.md is held to this table. */
export const settings = {
  host: setting({
    env: 'GUANZHU_HOST',
    flag: '--host',
    argument: 'address',
    fallback: '127.0.0.1',
    description: 'Address to listen on; 0.0.0.0 for every interface',
    parse: (text) => (/^[\w.:-]+$/.test(text) ? text : undefined),
    expected: 'a host name or an IP address',
  }),
  port: setting({
    env: 'GUANZHU_PORT',
    platformEnv: 'PORT',
    flag: '--port',
    argument: 'number',
    fallback: '2531',
    description: 'Port to listen on; 0 for any free one; PORT counts where neither is set',
    parse: (text) => (/^\d{1,5}$/.test(text) && Number(text) <= 65535 ? Number(text) : undefined),
    expected: 'a number from 0 to 65535',
  }),
  dataDir: setting({
    env: 'GUANZHU_DATA_DIR',
    flag: '--data-dir',
    argument: 'folder',
    fallback: './data',
    description: 'Folder for everything that is kept; made when it does not exist',
    parse: (text) => (text === '' ? undefined : resolve(text)),
    expected: 'a folder',
  }),
  databaseUrl: setting({
    env: 'GUANZHU_DATABASE_URL',
    flag: '--database-url',
    argument: 'url',
    fallback: '',
    description:
      'Where the graph is kept: sqlite:<file> or postgres://<user>@<hosts>/<name>; unset: guanzhu.db in the data folder',
    parse: parseDatabaseUrl,
    expected: 'sqlite:<file> or postgres://<user>@<host>/<name>',
  }),
  replicaUrls: setting({
    env: 'GUANZHU_REPLICA_URLS',
    flag: '--replica-urls',
    argument: 'urls',
    fallback: '',
    description:
      'PostgreSQL servers that reads may be sent to, with commas or blanks between the URLs',
    parse: readUrlList,
    expected: 'a list of postgres://<user>@<host>/<name> with commas or blanks between them',
    secret: true,
  }),
  logLevel: setting<LogLevel>({
    env: 'GUANZHU_LOG_LEVEL',
    flag: '--log-level',
    argument: 'level',
    fallback: 'info',
    description: `Least serious lines to log: ${logLevels.join(', ')}`,
    parse: (text) => logLevels.find((level) => level === text),
    expected: `one of ${logLevels.join(', ')}`,
  }),
  allowSelfFollow: setting({
    env: 'GUANZHU_ALLOW_SELF_FOLLOW',
    flag: '--allow-self-follow',
    argument: null,
    fallback: 'false',
    description: 'Let an account follow itself',
    parse: parseSwitch,
    expected: 'true or false',
  }),
  mentionWindow: setting({
    env: 'GUANZHU_MENTION_WINDOW',
    flag: '--mention-window',
    argument: 'seconds',
    fallback: '86400',
    description:
      'How soon an ended follow may begin again without being told again; 0: always told',
    parse: (text) => (/^\d{1,9}$/.test(text) ? Number(text) : undefined),
    expected: 'a number of seconds from 0 to 999999999',
  }),
  searchTtl: setting({
    env: 'GUANZHU_SEARCH_TTL',
    flag: '--search-ttl',
    argument: 'seconds',
    fallback: '86400',
    description: 'How long what a search hands out is taken back, to page on or to follow',
    parse: (text) => (/^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined),
    expected: 'a number of seconds from 1 to 999999999',
  }),
  adminToken: setting({
    env: 'GUANZHU_ADMIN_TOKEN',
    flag: '--admin-token',
    argument: 'token',
    fallback: '',
    description: "The administrator's token; unset: made at the first start and shown once",
    parse: (text) => (/^(?:[!-~]{16,256})?$/.test(text) ? text : undefined),
    expected: 'of 16 to 256 visible ASCII characters',
    secret: true,
  }),
  callbackAllow: setting({
    env: 'GUANZHU_CALLBACK_ALLOW',
    flag: '--callback-allow',
    argument: 'list',
    fallback: '',
    description:
      'Private addresses that callbacks and webhooks may go to: CIDRs or host names, with commas',
    parse: parseAllowance,
    expected: 'a list of addresses, CIDRs or host names with commas between them',
  }),
  demo: setting({
    env: 'GUANZHU_DEMO',
    flag: '--demo',
    argument: null,
    fallback: 'false',
    description: 'Fill an empty graph with demo data; only on a loopback address',
    parse: parseSwitch,
    expected: 'true or false',
  }),
  demoAccounts: setting({
    env: 'GUANZHU_DEMO_ACCOUNTS',
    flag: '--demo-accounts',
    argument: 'number',
    fallback: '400',
    description: "Accounts of the demo's crowd, whose follows fill the console; 0: none",
    parse: (text) => (/^\d{1,6}$/.test(text) ? Number(text) : undefined),
    expected: 'a number from 0 to 999999',
  }),
  open: setting({
    env: 'GUANZHU_OPEN',
    flag: '--no-open',
    argument: null,
    fallback: 'true',
    description: 'Whether a start on a desktop terminal opens the console in the browser',
    parse: parseSwitch,
    expected: 'true or false',
  }),
  consoleHosts: setting({
    env: 'GUANZHU_CONSOLE_HOSTS',
    flag: '--console-hosts',
    argument: 'list',
    fallback: '',
    description: 'Further host names that the console may be opened by, with commas',
    parse: parseHosts,
    expected: 'a list of host names with commas between them',
  }),
  corsOrigins: setting({
    env: 'GUANZHU_CORS_ORIGINS',
    flag: '--cors-origins',
    argument: 'list',
    fallback: '',
    description:
      'Origins whose pages may call the APIs from a browser, with commas or blanks; * for any',
    parse: parseOrigins,
    expected:
      'a list of origins such as https://app.example.com (scheme, host and port, no path; wildcards within one are not supported: name each), or * for any',
  }),
  publicUrl: setting({
    env: 'GUANZHU_PUBLIC_URL',
    flag: '--public-url',
    argument: 'url',
    fallback: '',
    description: 'What a proxy serves it as, its folder included',
    parse: parsePublicUrl,
    expected: 'an http or https address without query, such as https://example.com/guanzhu',
  }),
} as const;

export type SettingName = keyof typeof settings;

export const settingNames = Object.keys(settings).filter(
  (name): name is SettingName => name in settings,
);

/** The file or the servers that a database URL names, or '' for the default file. */
function parseDatabaseUrl(text: string): string | undefined {
  if (text === '') return '';
  if (readPostgresUrls(text)) return text;
  const file = /^sqlite:(?:\/\/(?=\/))?(.+)$/.exec(text)?.[1];
  // A database in memory would keep nothing: nobody means a file of that name.
  if (file === undefined || file === ':memory:') return undefined;
  return isAbsolute(file) ? file : resolve(file);
}

function parseHosts(text: string): readonly string[] | undefined {
  const hosts = text.split(',').map((host) => host.trim().toLowerCase());
  const named = hosts.filter((host) => host !== '');
  return named.every((host) => /^[\w.-]+$|^\[[\da-f:]+\]$/.test(host)) ? named : undefined;
}

/** As browsers write them: in small letters, without a default port. A `*` in one would match no page. */
function parseOrigins(text: string): readonly string[] | undefined {
  const origins: string[] = [];
  for (const given of text.split(/[\s,]+/).filter((part) => part !== '')) {
    const isOrigin = /^[a-z][a-z\d+.-]*:\/\/[^/?#@\s]+\/?$/i.test(given) && URL.canParse(given);
    if (given === '*') origins.push(given);
    else if (!isOrigin) return undefined;
    // An app's own scheme has no origin by the URL standard; its web view sends it as it is.
    else if (/^https?:/i.test(given)) origins.push(new URL(given).origin);
    else origins.push(given.replace(/\/$/, ''));
  }
  const hasPattern = origins.some((origin) => origin !== '*' && origin.includes('*'));
  return hasPattern ? undefined : origins;
}

/** Without the slash at its end. */
function parsePublicUrl(text: string): string | undefined {
  if (text === '') return '';
  const url = URL.parse(text);
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') return undefined;
  const isPlain = url.username + url.password + url.search + url.hash === '';
  return isPlain && !/[?#]/.test(text) ? url.href.replace(/\/+$/, '') : undefined;
}

function parseSwitch(text: string): boolean | undefined {
  if (['true', '1', 'yes', 'on'].includes(text)) return true;
  return ['false', '0', 'no', 'off', ''].includes(text) ? false : undefined;
}
