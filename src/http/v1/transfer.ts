import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { readAsOf } from '../../contract/v1/as-of.js';
import {
  exportGraph,
  importGraph,
  importLimit,
  readTransferRow,
  toImportedRow,
} from '../../contract/v1/transfer.js';
import { GuanzhuError } from '../../domain/errors.js';
import type { FollowGraph } from '../../domain/graph.js';
import { brokenRule, rules } from '../../domain/rule.js';
import { type Callers, serveCall } from './serve-call.js';
import { readCsv, readNdjson, toCsv, toNdjson } from './transfer-format.js';

const mediaTypes = ['application/x-ndjson', 'text/csv'] as const;

/** Export and import. */
export async function transferRoutes(
  app: FastifyInstance,
  { callers, graph }: { readonly callers: Callers; readonly graph: FollowGraph },
): Promise<void> {
  app.addContentTypeParser(
    [...mediaTypes],
    { parseAs: 'buffer' },
    async (_: unknown, body: unknown) => body,
  );

  serveCall(
    app,
    callers,
    exportGraph,
    async ({ query: { format, content, asOf: given }, reply }) => {
      const asOf = readAsOf(given);
      if (format === 'csv' && content === 'all') {
        throw brokenRule('content', rules.oneContent, content);
      }
      const rows = graph.exportGraph({ content, ...(asOf && { asOf }) });
      const text = format === 'csv' && content !== 'all' ? toCsv(rows, content) : toNdjson(rows);
      // The first piece is made before the status is sent: what is refused then has its problem.
      const first = await text.next();
      const all = (async function* () {
        if (!first.done) yield first.value;
        yield* text;
      })();
      const type = format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson';
      return reply
        .header('content-type', type)
        .header('content-disposition', `attachment; filename="guanzhu-${content}.${format}"`)
        .send(Readable.from(all, { objectMode: false }));
    },
  );

  serveCall(app, callers, importGraph, async ({ query, request }) => {
    const { body } = request;
    if (!Buffer.isBuffer(body)) throw new GuanzhuError('media_type_unsupported');
    const isCsv = /^text\/csv\b/i.test(request.headers['content-type'] ?? '');
    const read = isCsv ? readCsv : readNdjson;
    const lines = read(body, importLimit + 1);
    if (lines.length > importLimit) {
      throw new GuanzhuError('too_many_rows', { field: 'The body', limit: String(importLimit) });
    }
    const dryRun = query.dryRun === 'true';
    const results = await graph.importRows(
      lines.map(({ value, error }) =>
        error ? { refusal: error.refusal } : readTransferRow(value),
      ),
      { dryRun },
    );
    const rows = results.map((result, index) => toImportedRow(lines[index]?.line ?? 0, result));
    const changed = rows.filter((row) => row.changed === true).length;
    const failed = rows.filter(({ error }) => error !== undefined).length;
    return { changed, unchanged: rows.length - changed - failed, failed, dryRun, rows };
  });
}
