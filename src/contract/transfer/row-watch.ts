import { type ColumnMap, type Columns, knownName } from './columns.js';
import type { TableHead } from './table-head.js';

/** Finds rows of a table that are none, though their cells could be read. */
export class RowWatch {
  readonly #head: TableHead;
  readonly #columns: Columns;
  readonly #map: ColumnMap;
  readonly #headTabs: number;
  /** How many digits the last cells have that are dates: of all rows so far, or 0. */
  #digits: number | undefined;

  constructor(head: TableHead, columns: Columns, map: ColumnMap) {
    this.#head = head;
    this.#columns = columns;
    this.#map = map;
    this.#headTabs = head.delimiter === '\t' ? columns.names.length - 1 : 0;
  }

  /** Whether a row is the header again, in letters of any case. */
  isHeader(cells: readonly string[]): boolean {
    return cells.every((cell, index) => isSame(cell, this.#head.cells[index] ?? ''));
  }

  /** Why the table is refused at a row. @param isEnded whether a line end follows it. */
  faultOf(cells: readonly string[], isEnded: boolean): string | undefined {
    return this.#otherHeader(cells) ?? this.#swallowed(cells) ?? this.#cut(cells, isEnded);
  }

  #otherHeader(cells: readonly string[]): string | undefined {
    const filled = cells.filter((cell) => cell.trim() !== '');
    if (filled.length > 0 && filled.every((cell) => /^\s*:?-{2,}:?\s*$/.test(cell))) {
      return 'is a rule under a header, as Markdown draws it: write the table as CSV, without it';
    }
    const names = filled.map((cell) => knownName(cell.trim(), this.#map));
    const isNamed = names.includes('username') || names.includes('follower');
    if (filled.length < 2 || !isNamed || names.includes(undefined)) return undefined;
    return 'is another header, with other columns than the first: import what follows it as a file of its own';
  }

  /** Databases do not quote: there a quote that opens a cell takes rows in until the next one. */
  #swallowed(cells: readonly string[]): string | undefined {
    if (this.#headTabs === 0) return undefined;
    const holdsRow = cells.some((cell) => {
      const [, ...lines] = cell.split(/\r\n|\n|\r/);
      return lines.some((line) => line.split('\t').length > this.#headTabs);
    });
    if (!holdsRow) return undefined;
    return 'opens a quote that takes in the rows after it: a quote that belongs to a cell must be doubled, and the cell stand in quotes';
  }

  #cut(cells: readonly string[], isEnded: boolean): string | undefined {
    const { names } = this.#columns;
    if (names.at(-1) !== 'followedAt') return undefined;
    const date = (cells[names.length - 1] ?? '').trim();
    const digits = /^\d{1,20}$/.test(date) ? date.length : 0;
    const before = this.#digits;
    this.#digits = before === undefined || before === digits ? digits : 0;
    if (isEnded || digits === 0 || before === undefined || digits >= before) return undefined;
    return `ends with a date of ${digits} digits, where the rows before have ${before}, and without a line end: the file was cut; where it is meant so, end the line`;
  }
}

const isSame = (one: string, other: string) =>
  one.trim().toLowerCase() === other.trim().toLowerCase();
