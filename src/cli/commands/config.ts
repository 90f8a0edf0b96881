import { type Command, Option } from 'commander';
import { decideConfig } from '../../config/config.js';
import { clientVariables, readEnvironment } from '../../config/env.js';
import { settingNames, settings } from '../../config/settings.js';
import { nameOfLocation } from '../../store/open.js';
import { hidePassword } from '../../store/postgres/urls.js';
import { Printer } from '../printer.js';
import { defaultUrl } from '../server-command.js';
import { addSettingOptions, readFlags } from '../setting-options.js';

interface Row {
  readonly name: string;
  readonly value: string;
  readonly origin: string;
}

export function addConfigCommand(program: Command): void {
  const command = program
    .command('config')
    .description('print every setting, its value and where it comes from; secrets as ***')
    .addHelpText('after', '\nExample:\n  guanzhu config --port 8080');
  addSettingOptions(command);
  command.addOption(new Option('--json', 'print JSON'));
  command.action(() => {
    const flags = { ...program.opts(), ...command.opts() };
    const { json } = command.optsWithGlobals<{ json?: boolean }>();
    const rows = [...settingRows(flags), ...clientRows(program.opts())];
    new Printer(json === true).table(
      rows,
      [{ title: 'Setting' }, { title: 'Value' }, { title: 'From' }],
      rows.map(({ name, value, origin }) => [name, value, origin]),
      'No settings.',
    );
  });
}

/** What `serve` would start with; a value that it refuses is refused here as well. */
function settingRows(flags: Record<string, unknown>): Row[] {
  const given = { ...readEnvironment(process.env), ...readFlags(flags) };
  const { dataDir, database } = decideConfig(given);
  const decided: Readonly<Record<string, string>> = {
    dataDir,
    databaseUrl:
      database.engine === 'sqlite' ? `sqlite:${database.file}` : nameOfLocation(database),
    ...(database.engine === 'postgres' &&
      database.replicaUrls?.length && {
        replicaUrls: database.replicaUrls.map(hidePassword).join(' '),
      }),
  };
  return settingNames.map((name) => {
    const { env, fallback, ...setting } = settings[name];
    const text = given[name]?.text ?? fallback;
    const secret = 'secret' in setting && text !== '';
    const shown = secret ? '***' : text === '' ? 'unset' : text;
    return {
      name: env,
      value: decided[name] ?? shown,
      origin: given[name]?.origin ?? 'default',
    };
  });
}

/** What the other commands call with. */
function clientRows({ url, token }: { url?: string; token?: string }): Row[] {
  const { [clientVariables.url]: envUrl, [clientVariables.token]: envToken } = process.env;
  const origin = (flag: string, given: string | undefined, variable: string, set: unknown) =>
    given !== undefined ? flag : set ? variable : 'default';
  return [
    {
      name: clientVariables.url,
      value: url ?? (envUrl || defaultUrl),
      origin: origin('--url', url, clientVariables.url, envUrl),
    },
    {
      name: clientVariables.token,
      value: (token ?? envToken) ? '***' : 'unset',
      origin: origin('--token', token, clientVariables.token, envToken),
    },
  ];
}
