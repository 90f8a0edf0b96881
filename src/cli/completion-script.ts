import type { Command } from 'commander';

export const shells = ['bash', 'zsh', 'fish'] as const;

/** A point of the command line, such as `guanzhu/account`, and the words that may follow there. */
interface Point {
  readonly at: string;
  readonly words: readonly { readonly word: string; readonly about: string }[];
}

/** The script that completes the program's commands and options in a shell. */
export function completionScript(program: Command, shell: string): string {
  const points = pointsOf(program, program.name());
  if (shell === 'fish') return fish(program.name(), points);
  return shell === 'zsh' ? zsh(program.name(), points) : bash(program.name(), points);
}

function pointsOf(command: Command, at: string): Point[] {
  const help = command.createHelp();
  const commands = help
    .visibleCommands(command)
    .map((child) => ({ word: child.name(), about: child.description() }));
  const options = help
    .visibleOptions(command)
    .flatMap(({ long, description }) => (long ? [{ word: long, about: description }] : []));
  const below = command.commands.flatMap((child) => pointsOf(child, `${at}/${child.name()}`));
  return [{ at, words: [...commands, ...options] }, ...below];
}

/** The points below the first, as patterns of a shell's `case`. */
const patterns = (points: readonly Point[]) =>
  points
    .slice(1)
    .map(({ at }) => quote(at))
    .join('|');

const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
const words = ({ words: list }: Point) => list.map(({ word }) => word).join(' ');

function bash(name: string, points: readonly Point[]): string {
  return `_${name}() {
  local at=${name} words= i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$at/\${COMP_WORDS[i]}" in
      ${patterns(points)}) at="$at/\${COMP_WORDS[i]}" ;;
    esac
  done
  case "$at" in
${points.map((point) => `    ${quote(point.at)}) words=${quote(words(point))} ;;`).join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _${name} ${name}
`;
}

function zsh(name: string, points: readonly Point[]): string {
  const described = (point: Point) =>
    point.words
      .map(({ word, about }) => quote(`${word.replaceAll(':', '\\:')}:${about}`))
      .join(' ');
  return `#compdef ${name}
_${name}() {
  local at=${name} word
  local -a choices
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$at/$word" in
      ${patterns(points)}) at="$at/$word" ;;
    esac
  done
  case "$at" in
${points.map((point) => `    ${quote(point.at)}) choices=(${described(point)}) ;;`).join('\n')}
  esac
  _describe ${name} choices
}
if [ "$funcstack[1]" = _${name} ]; then _${name} "$@"; else compdef _${name} ${name}; fi
`;
}

function fish(name: string, points: readonly Point[]): string {
  const fishQuote = (text: string) => `'${text.replace(/['\\]/g, '\\$&')}'`;
  const lines = points.flatMap(({ at, words: list }) =>
    list.map(({ word, about }) => {
      const given = word.startsWith('--') ? `-l ${word.slice(2)}` : `-a ${word}`;
      return `complete -c ${name} -n '__${name}_at ${at}' ${given} -d ${fishQuote(about)}`;
    }),
  );
  return `function __${name}_at
    set -l at ${name}
    for word in (commandline -opc)[2..-1]
        switch "$at/$word"
            case ${points
              .slice(1)
              .map((point) => point.at)
              .join(' ')}
                set at "$at/$word"
        end
    end
    test "$at" = "$argv[1]"
end
complete -c ${name} -f
${lines.join('\n')}
`;
}
