// Makes a checkout ready to run: brings the Node it runs on, installs what is missing and builds what is
// out of date. It runs before anything is installed, on whatever Node there is, so it uses nothing but Node.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** The oldest Node that the published package runs on. */
const oldestNode = [22, 12];
const runtimeHome = join(root, 'runtime');

/**
 * A package of the tests, by name. Needs `prepare({ tests: true })`.
 *
 * @param {string} name
 */
export function tool(name) {
  const found = createRequire(join(root, 'test', 'package.json')).resolve(name);
  return import(pathToFileURL(found).href);
}

/** @param {string} message */
export function stop(message) {
  process.stderr.write(`guanzhu: ${message}\n`);
  process.exit(1);
}

/**
 * Goes on in the Node that the checkout brings: the script that called this is run again by it, and this
 * process ends with it. Where npm has no such Node for the platform, or it does not run here, the system's
 * is used, if it is new enough.
 */
export async function onOwnNode() {
  const own = ownNode();
  if (own === undefined) {
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
    const [leastMajor = 0, leastMinor = 0] = oldestNode;
    if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return;
    stop(
      `Node ${process.versions.node} is too old, and npm has no Node for ${process.platform}-${process.arch} to run instead: install ${oldestNode.join('.')} or newer`,
    );
    return;
  }
  if (realpathSync(process.execPath) === realpathSync(own)) return withFirst(own);
  await runAgain(own);
}

/** Installs, then builds, each only when it has to. */
export function prepare({ tests = false } = {}) {
  install(root, 'dependencies');
  if (tests) installTools();
  build();
  buildConsole();
}

/** Installs what tests, lint and pictures need. */
export function installTools() {
  install(join(root, 'test'), 'what the tests need', { scripts: true });
}

/** Path of the checkout's own Node, installed if need be; undefined where there is none that runs. */
function ownNode() {
  const { optionalDependencies } = JSON.parse(
    readFileSync(join(runtimeHome, 'package.json'), 'utf8'),
  );
  const platform = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const name = [`node-${platform}`, `node-bin-${platform}`].find(
    (known) => known in optionalDependencies,
  );
  if (name === undefined) return undefined;
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  const node = join(runtimeHome, 'node_modules', name, 'bin', file);
  install(runtimeHome, `Node ${optionalDependencies[name]}`, {
    // A system that cannot run it (another C library, say) is told so by the attempt, once.
    proves: () => spawnSync(node, ['--version'], { stdio: 'ignore' }).status === 0,
  });
  return existsSync(join(runtimeHome, 'node_modules', '.guanzhu-unfit')) ? undefined : node;
}

/** Everything started from here finds this Node first, npm's own programs included. @param {string} node */
function withFirst(node) {
  const folder = dirname(node);
  const path = process.env.PATH ?? '';
  if (path.split(delimiter)[0] !== folder) process.env.PATH = `${folder}${delimiter}${path}`;
}

/** @param {string} node */
async function runAgain(node) {
  const child = spawn(node, process.argv.slice(1), {
    // By the channel it notices when this process is killed.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  // A terminal gives its Ctrl-C to both; a signal to this process alone has to be handed on.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  whenShellIsGone(() => child.kill('SIGTERM'));
  /** @type {number} */
  const code = await new Promise((done) => {
    child.on('error', (error) => stop(`${node} does not start: ${error.message}`));
    child.on('exit', (status, signal) => done(status ?? (signal === 'SIGKILL' ? 137 : 130)));
  });
  process.exit(code);
}

/** Ends this process when the one that started it on the checkout's own Node is gone. */
export function endWithParent() {
  const end = () => process.kill(process.pid, 'SIGTERM');
  process.on('disconnect', end);
  process.channel?.unref();
  if (process.channel === undefined) whenShellIsGone(end);
}

/**
 * npm gives its own signals to the shell that runs a script, which ends by them and tells nobody.
 *
 * @param {() => void} then
 */
function whenShellIsGone(then) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const shell = process.ppid;
  const look = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(look);
    then();
  }, 200).unref();
}

/**
 * @param {string} home
 * @param {string} what
 * @param {{ scripts?: boolean, proves?: () => boolean }} options
 */
function install(home, what, { scripts = false, proves } = {}) {
  const stamp = join(home, 'node_modules', '.guanzhu-installed');
  const lock = readFileSync(join(home, 'package-lock.json'));
  const wanted = digest([lock, process.platform, process.arch]);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  process.stderr.write(`guanzhu: installing ${what}, once\n`);
  const flags = ['--include=dev', '--include=optional', '--no-audit', '--no-fund'];
  run('npm', ['ci', ...flags, ...(scripts ? [] : ['--ignore-scripts'])], home);
  if (proves && !proves()) writeFileSync(join(home, 'node_modules', '.guanzhu-unfit'), '');
  writeFileSync(stamp, wanted);
}

function build() {
  once('.guanzhu-built', ['src'], () => {
    process.stderr.write('guanzhu: building\n');
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    run(process.execPath, [tsc, '-b', join(root, 'src')]);
  });
}

function buildConsole() {
  // The page has the client in it, and the client its types and nothing more from elsewhere.
  once('.guanzhu-console-built', ['console', join('src', 'client')], () => {
    process.stderr.write('guanzhu: building the console\n');
    const script = join(root, 'scripts', 'build-console.mjs');
    run(process.execPath, [script, '--quiet']);
  });
}

/**
 * Does what makes something from folders, unless it was done since they last changed.
 *
 * @param {string} name
 * @param {string[]} folders
 * @param {() => void} make
 */
function once(name, folders, make) {
  const stamp = join(root, 'dist', name);
  const wanted = digest(sourceFiles(folders).map((file) => `${file} ${fingerprint(file)}`));
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  make();
  writeFileSync(stamp, wanted);
}

/** @param {string[]} folders */
function sourceFiles(folders) {
  const sources = folders
    .flatMap((name) => readdirSync(join(root, name), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return [...sources, join(root, 'tsconfig.base.json'), join(root, 'package-lock.json')].sort();
}

/** @param {string} file */
function fingerprint(file) {
  const { size, mtimeMs } = statSync(file);
  return `${size} ${mtimeMs}`;
}

/** @param {(string | Buffer)[]} parts */
function digest(parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {string} cwd
 */
export function run(command, args, cwd = root) {
  // Everything it prints is talk, so it goes to standard error.
  const { status, error } = spawnSync(command, args, {
    cwd,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32' && command === 'npm',
  });
  if (error || status !== 0) {
    stop(`${command} ${args[0]} failed${error ? `: ${error.message}` : ''}; see the lines above`);
  }
}
