import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { toProblem } from '../../contract/problems.js';
import { readColumnMap } from '../../contract/transfer/columns.js';
import { encodings, findEncoding } from '../../contract/transfer/encoding.js';
import { type ImportFile, readImport } from '../../contract/transfer/read-import.js';
import { readAsOf } from '../../contract/v1/as-of.js';
import {
  exportGraph,
  type ImportedRow,
  type ImportReply,
  importGraph,
  repliedRows,
} from '../../contract/v1/transfer.js';
import { GuanzhuError } from '../../domain/errors.js';
import type { FollowGraph } from '../../domain/graph.js';
import { brokenRule, rules } from '../../domain/rule.js';
import { noteFailure, toKnownError } from '../errors.js';
import { accepts, formats, importTypes, mediaTypeOf } from '../media-types.js';
import { readStreamedBody } from '../streamed-body.js';
import { type ImportedPart, importParts } from './import-parts.js';
import { type Callers, serveCall } from './serve-call.js';
import { toCsv, toNdjson } from './transfer-format.js';
import { refuseUnknown } from './unknown-parameters.js';

const ndjson = 'application/x-ndjson';

/** Export and import. */
export async function transferRoutes(
  app: FastifyInstance,
  { callers, graph }: { readonly callers: Callers; readonly graph: FollowGraph },
): Promise<void> {
  // Of another type too: the refusal names those that are read here.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', async (_: unknown, body: unknown) => body);

  serveCall(
    app,
    callers,
    exportGraph,
    async ({ query: { format, content, asOf: given }, request, reply }) => {
      refuseUnknown(request.query, exportGraph.query);
      const asOf = readAsOf(given);
      if (format === 'csv' && content === 'all') {
        throw brokenRule('content', rules.oneContent, content);
      }
      const rows = graph.exportGraph({ content, ...(asOf && { asOf }) });
      const text = format === 'csv' && content !== 'all' ? toCsv(rows, content) : toNdjson(rows);
      const type = format === 'csv' ? 'text/csv; charset=utf-8' : ndjson;
      reply.header('content-disposition', `attachment; filename="guanzhu-${content}.${format}"`);
      return sendStream(reply, type, await begun(text));
    },
  );

  serveCall(app, callers, importGraph, async ({ query, request, reply }) => {
    refuseUnknown(request.query, importGraph.query);
    const { body } = request;
    const file = fileOf(query, request);
    if (!(body instanceof Readable)) throw new GuanzhuError('media_type_unsupported', importTypes);
    const dryRun = query.dryRun === 'true';
    const run = graph.startImport({ dryRun, asExported: query.asExported === 'true' });
    const lines = readImport(readStreamedBody(request.raw, body), file);
    const parts = importParts(lines, run, query.skip);
    if (!accepts(request.headers.accept ?? '', ndjson)) {
      return gather(parts, dryRun);
    }
    return sendStream(reply, ndjson, tellParts(await begun(parts), dryRun, reply));
  });
}

/** What a call says of the file that it sends. */
function fileOf(
  query: {
    readonly encoding?: string;
    readonly columns?: string;
    readonly ignoreUnknown: string;
    readonly partial: string;
    readonly asExported: string;
  },
  { headers }: FastifyRequest,
): ImportFile {
  const { type, charset } = mediaTypeOf(headers['content-type'] ?? '');
  const format = formats.get(type);
  if (!format) throw new GuanzhuError('media_type_unsupported', importTypes);
  const named = query.encoding ?? charset;
  const encoding = named === undefined ? undefined : findEncoding(named);
  const columns = query.columns === undefined ? undefined : readColumnMap(query.columns);
  if (named !== undefined && !encoding) {
    const field = query.encoding === undefined ? 'charset' : 'encoding';
    throw brokenRule(field, rules.oneOf(encodings), named);
  }
  if (query.columns !== undefined && !columns) {
    throw brokenRule('columns', rules.columnMap, query.columns);
  }
  return {
    format,
    ...(encoding && { encoding }),
    ...(columns && { columns }),
    ignoreUnknown: query.ignoreUnknown === 'true',
    partial: query.partial === 'true',
    asExported: query.asExported === 'true',
  };
}

/** Makes the first piece before the status is sent: what is refused then has its problem. */
async function begun<T>(pieces: AsyncGenerator<T>): Promise<AsyncGenerator<T>> {
  const first = await pieces.next();
  return (async function* () {
    if (!first.done) yield first.value;
    yield* pieces;
  })();
}

function sendStream(reply: FastifyReply, type: string, text: AsyncIterable<string>): FastifyReply {
  return reply.header('content-type', type).send(Readable.from(text, { objectMode: false }));
}

/** The reply as one object: of many rows, those that need looking at. */
async function gather(parts: AsyncIterable<ImportedPart>, dryRun: boolean): Promise<ImportReply> {
  let rows: ImportedRow[] = [];
  let [told, left] = [0, 0];
  let totals: Omit<ImportReply, 'dryRun' | 'rows'> = { changed: 0, unchanged: 0, failed: 0 };
  for await (const {
    results,
    totals: { rows: _, ...counts },
  } of parts) {
    totals = counts;
    told += results.length;
    rows.push(...results);
    if (told <= repliedRows) continue;
    const notable = rows.filter(({ error, moved }) => error !== undefined || moved === true);
    rows = notable.slice(0, repliedRows);
    left += notable.length - rows.length;
  }
  return { ...totals, dryRun, rows, ...(left > 0 && { left }) };
}

/** The reply a line at a time: bounded however many rows there are. */
async function* tellParts(
  parts: AsyncIterable<ImportedPart>,
  dryRun: boolean,
  reply: FastifyReply,
): AsyncGenerator<string> {
  const toLine = (value: object) => `${JSON.stringify(value)}\n`;
  let last: ImportedPart['totals'] | undefined;
  try {
    for await (const { results, totals } of parts) {
      const lines = results.map((row) => toLine({ kind: 'row', ...row }));
      yield lines.join('') + toLine({ kind: 'progress', ...totals });
      last = totals;
    }
    yield toLine({ kind: 'end', ...last, dryRun });
  } catch (error) {
    const known = toKnownError(error);
    noteFailure(known, reply);
    yield toLine({ kind: 'problem', ...toProblem(known) });
  }
}
