import { CsvError, parse } from 'csv-parse';
import { type ColumnMap, type Columns, readHeader } from './columns.js';
import type { Refuse } from './decode-text.js';
import { countLineEnds, isBlank } from './line-ends.js';
import { RowWatch } from './row-watch.js';
import { readTableHead, type TableHead } from './table-head.js';

export interface TableOptions {
  readonly columns: ColumnMap;
  readonly ignoreUnknown: boolean;
}

export interface TableRow {
  readonly line: number;
  /** What its header says that every row is; undefined where it names both. */
  readonly kind: 'account' | 'follow' | undefined;
  /** Whether its cells are divided by tabs, as databases write them. */
  readonly tabbed: boolean;
  /** Cells that hold something, by column. */
  readonly cells: ReadonlyMap<string, string>;
  /** How many characters it has. */
  readonly size: number;
}

/** How much is read to find the header, and how long a row may be with its delimiters, in characters. */
const [longestHead, longestRow] = [64 * 1024, 1024 * 1024];
/** How many cells a row may have under a header of fewer. */
const mostCells = 200;
/** How many empty lines may follow one another: the parser takes long over each. */
const mostBlank = 10_000;
/** How much the parser is given at once: what it may hold beyond the longest row. */
const longestPiece = 64 * 1024;

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
  if (head ? head.length > longestHead : !hasEnded) {
    throw refuse('it has no header within its first 65,536 characters: put it first');
  }
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
  const kind = kindOf(columns);
  const tabbed = head.delimiter === '\t';
  const watch = new RowWatch(head, columns, map);
  let blank = 0;
  for await (const { line, record, raw } of records(rest, head, refuse)) {
    const cells = withoutMark(record);
    if (cells.length <= mostCells && cells.every(isBlank)) {
      blank = cells.length < columns.names.length ? blank + 1 : 0;
      if (blank > mostBlank) throw refuse(`line ${line} ends ${blank} blank lines: take them out`);
      continue;
    }
    blank = 0;
    // Files that were joined have the header again.
    if (watch.isHeader(cells)) continue;
    const fault = watch.faultOf(cells, /[\r\n]$/.test(raw));
    if (fault !== undefined) throw refuse(`line ${line} ${fault}`);
    refuseStray(cells, columns, head.delimiter, (reason) => refuse(`line ${line} has ${reason}`));
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
    yield { line, kind, tabbed, cells: named, size: raw.length };
  }
}

function kindOf({ names }: Columns): TableRow['kind'] {
  if (!names.includes('username')) return 'follow';
  return names.includes('follower') || names.includes('target') ? undefined : 'account';
}

/** Files that were joined have marks inside. */
function withoutMark(cells: readonly string[]): readonly string[] {
  const [first = '', ...others] = cells;
  return first.startsWith('\uFEFF') ? [first.slice(1), ...others] : cells;
}

/** Refuses what stands under no name: it would be dropped without a word. */
function refuseStray(
  cells: readonly string[],
  { names, nameless }: Columns,
  delimiter: string,
  refuse: Refuse,
): void {
  const unnamed = nameless.find((index) => (cells[index] ?? '') !== '');
  if (unnamed !== undefined) {
    throw refuse(
      `${JSON.stringify(cells[unnamed]?.slice(0, 64))} in cell ${unnamed + 1}, whose column has no name: name it, or leave such columns out with ignoreUnknown=true (--ignore-unknown); pandas writes none with index=False`,
    );
  }
  if (cells.length > Math.max(names.length, mostCells)) {
    throw refuse(
      `${cells.length} cells where the header has ${names.length}: is ${nameOf(delimiter)} what divides its cells?`,
    );
  }
  const beyond = cells.findIndex((cell, index) => index >= names.length && cell !== '');
  if (beyond < 0) return;
  throw refuse(
    `${cells.length} cells where the header has ${names.length}: a cell that holds a ${nameOf(delimiter)} must stand in quotes`,
  );
}

interface TableRecord {
  readonly record: readonly string[];
  /** Its text, with at least the first character of its line end. */
  readonly raw: string;
}

async function* records(
  text: AsyncIterable<string>,
  { delimiter, padded, lines }: TableHead,
  refuse: Refuse,
): AsyncGenerator<TableRecord & { readonly line: number }> {
  let found: TableRecord[] = [];
  const parser = parse({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    trim: padded,
    raw: true,
    // Taken here, not from the stream: an error would throw away what comes before it there.
    on_record: (given: unknown) => {
      const { record, raw } = Object(given);
      found.push({ record, raw });
      return null;
    },
  });
  // Each write tells of its own.
  parser.on('error', () => {});
  parser.resume();
  let [line, open] = [lines + 1, 0];
  for await (const piece of andEnd(inPieces(text))) {
    const error = await new Promise<unknown>((resolve) => {
      if (piece === undefined) parser.on('end', resolve).on('error', resolve).end();
      else parser.write(piece, resolve);
    });
    open += piece?.length ?? 0;
    for (const record of found) {
      if (record.raw.length > longestRow) throw refuse(`line ${line} ${tooLong}`);
      yield { ...record, line };
      line += countLineEnds(record.raw);
      open = Math.max(0, open - record.raw.length);
    }
    found = [];
    // The parser itself counts what is in cells alone: a row of nothing but delimiters has no end there.
    if (open > longestRow) throw refuse(`line ${line} ${tooLong}`);
    if (error instanceof CsvError) {
      throw refuse(`line ${line} ${faults[error.code] ?? `cannot be read (${error.code})`}`);
    }
  }
}

async function* andEnd<T>(items: AsyncIterable<T>): AsyncGenerator<T | undefined> {
  yield* items;
  yield undefined;
}

/** What the parser finds, by its code. */
const faults: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED:
    'opens a quote that nothing closes: the file was cut, or a quote inside a cell stands alone and must be doubled',
  CSV_INVALID_CLOSING_QUOTE:
    'has text after a closing quote: a quote inside a quoted cell must be doubled (fputcsv of PHP does so with escape: "")',
  INVALID_OPENING_QUOTE:
    'has a quote inside a cell without quotes: put the cell in quotes and double the one inside',
};

const tooLong = 'begins a row of more than 1,048,576 characters: a quote is probably not closed';

async function* inPieces(text: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const piece of text) {
    for (let at = 0; at < piece.length; at += longestPiece) {
      yield piece.slice(at, at + longestPiece);
    }
  }
}

const nameOf = (delimiter: string) => (delimiter === '\t' ? 'tab' : JSON.stringify(delimiter));
