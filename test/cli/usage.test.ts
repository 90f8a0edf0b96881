import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { settings } from '#guanzhu/config/settings.js';
import { runCommand } from './run-command.js';

describe('help', () => {
  test.each([[['--help']], [['serve', '--help']]])(
    '%j lists every setting by flag and by variable',
    async (args) => {
      const { code, stdout, lines } = await runCommand(args);
      expect({ code, lines }).toEqual({ code: 0, lines: [] });
      for (const { flag, env, fallback, argument } of Object.values(settings)) {
        expect(stdout).toContain(flag);
        expect(stdout).toContain(env);
        // Long lines are wrapped, so a default may follow its word on the next line.
        if (argument !== null) expect(stdout.replace(/\s+/g, ' ')).toContain(fallback);
      }
    },
  );

  test('is what the bare command shows, as an error of usage', async () => {
    const { code, stdout, lines } = await runCommand([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(lines.join('\n')).toContain('serve');
  });
});

test('--version is the version of the package', async () => {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(manifest);
  expect(await runCommand(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, lines: [] });
});

test.each([
  [['serve', '--prot', '3000'], /unknown option '--prot'/],
  [['serev'], /unknown command 'serev'/],
  [['serve', '--port'], /argument missing/],
])('%j is an error of usage', async (args, complaint) => {
  const { code, stdout, lines } = await runCommand(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(lines[0]).toMatch(complaint);
});
