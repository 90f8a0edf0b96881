import { createWriteStream, type WriteStream } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  ConnectionError,
  type GuanzhuClient,
  type ImportEvent,
  type ImportTotals,
  UnavailableError,
} from '../../client/index.js';
import { readColumnMap } from '../../contract/transfer/columns.js';
import { encodings, findEncoding } from '../../contract/transfer/encoding.js';
import { type ImportFormat, importFormats } from '../../contract/transfer/read-import.js';
import { exitCodes } from '../failure.js';
import { ImportPlace } from '../import-place.js';
import {
  checkSource,
  findSource,
  formatOf,
  type ImportSource,
  openSource,
} from '../import-source.js';
import { forceOption, refuseExisting } from '../new-file.js';
import { meter } from '../progress.js';
import { addServerCommand } from '../server-command.js';

interface ImportOptions {
  readonly format?: ImportFormat;
  readonly encoding?: string;
  readonly columns?: string;
  readonly ignoreUnknown?: boolean;
  readonly partial?: boolean;
  readonly asExported?: boolean;
  readonly dryRun?: boolean;
  readonly resume?: boolean;
  readonly report?: string;
  readonly force?: boolean;
}

/** Failures that are named; a report names all. */
const shownFailures = 20;
/** How often a connection is made again without having come further. */
const mostAttempts = 3;

export function addImportCommand(program: Command): void {
  addServerCommand<ImportOptions>(
    program,
    {
      use: 'import <file>',
      summary: 'add the accounts and follows of a file; exit code 1 when a row fails',
      example: 'import graph.ndjson --report rows.ndjson',
      options: [
        new Option('--format <name>', 'by the file’s name or content unless given').choices(
          importFormats,
        ),
        new Option(
          '--encoding <name>',
          `what the file is encoded in, where it is not UTF-8 or marked: ${encodings.join(', ')}`,
        ).argParser(knownEncoding),
        new Option('--columns <map>', 'other names of columns, as theirs=ours,…').argParser(
          knownColumns,
        ),
        new Option('--ignore-unknown', 'leave out columns and members that are not known'),
        new Option('--partial', 'take a part of an export, or an edited one'),
        new Option('--as-exported', 'take profiles and dates as an export has them'),
        new Option('--dry-run', 'say what would happen and write nothing'),
        new Option('--resume', 'go on where an import of the file broke off'),
        new Option('--report <file>', 'what came of each row, a JSON object a line'),
        forceOption(),
      ],
    },
    async ({ client, print }, [file = ''], options) => {
      const total = await importFile(client, findSource(file), options);
      const { changed, unchanged, failed } = total;
      const verb = options.dryRun ? 'would be added' : 'added';
      print.result(
        total,
        () => `${changed} rows ${verb}, ${unchanged} as they were, ${failed} failed.`,
      );
      if (failed > 0) process.exitCode = exitCodes.failed;
    },
  );
}

function knownEncoding(text: string): string {
  const found = findEncoding(text);
  if (found === undefined) throw new InvalidArgumentError(`Known are ${encodings.join(', ')}.`);
  return found;
}

function knownColumns(text: string): string {
  if (readColumnMap(text)) return text;
  throw new InvalidArgumentError(
    'Write it as theirs=ours,…, such as Account=target,Since=followedAt.',
  );
}

async function importFile(
  client: GuanzhuClient,
  source: ImportSource,
  { dryRun = false, resume = false, report, force = false, ...given }: ImportOptions,
): Promise<ImportTotals> {
  const format = given.format ?? formatOf(source);
  const encoding = given.encoding === undefined ? undefined : findEncoding(given.encoding);
  const columns = given.columns === undefined ? undefined : readColumnMap(given.columns);
  const { ignoreUnknown = false, partial = false, asExported = false } = given;
  const flags = { format, ignoreUnknown, partial, asExported };
  const digest = await checkSource(source, {
    ...flags,
    ...(encoding && { encoding }),
    ...(columns && { columns }),
  });
  const ledger = await ledgerOf(client);
  const place = new ImportPlace(source, { digest, ledger }, !dryRun);
  const done = resume ? place.read() : 0;
  const rows = report === undefined ? undefined : await openReport(report, done > 0, force);
  const told = new ToldRows(source.file, rows);
  const progress = meter(
    'Imported',
    'MB',
    source.size === undefined ? undefined : source.size / 1e6,
  );
  try {
    const events = (skip: number) =>
      client.transfer.importing({
        text: openSource(source, (bytes) => progress.add(bytes / 1e6)),
        ...flags,
        dryRun,
        skip,
        ...(encoding && { encoding }),
        ...(columns && { columns: Object.fromEntries(columns) }),
      });
    const mayGoOn = !dryRun && source.size !== undefined;
    const total = await follow(events, done, mayGoOn, (event) => {
      if (event.kind === 'row') told.tell(event);
      else if (event.kind === 'progress') place.keep(event.rows);
    });
    place.drop();
    return total;
  } finally {
    progress.stop();
    rows?.end();
  }
}

/** The name of the server's ledger, which stands in each of its revisions. */
async function ledgerOf({ changes }: GuanzhuClient): Promise<string> {
  const { nextCursor } = await changes.list({ from: 'head', limit: 1 });
  return nextCursor?.split('_')[1] ?? '';
}

/** Follows an import to its end, over connections that break. */
async function follow(
  open: (skip: number) => AsyncIterable<ImportEvent>,
  done: number,
  mayGoOn: boolean,
  tell: (event: ImportEvent) => void,
): Promise<ImportTotals> {
  const total = { changed: 0, unchanged: 0, failed: 0 };
  let reached = done;
  for (let attempt = 1; ; attempt += 1) {
    const before = { ...total };
    try {
      for await (const event of open(reached)) {
        tell(event);
        if (event.kind === 'row') continue;
        for (const key of ['changed', 'unchanged', 'failed'] as const) {
          total[key] = before[key] + event[key];
        }
        if (event.rows > reached) attempt = 1;
        reached = event.rows;
      }
      return total;
    } catch (error) {
      const isPassing = error instanceof ConnectionError || error instanceof UnavailableError;
      if (!mayGoOn || !isPassing || attempt >= mostAttempts) throw error;
      await sleep(500 * attempt);
    }
  }
}

/** Says what came of rows: of all in the report, of the first that failed on standard error. */
class ToldRows {
  readonly #file: string;
  readonly #report: WriteStream | undefined;
  #shown = 0;

  constructor(file: string, report: WriteStream | undefined) {
    this.#file = file;
    this.#report = report;
  }

  tell({ kind: _, ...row }: Extract<ImportEvent, { readonly kind: 'row' }>): void {
    this.#report?.write(`${JSON.stringify(row)}\n`);
    if (!row.error || this.#shown >= shownFailures) return;
    this.#shown += 1;
    const { detail, code } = row.error;
    process.stderr.write(`${this.#file}:${row.line}: ${detail} (${code})\n`);
  }
}

/** Opened before anything is sent: a report that cannot be written is known in time. */
async function openReport(file: string, isResumed: boolean, force: boolean): Promise<WriteStream> {
  if (!isResumed) refuseExisting(file, force);
  const stream = createWriteStream(file, { flags: isResumed ? 'a' : 'w' });
  await new Promise((resolve, reject) => {
    stream.once('open', resolve);
    stream.once('error', reject);
  });
  return stream;
}
