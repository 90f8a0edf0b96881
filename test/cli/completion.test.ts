import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { completionScript, shells } from '#guanzhu/cli/completion-script.js';
import { createProgram } from '#guanzhu/cli/program.js';
import { runCommand } from './run-command.js';

const has = (shell: string) => spawnSync(shell, ['-c', 'true']).status === 0;

test.each(shells)('the command prints the script of %s', async (shell) => {
  const { code, stdout, lines } = await runCommand(['completion', shell]);
  expect({ code, lines }).toEqual({ code: 0, lines: [] });
  expect(stdout).toBe(completionScript(createProgram(), shell));
  for (const word of ['account', 'unblock', 'serve', '--data-dir', '--admin-token']) {
    expect(stdout).toContain(shell === 'fish' ? word.replace('--', '-l ') : word);
  }
});

test.each(shells.filter(has))('%s reads its script', (shell) => {
  const script = completionScript(createProgram(), shell);
  const { status, stderr } = spawnSync(shell, ['-n'], { input: script, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

describe.runIf(has('bash'))('bash completes', () => {
  test.each([
    [['acc'], ['account']],
    [['account', 'un'], ['unblock']],
    [['account', 'get', '--js'], ['--json']],
    [['serve', '--po'], ['--port']],
    [['follow', 'account', '--dev'], ['--device']],
    [['fol'], ['follow', 'following', 'followers'].sort()],
  ])('%j to %j', async (typed, expected) => {
    const list = ['guanzhu', ...typed].map((word) => `'${word}'`).join(' ');
    const script = [
      completionScript(createProgram(), 'bash'),
      `COMP_WORDS=(${list}); COMP_CWORD=${typed.length}; _guanzhu; printf '%s\\n' "\${COMPREPLY[@]}"`,
    ].join('\n');
    const { stdout } = await promisify(execFile)('bash', ['-c', script]);
    expect(stdout.trim().split('\n').sort()).toEqual(expected);
  });
});

test('another shell is an error of usage', async () => {
  const { code, lines } = await runCommand(['completion', 'tcsh']);
  expect(code).toBe(2);
  expect(lines[0]).toContain("'tcsh' is invalid");
});
