import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { createProgram } from '#guanzhu/cli/program.js';

const read = (name: string) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');

/** Every command that does something, by what is written after `guanzhu`. */
function leaves(command: Command, path: string): { use: string; about: string; help: string }[] {
  if (command.commands.length > 0) {
    return command.commands.flatMap((child) => leaves(child, `${path} ${child.name()}`.trim()));
  }
  const named = command.registeredArguments
    .map((argument) => (argument.required ? ` <${argument.name()}>` : ` [${argument.name()}]`))
    .join('');
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
  return [{ use: `${path}${named}`, about: command.description(), help }];
}

const commands = leaves(createProgram(), '');

test('docs/cli.md and the program list the same commands, in the same order', () => {
  const rows = [...read('cli.md').matchAll(/^\| `([^`]+)` \| (.+) \|$/gm)].map(
    ([, use = '', about = '']) => ({ use, about }),
  );
  const listed = commands.map(({ use, about }) => ({ use, about }));
  expect(rows.slice(0, listed.length)).toEqual(listed);
});

test.each(commands)('the help of $use has an example of it', ({ use, help }) => {
  const [name = ''] = use.split(/ [<[]/);
  const example = help.split(/Example:\n/)[1] ?? '';
  expect(example).toMatch(new RegExp(`(^|\\()\\s*.*guanzhu ${name}\\b`, 'm'));
});
