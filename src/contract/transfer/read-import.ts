import { asGuanzhuError, GuanzhuError, type Refusal } from '../../domain/errors.js';
import type { ImportRow } from '../../domain/transfer.js';
import { invalidJson, parseStrictJson } from '../strict-json.js';
import { numberColumns, readTransferRow } from '../v1/transfer-rows.js';
import { type ColumnMap, suggestion } from './columns.js';
import { decodeText, type Refuse } from './decode-text.js';
import type { Encoding } from './encoding.js';
import { ExportCheck } from './export-digest.js';
import { readFollowDate } from './follow-date.js';
import { readLines } from './lines.js';
import { readTable, type TableRow } from './table.js';
import { unguardCell, whyNotMeant, whyNotUnescaped } from './table-cells.js';

export const importFormats = ['ndjson', 'csv'] as const;
export type ImportFormat = (typeof importFormats)[number];

/** What whoever sends a file says of it. */
export interface ImportFile {
  readonly format: ImportFormat;
  /** Absent: UTF-8, or what its mark says. */
  readonly encoding?: Encoding;
  readonly columns?: ColumnMap;
  readonly ignoreUnknown?: boolean;
  /** Whether what an export ends with is left unchecked. */
  readonly partial?: boolean;
  /** Whether numbers in dates are microseconds of whatever size, as an export has them. */
  readonly asExported?: boolean;
}

/** A row of a file, or why it is none. */
export interface ImportedLine {
  /** Counted from 1. */
  readonly line: number;
  readonly row: ImportRow | { readonly refusal: Refusal };
  /** How many characters it has. */
  readonly size: number;
}

/**
 * The rows of a file as spreadsheets, editors, databases and scripts write it: in any encoding that is
 * marked or named, with any line ends. Nothing is changed in silence: a row that cannot be taken as it
 * was meant is a refusal, and the file ends with an error where it can no longer be read, or is not
 * whole. Memory is bounded.
 *
 * @throws GuanzhuError `csv_invalid`, `ndjson_invalid`, `import_incomplete`.
 */
export async function* readImport(
  bytes: AsyncIterable<Uint8Array>,
  file: ImportFile,
): AsyncGenerator<ImportedLine> {
  const refuse: Refuse = (reason) =>
    new GuanzhuError(file.format === 'csv' ? 'csv_invalid' : 'ndjson_invalid', { reason });
  const text = decodeText(bytes, file.encoding, refuse);
  if (file.format === 'ndjson') {
    yield* fromNdjson(text, file, refuse);
    return;
  }
  const { columns = new Map<string, string>(), ignoreUnknown = false } = file;
  for await (const row of readTable(text, { columns, ignoreUnknown }, refuse)) {
    yield { line: row.line, row: fromCells(row, file), size: row.size };
  }
}

async function* fromNdjson(
  text: AsyncGenerator<string>,
  file: ImportFile,
  refuse: Refuse,
): AsyncGenerator<ImportedLine> {
  const check = new ExportCheck((reason) => new GuanzhuError('import_incomplete', { reason }));
  let isFirst = true;
  for await (const { line, text: given } of readLines(text, refuse)) {
    // Files that were joined have marks inside.
    const content = given.startsWith('\uFEFF') ? given.slice(1) : given;
    if (isFirst) refuseOtherText(line, content.trim(), refuse);
    isFirst = false;
    let row: ImportedLine['row'];
    try {
      const value = parseStrictJson(content);
      if (!isRecord(value)) throw invalidJson('须为对象', 'is no object');
      if (value.kind === 'end') {
        if (!file.partial) check.end(line, value);
        continue;
      }
      if (!file.partial) check.row(line, value);
      row = fromMembers(value, file);
    } catch (error) {
      if (error instanceof GuanzhuError && error.code === 'import_incomplete') throw error;
      row = { refusal: asGuanzhuError(error).refusal };
    }
    yield { line, row, size: content.length };
  }
  if (isFirst) throw refuse('the file is empty');
  check.finish();
}

/** Says of a file that holds something else than lines of JSON what it is, rather than of each line. */
function refuseOtherText(line: number, text: string, refuse: Refuse): void {
  if (/^\{\s*$/.test(text) || text.startsWith('[')) {
    const unless =
      'write one JSON object a line, without line ends inside (jq -c, or lines=True of pandas)';
    throw refuse(`line ${line} begins JSON that goes over many lines, or an array: ${unless}`);
  }
  if (text.startsWith('{')) return;
  throw refuse(
    `line ${line} begins with ${JSON.stringify(text.slice(0, 40))}, not with {: send a table as CSV (Content-Type: text/csv, --format csv)`,
  );
}

type Members = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is Members {
  return (
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}

function fromMembers(given: Members, file: ImportFile): ImportedLine['row'] {
  const { columns } = file;
  // An export's own rows are in microseconds: there a size that says otherwise is a fault.
  const isExported = given.kind !== undefined;
  if (!columns) return readRow(given, file, isExported);
  const members: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    const ours = columns.get(name) ?? name;
    if (Object.hasOwn(members, ours)) {
      const twice = JSON.stringify(ours.slice(0, 64));
      throw invalidJson(`字段${twice}重复`, `has the member ${twice} twice`);
    }
    if (ours !== '') members[ours] = value;
  }
  return readRow(members, file, isExported);
}

function fromCells({ cells, kind, tabbed }: TableRow, file: ImportFile): ImportedLine['row'] {
  try {
    const members: Record<string, unknown> = {};
    for (const [name, cell] of cells) {
      if (name === 'followedAt') members[name] = cell.replace(/^'/, '');
      else if (isNumberColumn(name) || name === 'state' || name === 'kind') {
        // What a data frame makes of whole numbers when a cell is missing.
        members[name] = unguardCell(cell)
          .trim()
          .replace(/^(\d+)\.0+$/, '$1');
      } else {
        const damage = whyNotMeant(cell) ?? (tabbed ? whyNotUnescaped(cell) : undefined);
        if (damage !== undefined) {
          const value = JSON.stringify(cell.slice(0, 64));
          const reason = `${damage}; where it is meant so, put an apostrophe before it`;
          throw new GuanzhuError('value_unclear', { field: name, value, reason });
        }
        members[name] = unguardCell(cell);
      }
    }
    // A cell that is empty is no member, and the header says what the row is without it.
    if (kind === 'follow' && !('follower' in members)) members.follower = '';
    return readRow(members, file, false);
  } catch (error) {
    return { refusal: asGuanzhuError(error).refusal };
  }
}

function readRow(given: Members, file: ImportFile, isExported: boolean): ImportedLine['row'] {
  const { ignoreUnknown = false, asExported = false } = file;
  const { followedAt } = given;
  let row = given;
  if (followedAt !== undefined && followedAt !== null && 'follower' in given) {
    row = { ...given, followedAt: readFollowDate(followedAt, { asExported, isExported }) };
  }
  return readTransferRow(row, { ignoreUnknown, asExported, suggest: suggestion });
}

const isNumberColumn = (name: string) => numberColumns.some((column) => column === name);
