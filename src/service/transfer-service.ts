import type { Username } from '../domain/account.js';
import type { PublicReads } from '../domain/public-reads.js';
import type { Revision } from '../domain/revision.js';
import type {
  ExportEnd,
  ExportRequest,
  Import,
  ImportOptions,
  Transfer,
  TransferRow,
} from '../domain/transfer.js';
import { ImportRun, type ImportRunOptions } from './import-run.js';

/** Rows read at once: few enough that other requests are answered in between. */
const pageSize = 500;

export interface TransferServiceOptions extends ImportRunOptions {
  readonly reads: PublicReads;
}

/** Exports and imports. */
export class TransferService implements Transfer {
  readonly #options: TransferServiceOptions;

  constructor(options: TransferServiceOptions) {
    this.#options = options;
  }

  async *exportGraph({ content, asOf }: ExportRequest): AsyncGenerator<TransferRow | ExportEnd> {
    const { reads } = this.#options;
    const head = await reads.moment(asOf);
    const counted = { accounts: 0, follows: 0 };
    if (content !== 'follows') {
      let after: Username | undefined;
      for (;;) {
        const page = await reads.exportAccounts(after, pageSize);
        yield* page;
        counted.accounts += page.length;
        after = page.at(-1)?.account.username;
        if (page.length < pageSize) break;
      }
    }
    if (content !== 'accounts') {
      let after: Revision | null = null;
      do {
        const page = await reads.exportFollows(after ?? undefined, head, pageSize);
        yield* page.follows;
        counted.follows += page.follows.length;
        after = page.next;
      } while (after !== null);
    }
    yield { kind: 'end', ...counted, revision: head.revision };
  }

  startImport(options: ImportOptions): Import {
    return new ImportRun(this.#options, options);
  }
}
