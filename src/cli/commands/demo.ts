import { type Command, Option } from 'commander';
import { decideConfig } from '../../config/config.js';
import { readEnvironment } from '../../config/env.js';
import { settings } from '../../config/settings.js';
import { wholeNumber } from '../server-command.js';
import { readFlags } from '../setting-options.js';
import { explaining } from '../start-failure.js';

interface DemoOptions {
  readonly accounts: number;
  readonly follows?: number;
}

export function addDemoCommand(program: Command): void {
  const { dataDir, databaseUrl } = settings;
  program
    .command('demo')
    .description('fill an empty database with demo data of any size, before it is served')
    .addOption(
      new Option('--accounts <number>', 'accounts of the crowd')
        .default(400)
        .argParser(wholeNumber),
    )
    .addOption(
      new Option('--follows <number>', 'follows that begin, about (default: 14 each)').argParser(
        wholeNumber,
      ),
    )
    .option(`${dataDir.flag} <${dataDir.argument}>`, `${dataDir.description} (${dataDir.env})`)
    .option(
      `${databaseUrl.flag} <${databaseUrl.argument}>`,
      `${databaseUrl.description} (${databaseUrl.env})`,
    )
    .addHelpText('after', '\nExample:\n  guanzhu demo --accounts 5000 --follows 80000')
    .action(async ({ accounts, follows = accounts * 14, ...flags }: DemoOptions) => {
      const { database } = decideConfig({ ...readEnvironment(process.env), ...readFlags(flags) });
      process.umask(0o077);
      const { nameOfLocation, openStore } = await import('../../store/open.js');
      const { fillWithDemo } = await import('../../demo/demo.js');
      const store = await openStore(database).catch(explaining(database));
      try {
        if (!(await store.isEmpty())) {
          throw new Error(
            `${nameOfLocation(database)} has accounts already: choose an empty database`,
          );
        }
        await fillWithDemo(store, { now: () => Date.now() * 1000 }, { accounts, follows });
        const now = Date.now() * 1000;
        const made = await store.overview({ start: now, width: 1, buckets: 1 }, now);
        process.stdout.write(
          `Filled ${nameOfLocation(database)}: ${made.accounts} accounts, ${made.follows} follows.\n`,
        );
      } finally {
        await store.close();
      }
    });
}
