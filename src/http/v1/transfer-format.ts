import { stringify } from 'csv-stringify/sync';
import { ExportDigest } from '../../contract/transfer/export-digest.js';
import { writeFollowDate } from '../../contract/transfer/follow-date.js';
import { guardCell } from '../../contract/transfer/table-cells.js';
import { accountColumns, followColumns, toWireRow } from '../../contract/v1/transfer-rows.js';
import type { ExportEnd, TransferRow } from '../../domain/transfer.js';

type Rows = AsyncIterable<TransferRow | ExportEnd>;

/** How much text is gathered before it is sent, in characters. */
const chunkSize = 64 * 1024;

/**
 * One JSON object a line. The last line has the SHA-256 of all lines before it, so two instances with
 * the same graph export the same digest.
 */
export async function* toNdjson(rows: Rows): AsyncGenerator<string> {
  const digest = new ExportDigest();
  let chunk = '';
  for await (const row of rows) {
    if (row.kind === 'end') {
      chunk += `${JSON.stringify({ ...row, sha256: digest.end() })}\n`;
      continue;
    }
    const wire = toWireRow(row);
    digest.add(wire);
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
  // Quoted is what could end a cell or a row wherever the table is read.
  const options = { columns, cast: { string: guardCell }, quoted_match: /[\r\n\t;|]/ };
  const write = () => stringify(chunk, options);
  for await (const row of rows) {
    if (row.kind === 'end') continue;
    const wire = toWireRow(row);
    chunk.push(
      wire.kind === 'follow' && wire.followedAt !== undefined
        ? { ...wire, followedAt: writeFollowDate(wire.followedAt) }
        : wire,
    );
    if (chunk.length < 200) continue;
    yield write();
    chunk = [];
  }
  if (chunk.length > 0) yield write();
}
