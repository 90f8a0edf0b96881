import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { type ColumnMap, readHeader } from './columns.js';
import type { Refuse } from './decode-text.js';
import { countLineEnds, readTableHead, type TableHead } from './table-head.js';

export interface TableOptions {
  readonly columns: ColumnMap;
  readonly ignoreUnknown: boolean;
}

export interface TableRow {
  readonly line: number;
  /** Cells that hold something, by column. */
  readonly cells: ReadonlyMap<string, string>;
  /** How many characters it has. */
  readonly size: number;
}

/** How much is read to find the header, and how long a row may be, in characters. */
const [longestHead, longestRow] = [64 * 1024, 1024 * 1024];

/** The rows of a table, whatever marks, line ends and delimiter it was written with. */
export async function* readTable(
  text: AsyncGenerator<string>,
  { columns: map, ignoreUnknown }: TableOptions,
  refuse: Refuse,
): AsyncGenerator<TableRow> {
  let start = '';
  let hasEnded = false;
  while (start.length < longestHead && !hasEnded) {
    const { value, done } = await text.next();
    if (done) hasEnded = true;
    else start += value;
  }
  const head = readTableHead(start, map);
  if (!head) throw refuse('the file is empty');
  if (/^\s*[<{[]/.test(head.cells[0] ?? '')) {
    throw refuse(
      `line ${head.line} begins with ${start.trim()[0]}, so the file is no table: send JSON a line at a time as NDJSON (--format ndjson)`,
    );
  }
  const columns = readHeader(head.cells, map, ignoreUnknown);
  if (typeof columns === 'string') throw refuse(`line ${head.line}: ${columns}`);
  const rest = (async function* () {
    yield start.slice(head.length);
    if (!hasEnded) yield* text;
  })();
  for await (const { line, cells, raw } of records(rest, head, refuse)) {
    if (cells.every((cell) => cell.trim() === '')) continue;
    // Files that were joined have the header again.
    if (cells.every((cell, index) => cell === head.cells[index])) continue;
    const stray =
      columns.nameless.find((index) => (cells[index] ?? '') !== '') ??
      cells.findIndex((cell, index) => index >= columns.names.length && cell !== '');
    if (stray >= 0) {
      throw refuse(
        `line ${line} has ${JSON.stringify(cells[stray])} in cell ${stray + 1}, which the header has no name for: a cell that holds a ${nameOf(head.delimiter)} or a quote must stand in quotes`,
      );
    }
    if (cells.length < columns.names.length && !/[\r\n]$/.test(raw)) {
      throw refuse(
        `line ${line} ends after ${cells.length} of ${columns.names.length} cells: the file was cut`,
      );
    }
    const named = new Map<string, string>();
    for (const [index, name] of columns.names.entries()) {
      const cell = cells[index] ?? '';
      if (name !== null && cell !== '') named.set(name, cell);
    }
    yield { line, cells: named, size: raw.length };
  }
}

async function* records(
  text: AsyncGenerator<string>,
  { delimiter, padded, lines }: TableHead,
  refuse: Refuse,
): AsyncGenerator<{
  readonly line: number;
  readonly cells: readonly string[];
  readonly raw: string;
}> {
  const parser = parse({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    trim: padded,
    max_record_size: longestRow,
    raw: true,
  });
  let line = lines + 1;
  try {
    // What fails ends the parser with it, which is where it is thrown.
    pipeline(Readable.from(text), parser, () => {});
    for await (const { record, raw } of parser) {
      yield { line, cells: record, raw };
      line += countLineEnds(raw);
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw refuse(
      `${faults[error.code] ?? `cannot be read (${error.code})`}`.replace(/^/, `line ${line} `),
    );
  }
}

/** What the parser finds, by its code. */
const faults: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED:
    'opens a quote that nothing closes: the file was cut, or a quote inside a cell stands alone and must be doubled',
  CSV_INVALID_CLOSING_QUOTE:
    'has text after a closing quote: a quote inside a quoted cell must be doubled (fputcsv of PHP does so with escape: "")',
  INVALID_OPENING_QUOTE:
    'has a quote inside a cell without quotes: put the cell in quotes and double the one inside',
  CSV_MAX_RECORD_SIZE:
    'begins a row of more than 1,048,576 characters: a quote is probably not closed',
};

const nameOf = (delimiter: string) => (delimiter === '\t' ? 'tab' : JSON.stringify(delimiter));
