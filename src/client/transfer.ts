import type { Endpoint } from './endpoint.js';
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
  /** Up to 5000 lines of NDJSON, or of CSV after a header. */
  text: string;
  format?: 'ndjson' | 'csv';
  /** Says what would happen and writes nothing. */
  dryRun?: boolean;
}

export interface ImportedRow {
  /** Counted from 1, in the text that was sent. */
  line: number;
  changed?: boolean;
  /** The date of a follow could not be kept: the ledger was past it. */
  moved?: boolean;
  error?: { code: string; detail: string };
}

export interface ImportResult {
  changed: number;
  unchanged: number;
  failed: number;
  dryRun: boolean;
  rows: ImportedRow[];
}

const endpoint = { api: 'graph', body: false, admin: true, paging: null, retry: 'always' } as const;
const exportGraph: Endpoint = {
  ...endpoint,
  method: 'GET',
  path: '/export',
  query: ['format', 'content', 'asOf'],
};
const importGraph: Endpoint = { ...endpoint, method: 'POST', path: '/import', query: ['dryRun'] };

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
  async import(
    { text, format = 'ndjson', dryRun = false }: ImportInput,
    options: CallOptions = {},
  ): Promise<ImportResult> {
    const content = { type: mediaTypes[format], text };
    const { data } = await this.#transport.send<ImportResult>(
      importGraph,
      { dryRun },
      options,
      content,
    );
    return data;
  }
}
