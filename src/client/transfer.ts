import { type ApiErrorFields, apiError, ConnectionError, GuanzhuApiError } from './api-error.js';
import type { Endpoint } from './endpoint.js';
import { readLines } from './lines.js';
import type { CallOptions, Transport } from './transport.js';
import type { AsOf } from './types-graph.js';

export interface ExportInput {
  /** `ndjson` unless set. */
  format?: 'ndjson' | 'csv';
  /** `all` unless set; CSV holds one of the others. */
  content?: 'all' | 'accounts' | 'follows';
  asOf?: AsOf;
}

export interface ImportInput {
  /** NDJSON, or CSV with a header: a text, its bytes, or a stream of them, of any length. */
  text: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;
  format?: 'ndjson' | 'csv';
  /** Says what would happen and writes nothing. */
  dryRun?: boolean;
  /** Of bytes that are not UTF-8, nor UTF-16 with its mark, such as `gbk`. */
  encoding?: string;
  /** What the text calls columns or members that have other names here; `''` leaves one out. */
  columns?: Readonly<Record<string, string>>;
  /** Leaves out columns and members that are not known. */
  ignoreUnknown?: boolean;
  /** Takes a part of an export, or an edited one: its last line is not checked. */
  partial?: boolean;
  /** Takes rows as an export has them, profiles that break a rule of today and any date included. */
  asExported?: boolean;
  /** Reads over that many rows: those that an import which broke off has told of. */
  skip?: number;
}

export interface ImportedRow {
  /** Counted from 1, in the text that was sent. */
  line: number;
  changed?: boolean;
  /** The date of a follow could not be kept: the ledger was past it. */
  moved?: boolean;
  error?: { code: string; detail: string };
}

export interface ImportTotals {
  changed: number;
  unchanged: number;
  failed: number;
}

export interface ImportResult extends ImportTotals {
  dryRun: boolean;
  /** All rows of a text of up to 5000; of a longer one, the first 5000 that failed or moved. */
  rows: ImportedRow[];
  /** How many rows failed or moved that `rows` does not hold. */
  left?: number;
}

/** What an import tells as it goes on; `rows` counts all up to the last commit. */
export type ImportEvent =
  | ({ kind: 'row' } & ImportedRow)
  | ({ kind: 'progress'; rows: number } & ImportTotals)
  | ({ kind: 'end'; rows: number; dryRun: boolean } & ImportTotals);

const endpoint = { api: 'graph', body: false, admin: true, paging: null, retry: 'always' } as const;
const exportGraph: Endpoint = {
  ...endpoint,
  method: 'GET',
  path: '/export',
  query: ['format', 'content', 'asOf'],
};
const importGraph: Endpoint = {
  ...endpoint,
  method: 'POST',
  path: '/import',
  query: ['dryRun', 'encoding', 'columns', 'ignoreUnknown', 'partial', 'asExported', 'skip'],
};

const mediaTypes = { ndjson: 'application/x-ndjson', csv: 'text/csv' } as const;

/** A whole graph, out of an instance and into one; for the administrator. */
export class Transfer {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** The text of an export as it comes. A break ends it with an error: export again. */
  export(input: ExportInput = {}, options: CallOptions = {}): Promise<ReadableStream<Uint8Array>> {
    return this.#transport.open(exportGraph, input, { accept: '*/*' }, options);
  }

  /** Sending the same text again changes nothing, so that is what an import that broke off needs. */
  async import(input: ImportInput, options: CallOptions = {}): Promise<ImportResult> {
    const { query, content, given } = prepare(input, options);
    const { data } = await this.#transport.send<ImportResult>(importGraph, query, given, content);
    return data;
  }

  /**
   * The same, told of as it goes on, with a result for every row. Reads the text and tells of it at
   * once, which browsers do not do for streams. What broke off goes on with `skip`, the `rows` of the
   * last progress.
   */
  async *importing(
    input: ImportInput,
    options: CallOptions = {},
  ): AsyncGenerator<ImportEvent, void, undefined> {
    const { query, content, given } = prepare(input, options);
    const accept = { accept: mediaTypes.ndjson };
    const body = await this.#transport.open(importGraph, query, accept, given, content);
    let hasEnded = false;
    try {
      for await (const line of readLines(chunksOf(body))) {
        const event: ImportEvent | ({ kind: 'problem'; status: number } & ApiErrorFields) =
          JSON.parse(line);
        if (event.kind === 'problem') throw apiError(event.status, event);
        hasEnded ||= event.kind === 'end';
        yield event;
      }
    } catch (cause) {
      options.signal?.throwIfAborted();
      if (cause instanceof GuanzhuApiError) throw cause;
      throw brokenOff(cause);
    }
    if (!hasEnded) throw brokenOff(undefined);
  }
}

function prepare(
  { text, format = 'ndjson', columns, ...query }: ImportInput,
  options: CallOptions,
) {
  const pairs = columns && Object.entries(columns).map(([theirs, ours]) => `${theirs}=${ours}`);
  return {
    query: { ...query, ...(pairs?.length && { columns: pairs.join(',') }) },
    content: { type: mediaTypes[format], body: text },
    // It takes as long as its text is long, and a stream can be sent once.
    given: {
      timeoutMs: Number.POSITIVE_INFINITY,
      ...options,
      ...(text instanceof ReadableStream && { maxRetries: 0 }),
    },
  };
}

function brokenOff(cause: unknown): ConnectionError {
  const detail = 'the import broke off before its end: what it told of is written';
  return new ConnectionError({ code: 'connection_failed', status: 0, detail }, { cause });
}

async function* chunksOf(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<string, void, undefined> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield decoder.decode(value, { stream: true });
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}
