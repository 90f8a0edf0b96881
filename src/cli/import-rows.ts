import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { parse } from 'csv-parse';

/** A row as it stands in a file. */
export interface FileRow {
  /** Counted from 1. */
  readonly line: number;
  readonly text: string;
}

/** The rows of an export, or of a file of the same form, without what it ends with. */
export async function* ndjsonRows(file: string): AsyncGenerator<FileRow> {
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Infinity });
  let line = 0;
  for await (const text of lines) {
    line += 1;
    if (text.trim() !== '' && !text.startsWith('{"kind":"end",')) yield { line, text };
  }
}

/** The rows of a table, each with its header before it when it is sent; a cell may hold line ends. */
export async function* csvRows(file: string): AsyncGenerator<FileRow> {
  const parser = createReadStream(file).pipe(
    parse({ bom: true, raw: true, info: true, skip_empty_lines: true }),
  );
  let line = 1;
  for await (const { raw, info } of parser) {
    yield { line, text: String(raw).replace(/\r?\n$/, '') };
    line = Number(info.lines) + 1;
  }
}
