import { type App, startApp } from '../app.js';
import type { Config } from '../config/config.js';
import { ConfigError, settings } from '../config/settings.js';
import { nameOfLocation } from '../store/open.js';
import { banner } from './banner.js';
import { openBrowser } from './open-browser.js';

/** Serves until a signal or a failure ends it; resolves once everything is answered and closed. */
export async function serve(config: Config): Promise<void> {
  // What the process creates is its own user's alone: the data holds every tenant's graph.
  process.umask(0o077);
  // Listened for from the first moment: a signal during the start ends it in order as well.
  const signalled = firstSignal();
  const app = await start(config);
  const isTerminal = process.stdout.isTTY === true;
  process.stdout.write(await banner(app, config, isTerminal), (error) => {
    // What waited for somebody to see it has been seen.
    if (!error && isTerminal && app.newAdminToken !== undefined) app.adminTokenFile?.remove();
  });
  if (config.open && app.consoleLink !== undefined) openBrowser(app.consoleLink);

  const failure = await Promise.race([app.failed, signalled]);
  if (failure) process.stderr.write(`guanzhu: ${failure.message}: stopping\n`);
  await app.close();
  if (failure) process.exitCode = 1;
}

const signals = ['SIGTERM', 'SIGINT'] as const;
/** One Ctrl-C may arrive several times: from the terminal, and from the npm that started this. */
const sameSignalMs = 300;

function firstSignal(): Promise<undefined> {
  return new Promise((resolve) => {
    let first: number | undefined;
    const heard = () => {
      // A second signal means now.
      if (first !== undefined && performance.now() - first > sameSignalMs) process.exit(130);
      first ??= performance.now();
      resolve(undefined);
    };
    for (const signal of signals) process.on(signal, heard);
  });
}

/** Starts, or fails with one line that says what stands in the way and what to do about it. */
async function start(config: Config): Promise<App> {
  try {
    return await startApp(config);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new Error(explain(error, config), { cause: error });
  }
}

function explain(error: unknown, config: Config): string {
  if (!(error instanceof Error)) return String(error);
  const database = nameOfLocation(config.database);
  const { flag: portFlag } = settings.port;
  const { flag: dataFlag } = settings.dataDir;
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    return `${config.host}:${config.port} is in use by another program: stop it, or choose another port with ${portFlag} (0 takes any free one)`;
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return `${config.host} is no address of this machine: choose another with ${settings.host.flag}`;
  }
  if (code === 'EACCES' && 'syscall' in error && error.syscall === 'listen') {
    return `port ${config.port} may not be opened by this user: choose one above 1023 with ${portFlag}`;
  }
  if (error.name === 'FolderInUseError') {
    return `${error.message}: stop it, or choose another folder with ${dataFlag}`;
  }
  if (['NewerSchemaError', 'MovedError'].includes(error.name))
    return `${database}: ${error.message}`;
  if (code === 'EEXIST' || code === 'ENOTDIR') {
    return `${database} cannot be made, a file stands where its folder must be: choose another with ${dataFlag}`;
  }
  if (unwritable.some((known) => known === code)) {
    return `${database} cannot be written (${code}): give this user the folder, or choose another with ${dataFlag}`;
  }
  return `cannot start with ${database}: ${error.message}`;
}

const unwritable = ['EACCES', 'EPERM', 'EROFS', 'SQLITE_CANTOPEN', 'SQLITE_READONLY'] as const;
