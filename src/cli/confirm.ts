import { createInterface } from 'node:readline/promises';
import { Option } from 'commander';
import { UsageError } from './failure.js';

export interface ConfirmOptions {
  readonly yes?: boolean;
}

export const yesOption = (): Option => new Option('--yes', 'do it without asking');

/**
 * Has somebody agree to what cannot be taken back: by `--yes`, or before a terminal by an answer.
 *
 * @param deed such as `delete account v2_shop@finder for ever`.
 * @param outcome what comes of it; looked up only where there is somebody to ask.
 * @throws UsageError where nobody can be asked; Error when the answer is no.
 */
export async function confirm(
  { yes = false }: ConfirmOptions,
  deed: string,
  outcome: string | (() => Promise<string>),
): Promise<void> {
  if (yes) return;
  const { stdin, stderr } = process;
  if (!stdin.isTTY || !stderr.isTTY) {
    throw new UsageError(`nobody can be asked here whether to ${deed}: add --yes to do it`);
  }
  const text = typeof outcome === 'string' ? outcome : await outcome();
  const question = `${deed.charAt(0).toUpperCase()}${deed.slice(1)}? ${text}`;
  // What a command found goes to standard output: a question is not of it.
  const terminal = createInterface({ input: stdin, output: stderr });
  const ended = new AbortController();
  terminal.on('close', () => ended.abort());
  // An end of input is no answer, and so no yes.
  const answer = await terminal
    .question(`${question} [y/N] `, { signal: ended.signal })
    .catch(() => '');
  terminal.close();
  if (!/^\s*(y|yes|是)\s*$/i.test(answer)) throw new Error('nothing was done');
}
