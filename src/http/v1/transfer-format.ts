import { createHash } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { accountColumns, followColumns, toWireRow } from '../../contract/v1/transfer.js';
import { GuanzhuError } from '../../domain/errors.js';
import type { ExportEnd, TransferRow } from '../../domain/transfer.js';
import { parseJsonBody } from '../json-body.js';

type Rows = AsyncIterable<TransferRow | ExportEnd>;

/** How much text is gathered before it is sent, in characters. */
const chunkSize = 64 * 1024;

/**
 * One JSON object a line. The last line has the SHA-256 of all lines before it, so two instances with
 * the same graph export the same digest. The devices' part of it is left out: an instance that does
 * not know a device cannot name it.
 */
export async function* toNdjson(rows: Rows): AsyncGenerator<string> {
  const hash = createHash('sha256');
  let chunk = '';
  for await (const row of rows) {
    if (row.kind === 'end') {
      chunk += `${JSON.stringify({ ...row, sha256: hash.digest('hex') })}\n`;
      continue;
    }
    const wire = toWireRow(row);
    const { device: _, ...hashed } = { device: undefined, ...wire };
    hash.update(`${JSON.stringify(hashed)}\n`);
    chunk += `${JSON.stringify(wire)}\n`;
    if (chunk.length > chunkSize) {
      yield chunk;
      chunk = '';
    }
  }
  yield chunk;
}

/** A table of one kind of row. The mark makes spreadsheets read it as UTF-8. */
export async function* toCsv(rows: Rows, content: 'accounts' | 'follows'): AsyncGenerator<string> {
  const columns = content === 'accounts' ? accountColumns : followColumns;
  yield `\uFEFF${stringify([columns])}`;
  let chunk: unknown[] = [];
  const write = () => stringify(chunk, { columns, cast: { string: disarm } });
  for await (const row of rows) {
    if (row.kind === 'end') continue;
    chunk.push(toWireRow(row));
    if (chunk.length < 200) continue;
    yield write();
    chunk = [];
  }
  if (chunk.length > 0) yield write();
}

/** Cells that a spreadsheet would take for a formula, or that look as if they had been treated so. */
const formula = /^'?[=+\-@\t\r\n＝＋－＠]/;

const disarm = (cell: string) => (formula.test(cell) ? `'${cell}` : cell);
const rearm = (cell: string) =>
  cell.startsWith("'") && formula.test(cell.slice(1)) ? cell.slice(1) : cell;

/** A line of a body, or the error that says why it is none. */
export interface GivenLine {
  readonly line: number;
  readonly value?: unknown;
  readonly error?: GuanzhuError;
}

/** @param most how many rows are read: what follows them is not looked at. */
export function readNdjson(body: Buffer, most: number): readonly GivenLine[] {
  return splitLines(body, most).flatMap(({ bytes, line }): readonly GivenLine[] => {
    try {
      const value = parseJsonBody(bytes);
      // What an export ends with is no row.
      const isEnd =
        typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'end';
      return isEnd ? [] : [{ line, value }];
    } catch (error) {
      return [
        { line, error: error instanceof GuanzhuError ? error : new GuanzhuError('internal') },
      ];
    }
  });
}

function splitLines(
  body: Buffer,
  most: number,
): { readonly bytes: Buffer; readonly line: number }[] {
  const lines: { readonly bytes: Buffer; readonly line: number }[] = [];
  let [start, line] = [0, 1];
  while (start < body.length && lines.length < most) {
    const found = body.indexOf(10, start);
    const end = found < 0 ? body.length : found;
    const bytes = body.subarray(start, end);
    if (bytes.toString('latin1').trim() !== '') lines.push({ bytes, line });
    [start, line] = [end + 1, line + 1];
  }
  return lines;
}

/**
 * @param most as `readNdjson`.
 * @throws GuanzhuError `csv_invalid` for a text that is no table with a header, or is not UTF-8.
 */
export function readCsv(body: Buffer, most: number): readonly GivenLine[] {
  let records: { readonly record: unknown; readonly info: { readonly lines: number } }[];
  try {
    // Spreadsheets in China save as GBK unless told otherwise: its bytes must not pass for names.
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
    const columns = (names: string[]) => distinct(names);
    records = parse(text, { bom: true, columns, info: true, skip_empty_lines: true, to: most });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new GuanzhuError('csv_invalid', { reason: reason.slice(0, 200) });
  }
  return records.map(({ record, info }) => ({ line: info.lines, value: cells(record) }));
}

function distinct(names: string[]): string[] {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`the column ${twice} stands there twice`);
  return names;
}

/** An empty cell is an absent member. */
function cells(record: unknown): Record<string, string> {
  const entries = Object.entries(typeof record === 'object' && record !== null ? record : {});
  return Object.fromEntries(
    entries.flatMap(([name, cell]) =>
      typeof cell === 'string' && cell !== '' ? [[name, rearm(cell)]] : [],
    ),
  );
}
