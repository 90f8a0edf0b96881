// npm run dev: the demo server, rebuilt and restarted at each change of a source file.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { endWithParent, onOwnNode, prepare, root } from './checkout.mjs';

await onOwnNode();
prepare();
endWithParent();

const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const compiler = spawn(process.execPath, [tsc, '-p', 'src', '--watch', '--preserveWatchOutput'], {
  cwd: root,
  stdio: ['ignore', 'inherit', 'inherit'],
  // A group of its own: the compiler's script starts a native program, and both must end.
  detached: true,
});
const main = join(root, 'dist', 'cli', 'main.js');
const server = spawn(
  process.execPath,
  ['--watch', '--watch-preserve-output', main, 'serve', '--demo', '--no-open'].concat(
    process.argv.slice(2),
  ),
  { cwd: root, stdio: 'inherit' },
);

const stop = () => {
  if (compiler.pid && compiler.exitCode === null) process.kill(-compiler.pid);
  server.kill();
};
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop);
for (const child of [compiler, server]) child.on('exit', stop);
