import { parse } from 'csv-parse/sync';
import { type ColumnMap, countKnown } from './columns.js';
import { countLineEnds } from './line-ends.js';

/** How a table begins: what its text up to the first row of cells says of all its rows. */
export interface TableHead {
  readonly delimiter: string;
  /** Whether cells stand between blanks, as people write them. */
  readonly padded: boolean;
  readonly cells: readonly string[];
  /** How many characters come before the first row. */
  readonly length: number;
  /** How many lines those are. */
  readonly lines: number;
  /** The header's own line. */
  readonly line: number;
}

const delimiters = [',', ';', '\t', '|'] as const;

/** Reads the first line that holds anything; undefined when there is none. */
export function readTableHead(text: string, map: ColumnMap): TableHead | undefined {
  let [at, lines] = [0, 0];
  let separator: string | undefined;
  while (at < text.length) {
    const { end, next } = lineAt(text, at);
    const line = text.slice(at, end);
    const first = lines + 1;
    [at, lines] = [next, lines + countLineEnds(text.slice(at, next))];
    // PowerShell 5 names a type in the first line, Excel a separator.
    const named = /^"?sep=(.)"?$/i.exec(line)?.[1];
    if (named !== undefined) separator = named;
    else if (line.trim() !== '' && !/^[\s,;]*$/.test(line) && !line.startsWith('#TYPE ')) {
      const found = bestSplit(line, separator === undefined ? delimiters : [separator], map);
      return { ...found, length: at, lines, line: first };
    }
  }
  return undefined;
}

function bestSplit(line: string, candidates: readonly string[], map: ColumnMap) {
  const splits = candidates.map((delimiter) => {
    const cells = split(line, delimiter);
    return { delimiter, cells, known: countKnown(cells, map) };
  });
  const [best] = splits.toSorted(
    (one, other) => other.known - one.known || other.cells.length - one.cells.length,
  );
  const { delimiter = ',', cells = [] } = best ?? {};
  const bare = line.replace(/"[^"]*"/g, 'x').split(delimiter);
  return { delimiter, cells, padded: bare.some((cell) => cell !== cell.trim()) };
}

function split(line: string, delimiter: string): readonly string[] {
  return cellsOf(line, delimiter).map((cell) => cell.replace(/\s+/g, ' ').trim());
}

function cellsOf(line: string, delimiter: string): readonly string[] {
  try {
    const ends = ['\r\n', '\n', '\r'];
    const options = { delimiter, record_delimiter: ends, relax_column_count: true, trim: true };
    const [cells = []]: string[][] = parse(line, options);
    return cells;
  } catch {
    // Quotes that do not fit this delimiter.
    return line.split(delimiter);
  }
}

/** Where a line ends that may have line ends inside quotes, and where the next begins. */
function lineAt(text: string, start: number): { readonly end: number; readonly next: number } {
  let inQuotes = false;
  for (let at = start; at < text.length; at += 1) {
    const char = text[at];
    if (char === '"') inQuotes = !inQuotes;
    else if (!inQuotes && (char === '\n' || char === '\r')) {
      return { end: at, next: at + (char === '\r' && text[at + 1] === '\n' ? 2 : 1) };
    }
  }
  return { end: text.length, next: text.length };
}
