import { isIP } from 'node:net';
import { join } from 'node:path';
import { routedPath } from '../http/routed-path.js';
import { prefixWithin } from '../http/served-prefixes.js';
import type { CallbackAllowance } from '../service/callback-address.js';
import type { DatabaseLocation } from '../store/open.js';
import { hidePassword, readPostgresUrls } from '../store/postgres/urls.js';
import type { LogLevel } from '../telemetry/logger.js';
import type { Given } from './env.js';
import { ConfigError, type Setting, settings } from './settings.js';

/** All that an instance is started with, decided and checked. */
export interface Config {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly database: DatabaseLocation;
  readonly logLevel: LogLevel;
  readonly allowSelfFollow: boolean;
  /** In seconds. */
  readonly mentionWindow: number;
  /** In seconds. */
  readonly searchTtl: number;
  /** `''` when the instance makes its own. */
  readonly adminToken: string;
  readonly callbackAllow: CallbackAllowance;
  readonly demo: boolean;
  /** How many accounts the demo has beside its cast. */
  readonly demoAccounts: number;
  /** Whether a desktop's browser is opened. */
  readonly open: boolean;
  /** Host names that the console is opened by beside its own, that of the public address among them. */
  readonly consoleHosts: readonly string[];
  /** Whose pages may call; `*` for any. */
  readonly corsOrigins: readonly string[];
  /** Without a slash at its end; `''` for where it listens. */
  readonly publicUrl: string;
}

/**
 * Decides the configuration: a flag wins over the environment, and that over the default.
 *
 * @throws ConfigError for a value that cannot be used, and for settings that contradict each other.
 */
export function decideConfig(given: Given): Config {
  const host = decide(settings.host, given.host);
  const dataDir = decide(settings.dataDir, given.dataDir);
  const demo = decide(settings.demo, given.demo);
  const publicUrl = decide(settings.publicUrl, given.publicUrl);
  checkFolder(publicUrl, given.publicUrl?.origin ?? settings.publicUrl.env);
  if (demo && !isLoopback(host)) {
    throw new ConfigError(
      `the demo's tokens are public, so it listens only on a loopback address, not on ${host}: leave out --demo, or --host`,
    );
  }
  return {
    host,
    port: decide(settings.port, given.port),
    dataDir,
    database: locate(given, dataDir),
    logLevel: decide(settings.logLevel, given.logLevel),
    allowSelfFollow: decide(settings.allowSelfFollow, given.allowSelfFollow),
    mentionWindow: decide(settings.mentionWindow, given.mentionWindow),
    searchTtl: decide(settings.searchTtl, given.searchTtl),
    adminToken: decide(settings.adminToken, given.adminToken),
    callbackAllow: decide(settings.callbackAllow, given.callbackAllow),
    demo,
    demoAccounts: decide(settings.demoAccounts, given.demoAccounts),
    open: decide(settings.open, given.open),
    consoleHosts: [
      ...decide(settings.consoleHosts, given.consoleHosts),
      ...(publicUrl === '' ? [] : [new URL(publicUrl).hostname]),
    ],
    corsOrigins: decide(settings.corsOrigins, given.corsOrigins),
    publicUrl,
  };
}

/** Refuses a public address of which a request's path would not tell whether a proxy took its folder away. */
function checkFolder(publicUrl: string, origin: string): void {
  const folder = publicUrl === '' ? '' : routedPath(new URL(publicUrl).pathname);
  const prefix = prefixWithin(folder);
  if (prefix === undefined) return;
  throw new ConfigError(
    `${origin}=${publicUrl} names the folder ${folder}, which the server's own paths (${prefix}) cannot be told from: serve it in another folder, such as /guanzhu`,
  );
}

function locate(given: Given, dataDir: string): DatabaseLocation {
  const url = decide(settings.databaseUrl, given.databaseUrl);
  const replicaUrls = decide(settings.replicaUrls, given.replicaUrls);
  const urls = readPostgresUrls(url);
  if (urls) return { engine: 'postgres', url, urls, replicaUrls };
  if (replicaUrls.length > 0) {
    throw new ConfigError(
      `${given.replicaUrls?.origin} names replicas, which an SQLite file has none of: leave it out, or name their primary with ${settings.databaseUrl.env}`,
    );
  }
  return { engine: 'sqlite', file: url || join(dataDir, 'guanzhu.db') };
}

function decide<T>(setting: Setting<T>, given: Given[keyof Given]): T {
  const value = setting.parse(given?.text ?? setting.fallback);
  if (value !== undefined) return value;
  const { origin, text } = given ?? { origin: setting.env, text: setting.fallback };
  const injected = /^\w+:\/\//.test(text) && origin === 'GUANZHU_PORT';
  const hint = injected
    ? ' (a container platform sets such a variable for a service named "guanzhu": rename the service, or turn its service links off)'
    : '';
  const shown = setting.secret ? '***' : hidePassword(text);
  throw new ConfigError(`${origin}=${shown} is not ${setting.expected}${hint}`);
}

/** What a browser calls this machine. */
export const loopbackNames = ['localhost', '127.0.0.1', '[::1]'] as const;

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
