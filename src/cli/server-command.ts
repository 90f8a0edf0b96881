import { type Command, InvalidArgumentError, Option } from 'commander';
import { GuanzhuApiError, GuanzhuClient } from '../client/index.js';
import { clientVariables } from '../config/env.js';
import { settings } from '../config/settings.js';
import { UsageError } from './failure.js';
import { Printer } from './printer.js';

interface ServerOptions {
  readonly url?: string;
  readonly token?: string;
  readonly adminToken?: string;
  readonly json?: boolean;
}

/** Where a command finds the server, and how it speaks to people. */
export interface Session {
  readonly client: GuanzhuClient;
  /** Speaks with the administrator's token wherever there is one. */
  readonly asAdmin: GuanzhuClient;
  readonly print: Printer;
}

export interface CommandText {
  /** Its name and arguments, such as `relation <follower> <target>`. */
  readonly use: string;
  readonly summary: string;
  /** What is written after `guanzhu`. */
  readonly example: string;
  readonly options?: readonly Option[];
  /** What the calls name other than the option that gives it: the option's attribute, by that name. */
  readonly fields?: Readonly<Record<string, readonly string[]>>;
}

export const defaultUrl = `http://${settings.host.fallback}:${settings.port.fallback}`;

/** The options that every command which calls a server takes, and the program before any command. */
export const serverOptions = (): Option[] => [
  new Option('--url <address>', `the server (${clientVariables.url}, default ${defaultUrl})`),
  new Option('--token <token>', `a tenant's token (${clientVariables.token})`),
  new Option('--admin-token <token>', `the administrator's token (${settings.adminToken.env})`),
  new Option('--json', 'print JSON'),
];

/** Adds a command that calls a server. */
export function addServerCommand<Options extends object>(
  parent: Command,
  { use, summary, example, options = [], fields = {} }: CommandText,
  run: (session: Session, args: readonly string[], options: Options) => Promise<void>,
): void {
  const command = parent
    .command(use)
    .description(summary)
    .addHelpText('after', `\nExample:\n  guanzhu ${example}`);
  for (const option of [...options, ...serverOptions()]) command.addOption(option);
  command.action(async () => {
    const given = { ...rootOf(command).opts<ServerOptions>(), ...command.opts<ServerOptions>() };
    try {
      await run(openSession(given), command.args, command.opts<Options>());
    } catch (error) {
      throw byOption(error, command, fields);
    }
  });
}

/** What was refused, by the name of the command's option that gave it, as it was typed. */
function byOption(
  error: unknown,
  command: Command,
  fields: Readonly<Record<string, readonly string[]>>,
): unknown {
  if (!(error instanceof GuanzhuApiError) || error.field === undefined) return error;
  const { code, status, requestId, detail, field } = error;
  const names = [...(fields[field] ?? []), field];
  const long = command.options.find((option) => {
    const name = option.attributeName();
    return names.includes(name) && command.getOptionValueSource(name) === 'cli';
  })?.long;
  if (!long || !detail.startsWith(field)) return error;
  const named = { code, status, requestId, detail: long + detail.slice(field.length) };
  return new GuanzhuApiError(named, { cause: error });
}

function rootOf(command: Command): Command {
  return command.parent ? rootOf(command.parent) : command;
}

function openSession(given: ServerOptions): Session {
  const { env } = process;
  const baseUrl = given.url ?? (env[clientVariables.url] || defaultUrl);
  const token = given.token ?? (env[clientVariables.token] || undefined);
  const adminToken = given.adminToken ?? (env[settings.adminToken.env] || undefined);
  const origins: Origins = {
    baseUrl: given.url === undefined ? clientVariables.url : '--url',
    token: given.token === undefined ? clientVariables.token : '--token',
    adminToken: given.adminToken === undefined ? settings.adminToken.env : '--admin-token',
  };
  return {
    client: connect({ baseUrl, token, adminToken }, origins),
    asAdmin: connect({ baseUrl, token: adminToken ?? token, adminToken }, origins),
    print: new Printer(given.json === true),
  };
}

/** By what each option of the client was given. */
type Origins = Readonly<Record<'baseUrl' | 'token' | 'adminToken', string>>;

function connect(
  options: ConstructorParameters<typeof GuanzhuClient>[0],
  origins: Origins,
): GuanzhuClient {
  try {
    return new GuanzhuClient(options);
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    const told = Object.entries(origins).reduce(
      (text, [name, origin]) => text.replace(new RegExp(`^${name} `), `${origin} `),
      cause.message,
    );
    throw new UsageError(told, { cause });
  }
}

/** Reads an option's value that must be a whole number from 1 on. */
export function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Give a whole number, 1 or more.');
}
