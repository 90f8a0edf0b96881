import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished, TestRunner } from 'vitest';

export const mainScript = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ServerProcess extends AsyncDisposable {
  readonly address: string;
  readonly child: ChildProcess;
  readonly exited: Promise<ProcessEnd>;
  /** Everything it has written to standard output so far. */
  stdout(): string;
  /** Everything it has written to standard error so far. */
  stderr(): string;
  /** Sends a signal and resolves with how the process ended. */
  end(signal: NodeJS.Signals): Promise<ProcessEnd>;
}

export interface ProcessOptions extends Pick<SpawnOptions, 'cwd' | 'uid' | 'gid'> {
  /** The program that is run with the server's own command line after it; Node when absent. */
  readonly wrapper?: readonly string[];
}

/** The server as users run it: a process of its own. Resolves when it has printed its address. */
export async function spawnServer(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  { wrapper = [], ...options }: ProcessOptions = {},
): Promise<ServerProcess> {
  const own = [process.execPath, mainScript, 'serve', '--port', '0', ...args];
  const [program = process.execPath, ...rest] = [...wrapper, ...own];
  return watchServer(
    spawn(program, rest, {
      ...options,
      // The crowd is for looking at: most tests do without its second.
      env: { ...process.env, GUANZHU_DEMO_ACCOUNTS: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );
}

/** A process that starts a server; resolves when it has printed the address. */
export async function watchServer(child: ChildProcess): Promise<ServerProcess> {
  // A test that times out never reaches its own clean-up.
  if (TestRunner.getCurrentTest()) onTestFinished(() => void child.kill('SIGKILL'));
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  const exited = once(child, 'exit').then(([code, signal]): ProcessEnd => ({ code, signal }));
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return exited;
  };
  const address = await Promise.race([
    firstAddress(child, stdout),
    exited.then(({ code, signal }) => {
      throw new Error(`the server ended with ${signal ?? `code ${code}`}: ${stderr()}`);
    }),
  ]);
  return {
    address,
    child,
    exited,
    stdout,
    stderr,
    end,
    [Symbol.asyncDispose]: async () => {
      await end('SIGKILL');
    },
  };
}

function firstAddress({ stdout }: ChildProcess, printed: () => string): Promise<string> {
  return new Promise((resolve) => {
    stdout?.on('data', () => {
      const address = /listening on (http:\S+)\r?\n/.exec(printed())?.[1];
      if (address) resolve(address);
    });
  });
}

function collect(stream: ChildProcess['stdout']): () => string {
  let text = '';
  stream?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return () => text;
}
