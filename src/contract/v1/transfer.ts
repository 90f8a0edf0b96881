import Type, { type Static } from 'typebox';
import type { ErrorParams } from '../../domain/errors.js';
import type { ImportResult } from '../../domain/transfer.js';
import { int64 } from '../fields.js';
import { toProblem } from '../problems.js';
import { encodings } from '../transfer/encoding.js';
import { call } from './call.js';
import { asOf, oneOf } from './fields.js';

const importedRow = Type.Object({
  line: int64({ description: 'Counted from 1, in the body that was sent' }),
  changed: Type.Optional(Type.Boolean()),
  moved: Type.Optional(
    Type.Boolean({ description: 'The date could not be kept: the ledger was past it' }),
  ),
  error: Type.Optional(Type.Object({ code: Type.String(), detail: Type.String() })),
});

export type ImportedRow = Static<typeof importedRow>;

export function toImportedRow(line: number, result: ImportResult): ImportedRow {
  if (!('refusal' in result)) return { line, changed: result.changed, moved: result.moved };
  const problem = toProblem(result.refusal);
  const params: ErrorParams = result.refusal.params;
  const detail = problem.code === 'json_invalid' ? lineInvalid(params.why) : problem.detail;
  return { line, error: { code: problem.code, detail } };
}

/** What the form of a body says would be said of the line. */
const lineInvalid = (why = '') =>
  `The line is no JSON object that can be read in one way only${why && `: it ${why}`}. Write one object a line, without line ends inside it.`;

/** The most rows whose results a JSON reply holds: of a longer body, those that failed or moved. */
export const repliedRows = 5000;

const flag = (description: string) => oneOf(['true', 'false'], { default: 'false', description });

const ndjson = {
  'application/x-ndjson':
    '{"username":"v2_a@finder","nickname":"小店"}\n{"follower":"v2_a@finder","target":"v2_b@finder"}\n',
};
const csv = { 'text/csv': 'follower,target\r\nv2_a@finder,v2_b@finder\r\n' };

/** `POST /v1/import`. */
export const importGraph = call({
  method: 'POST',
  path: '/import',
  operationId: 'importGraph',
  summary: '导入',
  description: `Adds accounts and follows: a stream of any length of NDJSON (Content-Type: application/x-ndjson) or of CSV with a header (text/csv), committed in parts. Sending rows again changes nothing. A file that cannot be read as a whole is refused, with the line, the fault and the cure. Accept: application/x-ndjson gives the results as they come, an object a line: each row's, a line of kind "progress" after each commit, and at last one of kind "end" with the totals, or "problem". Otherwise rows holds all results of a body of up to ${repliedRows} rows; of a longer one the first ${repliedRows} rows that failed or moved, and left how many more did.`,
  access: 'admin',
  // CSV first: generated clients send the first, and quote as JSON what is not text by its name.
  bodyTexts: { ...csv, ...ndjson },
  failures: ['csv_invalid', 'too_many_rows'],
  query: Type.Object({
    dryRun: flag('Says what would happen and writes nothing'),
    encoding: Type.Optional(
      Type.String({
        description: `What the text is encoded in, where it is not UTF-8 or marked UTF-16: ${encodings.join(', ')}`,
        maxLength: 32,
      }),
    ),
    columns: Type.Optional(
      Type.String({
        description: 'Columns or members by other names, as theirs=ours,…; theirs= leaves one out',
        maxLength: 4096,
      }),
    ),
    ignoreUnknown: flag('Leaves out columns and members that are not known'),
    partial: flag('Takes a part of an export, or an edited one: its last line is not checked'),
    asExported: flag(
      'Takes rows as an export has them, profiles that break a rule of today and any date included',
    ),
    skip: Type.Integer({
      description: 'How many rows to read over: those that an import which broke off has told of',
      default: 0,
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
    }),
  }),
  reply: Type.Object({
    changed: int64(),
    unchanged: int64(),
    failed: int64(),
    dryRun: Type.Boolean(),
    rows: Type.Array(importedRow),
    left: Type.Optional(
      Type.Integer({ description: 'How many rows failed or moved that rows does not hold' }),
    ),
  }),
});

/** `GET /v1/export`. */
export const exportGraph = call({
  method: 'GET',
  path: '/export',
  operationId: 'exportGraph',
  summary: '导出',
  description:
    'The accounts, then the live follows in the order in which they began, as NDJSON or CSV. NDJSON ends with a line of kind "end": counts, the revision that it is true at, and the SHA-256 of the lines before. CSV holds one content, starts with a byte order mark for spreadsheets, writes dates as RFC 3339, and puts an apostrophe before cells that a spreadsheet would take for something else than text.',
  access: 'admin',
  query: Type.Object({
    format: oneOf(['ndjson', 'csv'], { default: 'ndjson' }),
    content: oneOf(['all', 'accounts', 'follows'], { default: 'all' }),
    asOf: Type.Optional(asOf),
  }),
  replyTexts: { ...ndjson, ...csv },
});

export type ImportReply = Static<typeof importGraph.reply>;
