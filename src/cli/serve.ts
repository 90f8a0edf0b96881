import { type App, startApp } from '../app.js';
import type { Config } from '../config/config.js';
import { ConfigError } from '../config/settings.js';
import { banner } from './banner.js';
import { openBrowser } from './open-browser.js';
import { explainStart } from './start-failure.js';

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
    throw new Error(explainStart(error, config), { cause: error });
  }
}
