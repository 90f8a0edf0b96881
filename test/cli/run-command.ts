import { type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { mainScript } from '../support/server-process.js';

export interface CommandEnd {
  readonly code: number | null;
  readonly stdout: string;
  /** The lines of standard error, the last one's end left out. */
  readonly lines: readonly string[];
}

export interface CommandOptions extends Pick<SpawnOptions, 'cwd' | 'uid' | 'gid'> {
  /** All that the command has of our own variables. */
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs `guanzhu` to its end; one that does not end by itself is killed, and its code is null. */
export async function runCommand(
  args: readonly string[],
  { env, ...options }: CommandOptions = {},
): Promise<CommandEnd> {
  const child = spawn(process.execPath, [mainScript, ...args], {
    ...options,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 240_000,
    killSignal: 'SIGKILL',
  });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  return { code, stdout, lines: stderr === '' ? [] : stderr.replace(/\n$/, '').split('\n') };
}
