import {
  createWriteStream,
  existsSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { type Command, Option } from 'commander';
import type { GuanzhuClient, ImportResult } from '../../client/index.js';
import { exitCodes, UsageError } from '../failure.js';
import { csvRows, type FileRow, ndjsonRows } from '../import-rows.js';
import { meter } from '../progress.js';
import { addServerCommand } from '../server-command.js';

interface ImportOptions {
  readonly format?: 'ndjson' | 'csv';
  readonly dryRun?: boolean;
  readonly resume?: boolean;
  readonly report?: string;
}

/** What one call takes, and what of a long text is sent at once. */
const [rowsPerCall, charactersPerCall] = [5000, 4_000_000];
/** Failures that are named; a report names all. */
const shownFailures = 20;

export function addImportCommand(program: Command): void {
  addServerCommand<ImportOptions>(
    program,
    {
      use: 'import <file>',
      summary: 'add the accounts and follows of a file; exit code 1 when a row fails',
      example: 'import graph.ndjson --report rows.ndjson',
      options: [
        new Option('--format <name>', 'by the name of the file unless given').choices([
          'ndjson',
          'csv',
        ]),
        new Option('--dry-run', 'say what would happen and write nothing'),
        new Option('--resume', 'go on where an import of the file broke off'),
        new Option('--report <file>', 'what came of each row, a JSON object a line'),
      ],
    },
    async ({ client, print }, [file = ''], options) => {
      if (!existsSync(file)) throw new UsageError(`${file} does not exist: name a file to import`);
      const total = await importFile(client, file, options);
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

type Total = Pick<ImportResult, 'changed' | 'unchanged' | 'failed'>;

async function importFile(
  client: GuanzhuClient,
  file: string,
  { format, dryRun = false, resume = false, report }: ImportOptions,
): Promise<Total> {
  const kind = format ?? (/\.csv$/i.test(file) ? 'csv' : 'ndjson');
  const place = `${file}.import-progress`;
  // Rows may be sent twice, never left out: the place is written after the server has answered.
  const done = resume && existsSync(place) ? Number(readFileSync(place, 'utf8')) : 0;
  const total = { changed: 0, unchanged: 0, failed: 0 };
  const progress = meter('Imported', 'MB', statSync(file).size / 1e6);
  const rows =
    report === undefined ? undefined : createWriteStream(report, { flags: done > 0 ? 'a' : 'w' });
  let sent = done;
  let shown = 0;
  try {
    for await (const chunk of chunksOf(
      kind === 'csv' ? csvRows(file) : ndjsonRows(file),
      kind,
      done,
    )) {
      const reply = await client.transfer.import({ text: chunk.text, format: kind, dryRun });
      for (const key of ['changed', 'unchanged', 'failed'] as const) total[key] += reply[key];
      for (const [index, { line: _, ...result }] of reply.rows.entries()) {
        const line = chunk.rows[index]?.line ?? 0;
        rows?.write(`${JSON.stringify({ line, ...result })}\n`);
        if (result.error && shown < shownFailures) {
          shown += 1;
          process.stderr.write(`${file}:${line}: ${result.error.detail} (${result.error.code})\n`);
        }
      }
      sent += chunk.rows.length;
      if (!dryRun) writeFileSync(place, String(sent));
      progress.add(Buffer.byteLength(chunk.text) / 1e6);
    }
    if (!dryRun) rmSync(place, { force: true });
    return total;
  } finally {
    progress.stop();
    rows?.end();
  }
}

interface Chunk {
  readonly text: string;
  readonly rows: readonly FileRow[];
}

async function* chunksOf(
  rows: AsyncIterable<FileRow>,
  format: 'ndjson' | 'csv',
  skipped: number,
): AsyncGenerator<Chunk> {
  let header: string | undefined;
  let gathered: FileRow[] = [];
  let size = 0;
  let seen = 0;
  const chunk = (): Chunk => {
    const texts = gathered.map(({ text }) => text);
    return { rows: gathered, text: (header === undefined ? texts : [header, ...texts]).join('\n') };
  };
  for await (const row of rows) {
    if (format === 'csv' && header === undefined) {
      header = row.text;
      continue;
    }
    seen += 1;
    if (seen <= skipped) continue;
    gathered.push(row);
    size += row.text.length;
    if (gathered.length < rowsPerCall && size < charactersPerCall) continue;
    yield chunk();
    [gathered, size] = [[], 0];
  }
  if (gathered.length > 0) yield chunk();
}
