import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export const mainScript = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

export interface ServerProcess {
  readonly address: string;
  readonly child: ChildProcess;
  /** Everything it has written to standard error so far. */
  stderr(): string;
  /** Sends a signal and resolves with how the process ended. */
  end(signal: NodeJS.Signals): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** The server as users run it: a process of its own. Resolves when it has printed its address. */
export async function spawnServer(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<ServerProcess> {
  const child = spawn(process.execPath, [mainScript, 'serve', '--port', '0', ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const exited = once(child, 'exit').then(([code, signal]) => ({ code, signal }));
  const address = await Promise.race([
    firstAddress(child),
    exited.then(({ code }) => {
      throw new Error(`the server ended with code ${code}: ${stderr}`);
    }),
  ]);
  return {
    address,
    child,
    stderr: () => stderr,
    end: (signal) => {
      child.kill(signal);
      return exited;
    },
  };
}

async function firstAddress({ stdout }: ChildProcess): Promise<string> {
  if (!stdout) throw new Error('the server has no standard output');
  for await (const line of createInterface({ input: stdout })) {
    const address = /listening on (http:\S+)/.exec(line)?.[1];
    // What follows is read and dropped, so that the pipe never fills.
    stdout.resume();
    if (address) return address;
  }
  return new Promise(() => {});
}
