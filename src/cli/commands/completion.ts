import { Argument, type Command } from 'commander';
import { completionScript, shells } from '../completion-script.js';

export function addCompletionCommand(program: Command): void {
  program
    .command('completion')
    .description('print what makes a shell complete commands and options')
    .addArgument(new Argument('<shell>', 'which shell').choices(shells))
    .addHelpText(
      'after',
      [
        '\nExample:',
        '  source <(guanzhu completion bash)',
        '  source <(guanzhu completion zsh)',
        '  guanzhu completion fish > ~/.config/fish/completions/guanzhu.fish',
      ].join('\n'),
    )
    .action((shell: string) => {
      process.stdout.write(completionScript(program, shell));
    });
}
