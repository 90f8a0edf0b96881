import { startApp, type World } from '#guanzhu/app.js';
import { type Config, decideConfig } from '#guanzhu/config/config.js';
import { temporaryFolder } from './folder.js';

export interface Instance {
  readonly address: string;
  readonly app: Awaited<ReturnType<typeof startApp>>;
  readonly config: Config;
  stop(): Promise<void>;
}

/** What a server of a test runs with, quietly, on a free port, with the demo's data in `dataDir`. */
export function testConfig(dataDir: string, overrides: Partial<Config> = {}): Config {
  const text = (value: string) => ({ text: value, origin: 'test' });
  return {
    ...decideConfig({
      port: text('0'),
      dataDir: text(dataDir),
      logLevel: text('silent'),
      demo: text('true'),
      demoAccounts: text('0'),
    }),
    ...overrides,
  };
}

/** A whole server in this process, on a free port and a folder of its own, with the demo's data. */
export async function startInstance(
  overrides: Partial<Config> = {},
  world: Partial<World> = {},
): Promise<Instance> {
  const folder = temporaryFolder();
  const config = testConfig(folder.path, overrides);
  const app = await startApp(config, world).catch((error: unknown) => {
    folder[Symbol.dispose]();
    throw error;
  });
  return {
    address: app.address,
    app,
    config,
    stop: async () => {
      await app.close();
      folder[Symbol.dispose]();
    },
  };
}
