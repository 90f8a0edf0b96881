// Makes a checkout ready to run: installs what is missing and builds what is out of date. It runs
// before anything is installed, so it uses nothing but Node.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

const oldestNode = [20, 19];

/** @param {string} message */
export function stop(message) {
  process.stderr.write(`guanzhu: ${message}\n`);
  process.exit(1);
}

/** Installs, then builds, each only when it has to. */
export function prepare() {
  checkNode();
  install();
  build();
  buildConsole();
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0] = oldestNode;
  if (major < leastMajor || (major === leastMajor && minor < leastMinor)) {
    stop(`Node ${process.versions.node} is too old: install ${oldestNode.join('.')} or newer`);
  }
}

function install() {
  const stamp = join(root, 'node_modules', '.guanzhu-installed');
  const lock = readFileSync(join(root, 'package-lock.json'));
  // The native driver is built for one ABI, so another Node means another install.
  const wanted = digest([lock, process.versions.modules, process.platform, process.arch]);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  process.stderr.write('guanzhu: installing dependencies; the first time takes a minute or two\n');
  run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund'], {
    ...process.env,
    ...headersBesideNode(),
  });
  writeFileSync(stamp, wanted);
}

/** Node's own headers, when they are installed with it: a native build then downloads nothing. */
function headersBesideNode() {
  const prefix = resolve(dirname(process.execPath), '..');
  const header = join(prefix, 'include', 'node', 'node_version.h');
  if (!existsSync(header)) return {};
  const text = readFileSync(header, 'utf8');
  const version = ['MAJOR', 'MINOR', 'PATCH'].map(
    (part) => new RegExp(`#define NODE_${part}_VERSION (\\d+)`).exec(text)?.[1],
  );
  if (version.join('.') !== process.versions.node) return {};
  return { npm_package_config_node_gyp_nodedir: prefix };
}

function build() {
  once('.guanzhu-built', ['src'], () => {
    process.stderr.write('guanzhu: building\n');
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    run(process.execPath, [tsc, '-b', join(root, 'src')], process.env);
  });
}

function buildConsole() {
  // The page has the client in it, and the client its types and nothing more from elsewhere.
  once('.guanzhu-console-built', ['console', join('src', 'client')], () => {
    process.stderr.write('guanzhu: building the console\n');
    const script = join(root, 'scripts', 'build-console.mjs');
    run(process.execPath, [script, '--quiet'], process.env);
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
 * @param {NodeJS.ProcessEnv} env
 */
function run(command, args, env) {
  // Everything it prints is talk, so it goes to standard error.
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    env,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32' && command === 'npm',
  });
  if (error || status !== 0) {
    stop(`${command} ${args[0]} failed${error ? `: ${error.message}` : ''}; see the lines above`);
  }
}
