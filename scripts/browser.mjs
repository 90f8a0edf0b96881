// Finds a Chromium for tests and pictures: the one that GUANZHU_BROWSER names, the system's, or else one
// that npm installs beside the tests. Prints how to start it, as JSON.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root, stop } from './checkout.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const args = ['--no-sandbox', '--disable-dev-shm-usage'];

const found = process.env.GUANZHU_BROWSER ?? onPath();
process.stdout.write(
  JSON.stringify(found === undefined ? installed() : { executablePath: found, args, env: {} }),
);

function onPath() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(existsSync);
}

function installed() {
  const home = join(root, 'test', 'browser');
  const modules = join(home, 'node_modules');
  const folder = join(modules, '.unpacked');
  const stamp = join(modules, '.guanzhu-installed');
  const wanted = readFileSync(join(home, 'package-lock.json'), 'utf8');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    process.stderr.write('guanzhu: installing a browser for the tests; once\n');
    run('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], home, {});
    mkdirSync(folder, { recursive: true });
    run(process.execPath, ['unpack.mjs'], home, {
      TMPDIR: folder,
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
    });
    writeFileSync(stamp, wanted);
  }
  return {
    executablePath: join(folder, 'chromium'),
    args: [...args, '--headless=shell', '--no-zygote'],
    env: {
      LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'),
      FONTCONFIG_FILE: join(folder, 'fonts.conf'),
    },
  };
}

/**
 * @param {string} command
 * @param {string[]} given
 * @param {string} cwd
 * @param {NodeJS.ProcessEnv} env
 */
function run(command, given, cwd, env) {
  const { status } = spawnSync(command, given, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) stop(`${command} ${given[0]} failed; see the lines above`);
}
