import type { ImportedLine } from '../../contract/transfer/read-import.js';
import { type ImportedRow, toImportedRow } from '../../contract/v1/transfer.js';
import { asGuanzhuError, GuanzhuError } from '../../domain/errors.js';
import { brokenRule, rules } from '../../domain/rule.js';
import type { Import } from '../../domain/transfer.js';

/** What one commit takes without holding others up for long, in rows and in characters. */
const [rowsPerPart, charactersPerPart] = [5000, 4_000_000];

export interface ImportTotals {
  /** Those that were read over included. */
  readonly rows: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly failed: number;
}

export interface ImportedPart {
  readonly results: readonly ImportedRow[];
  /** Of all parts up to this one. */
  readonly totals: ImportTotals;
}

/**
 * Takes the rows of a file in, a part at a time. A file that can no longer be read is refused as a
 * whole while nothing is written; later, the error says what stands.
 */
export async function* importParts(
  lines: AsyncIterable<ImportedLine>,
  run: Import,
  skip: number,
): AsyncGenerator<ImportedPart> {
  let totals: ImportTotals = { rows: 0, changed: 0, unchanged: 0, failed: 0 };
  try {
    for await (const part of partsOf(lines, skip)) {
      const results = await run.add(part.lines.map(({ row }) => row));
      const rows = results.map((result, index) => {
        return toImportedRow(part.lines[index]?.line ?? 0, result);
      });
      const changed = rows.filter((row) => row.changed === true).length;
      const failed = rows.filter(({ error }) => error !== undefined).length;
      totals = {
        rows: part.rows,
        changed: totals.changed + changed,
        unchanged: totals.unchanged + rows.length - changed - failed,
        failed: totals.failed + failed,
      };
      yield { results: rows, totals };
    }
  } catch (error) {
    throw withTotals(error, totals);
  }
}

async function* partsOf(lines: AsyncIterable<ImportedLine>, skip: number) {
  let gathered: ImportedLine[] = [];
  let [rows, size] = [0, 0];
  for await (const line of lines) {
    rows += 1;
    if (rows <= skip) continue;
    gathered.push(line);
    size += line.size;
    if (gathered.length < rowsPerPart && size < charactersPerPart) continue;
    yield { lines: gathered, rows };
    [gathered, size] = [[], 0];
  }
  // Of another file, or of what another import told.
  if (skip > rows) throw brokenRule('skip', rules.integer(0, rows), skip);
  // An import without rows has totals as well.
  yield { lines: gathered, rows };
}

/** Says in an error of the file what was written before it. */
function withTotals(error: unknown, { rows, changed, unchanged, failed }: ImportTotals): unknown {
  const { code, params } = asGuanzhuError(error).refusal;
  if (rows === 0 || code === 'parameter_invalid' || params.reason === undefined) return error;
  const written = `the first ${rows} rows were taken in (${changed} added, ${unchanged} as they were, ${failed} failed), and sending them again changes nothing`;
  return new GuanzhuError(code, { ...params, reason: `${params.reason}; ${written}` });
}
