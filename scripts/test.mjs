// npm test: everything that a change must pass. `npm test -- pattern` runs only matching test files.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onOwnNode, prepare, root } from './checkout.mjs';

await onOwnNode();
prepare({ tests: true });

const bin = (/** @type {string} */ name) => join(root, 'test', 'node_modules', ...name.split('/'));
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
// In memory where there is room: hundreds of databases sync there at no cost, and a kill loses nothing of it.
const folder = mkdtempSync(join(hasRoom('/dev/shm') ? '/dev/shm' : tmpdir(), 'guanzhu-test-'));
// PostgreSQL runs as another user, who has to get through.
chmodSync(folder, 0o755);
const report = join(folder, 'report.json');

/** @type {[name: string, script: string, args: string[]][]} */
const steps = [
  ['format and lint', bin('@biomejs/biome/bin/biome'), ['check', '--error-on-warnings', '.']],
  ['types', tsc, ['-b']],
  [
    'tests',
    bin('vitest/vitest.mjs'),
    [
      'run',
      '--config',
      join('test', 'vitest.config.ts'),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ].concat(process.argv.slice(2)),
  ],
];

// Two test files would install it at once. Without it their own launches fail, and say why.
spawnSync(process.execPath, [join(root, 'scripts', 'browser.mjs')], {
  stdio: ['ignore', 'ignore', 'inherit'],
});

let failedSteps = 0;
for (const [name, script, args] of steps) {
  process.stdout.write(`\n== ${name}\n`);
  const { status } = spawnSync(process.execPath, [script, ...args], {
    cwd: root,
    env: { ...process.env, TMPDIR: folder },
    stdio: 'inherit',
  });
  process.stdout.write(`== ${name}: ${status === 0 ? 'ok' : 'FAILED'}\n`);
  if (status !== 0) failedSteps += 1;
}

const { passed, failed, skipped } = readReport();
process.stdout.write(`\n${passed} passed, ${failed} failed, ${skipped} skipped\n`);
rmSync(folder, { recursive: true, force: true });
process.exitCode = failedSteps === 0 && failed === 0 && passed > 0 ? 0 : 1;

/** @param {string} place */
function hasRoom(place) {
  try {
    const { bavail, bsize } = statfsSync(place);
    return bavail * bsize > 6 * 2 ** 30;
  } catch {
    return false;
  }
}

function readReport() {
  try {
    const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(
      readFileSync(report, 'utf8'),
    );
    return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests };
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
}
