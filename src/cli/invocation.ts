import type { Command } from 'commander';
import { clientVariables } from '../config/env.js';
import { settings } from '../config/settings.js';
import { maskToken } from '../domain/token.js';

interface GivenToken {
  /** The option or the variable that it was given by. */
  readonly origin: string;
  /** As replies show it. */
  readonly masked: string;
}

/** What was called and with which tokens, for what a failure has to say of it. */
export interface Invocation {
  readonly token: GivenToken | undefined;
  readonly adminToken: GivenToken | undefined;
  /** The options that the command has. */
  readonly options: readonly string[];
  /** `--device` of a command that acts through one. */
  readonly device: string | undefined;
}

interface GivenOptions {
  readonly token?: string;
  readonly adminToken?: string;
  readonly device?: string;
}

/** What a program has parsed. */
export function readInvocation(program: Command, env: NodeJS.ProcessEnv): Invocation {
  let command = program;
  for (;;) {
    const child = command.commands.find((each) => each.name() === command.args[0]);
    if (!child) break;
    command = child;
  }
  const given = { ...program.opts<GivenOptions>(), ...command.opts<GivenOptions>() };
  return {
    token: tokenOf('--token', given.token, clientVariables.token, env),
    adminToken: tokenOf('--admin-token', given.adminToken, settings.adminToken.env, env),
    options: command.options.flatMap(({ long }) => long ?? []),
    device: given.device,
  };
}

function tokenOf(
  flag: string,
  given: string | undefined,
  variable: string,
  env: NodeJS.ProcessEnv,
): GivenToken | undefined {
  const value = given ?? (env[variable] || undefined);
  if (value === undefined) return undefined;
  return { origin: given === undefined ? variable : flag, masked: maskToken(value) };
}
