import { spawnSync } from 'node:child_process';

/** Whether a program can be run here as if a person sat before it. */
export const hasTerminal =
  process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;

/** Runs the program after it on a terminal of its own; everything that the terminal shows is its output. */
export const onTerminal = ['sh', '-c', 'exec script -qefc "$*" /dev/null', 'sh'] as const;
