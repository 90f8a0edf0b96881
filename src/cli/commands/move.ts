import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { settings } from '../../config/settings.js';
import type { MoveReport, MoveStep } from '../../store/move/move.js';
import { type MoveEnd, MoveError } from '../../store/move/move-end.js';
import { type DatabaseLocation, nameOfLocation } from '../../store/open.js';
import { hidePassword, readPostgresUrls } from '../../store/postgres/urls.js';
import { UsageError } from '../failure.js';
import { type Meter, meter } from '../progress.js';
import { explaining } from '../start-failure.js';

interface MoveCommandOptions {
  readonly from: string;
  readonly to?: string;
  readonly abandon?: true;
  readonly force?: true;
}

const elsewhere = 'name another place';

const steps: Readonly<Record<MoveStep, string>> = {
  copy: 'Copying',
  compare: 'Comparing',
  audit: 'Auditing',
};

export function addMoveCommand(program: Command): void {
  const { expected } = settings.databaseUrl;
  program
    .command('move')
    .description('move a whole graph to another database, while its readers go on')
    .requiredOption('--from <database>', expected)
    .option('--to <database>', 'an empty one, likewise')
    .option('--abandon', 'give up a move that has not ended: the source takes writes again')
    .option('--force', 'with --abandon: give up one that has ended, since its target is lost')
    .addHelpText(
      'after',
      `
The source takes no writes from when it begins; its servers go on answering reads. A move that was
broken off goes on when the same command is run again.

Example:
  guanzhu move --from sqlite:data/guanzhu.db --to postgres://guanzhu@db1/guanzhu`,
    )
    .action(async ({ from, to, abandon, force }: MoveCommandOptions) => {
      process.umask(0o077);
      const source = readLocation('--from', from);
      if (abandon) return giveUp(source, force === true);
      if (to === undefined) throw new UsageError('--to is missing: name the database to move to');
      await carryOut(source, readLocation('--to', to));
    });
}

async function carryOut(from: DatabaseLocation, to: DatabaseLocation): Promise<void> {
  const [fromName, toName] = [nameOfLocation(from), nameOfLocation(to)];
  if (fromName === toName) throw new UsageError('--from and --to are the same database');
  const { openSource, openTarget } = await import('../../store/move/open-end.js');
  const { move } = await import('../../store/move/move.js');
  const ends: MoveEnd[] = [];
  const progress = new Progress();
  try {
    const source = await openSource(from).catch(explaining(from, elsewhere));
    ends.push(source);
    const target = await openTarget(to).catch(explaining(to, elsewhere));
    ends.push(target);
    const report = await move({
      from: source,
      to: target,
      now: Date.now() * 1000,
      makeId: () => randomBytes(16).toString('hex'),
      onStep: (step, total) => progress.begin(steps[step], total),
      onRows: (rows) => progress.add(rows),
    });
    progress.end();
    process.stdout.write(describe(report, fromName, toName));
  } catch (error) {
    progress.end();
    if (error instanceof MoveError || ends.length < 2) throw error;
    const text = error instanceof Error ? error.message : String(error);
    throw new Error(`${text}: the move goes on where it was when the same command is run again`, {
      cause: error,
    });
  } finally {
    for (const end of ends) await end.close();
  }
}

async function giveUp(from: DatabaseLocation, isLost: boolean): Promise<void> {
  const { openSource } = await import('../../store/move/open-end.js');
  const { abandon } = await import('../../store/move/move.js');
  const source = await openSource(from).catch(explaining(from, elsewhere));
  try {
    const { peer } = await abandon(source, isLost);
    process.stdout.write(
      `Gave up the move to ${peer}: ${source.name} takes writes again. What ${peer} holds is of no use: drop it.\n`,
    );
  } finally {
    await source.close();
  }
}

function describe({ before, rows, digest, audited }: MoveReport, from: string, to: string): string {
  if (before) return `${from} was moved to ${to} before: serve that.\n`;
  const lines = [
    `Moved ${rows} rows from ${from} to ${to}.`,
    `Equal at both ends: ${digest}`,
    `Audited ${audited} rows: drift 0.`,
    `Serve ${to} from now on; ${from} takes no writes any more.`,
  ];
  return `${lines.join('\n')}\n`;
}

/** How far each step has come: moving on a terminal, elsewhere a line at each step's end. */
class Progress {
  #verb = '';
  #meter: Meter | undefined;
  #rows = 0;
  #begun = 0;

  begin(verb: string, total: number | null): void {
    this.end();
    this.#verb = verb;
    this.#rows = 0;
    this.#begun = performance.now();
    this.#meter = meter(verb, 'rows', total ?? undefined);
  }

  add(rows: number): void {
    this.#rows += rows;
    this.#meter?.add(rows);
  }

  end(): void {
    if (!this.#meter) return;
    this.#meter.stop();
    this.#meter = undefined;
    const seconds = ((performance.now() - this.#begun) / 1000).toFixed(1);
    process.stderr.write(`${this.#verb}: ${this.#rows} rows in ${seconds} s\n`);
  }
}

function readLocation(flag: string, text: string): DatabaseLocation {
  const { parse, expected } = settings.databaseUrl;
  const value = parse(text);
  if (!value) throw new UsageError(`${flag} ${hidePassword(text)} is not ${expected}`);
  const urls = readPostgresUrls(value);
  return urls ? { engine: 'postgres', url: value, urls } : { engine: 'sqlite', file: value };
}
