import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { UsageError } from './failure.js';
import type { ImportSource } from './import-source.js';

/** What an import is of: rows of another file, or for another ledger, may not be left out. */
export interface ImportedThing {
  /** The SHA-256 of the file; undefined for a pipe. */
  readonly digest: string | undefined;
  /** The name of the server's ledger. */
  readonly ledger: string;
}

/** How far an import of a file has come, kept beside the file. */
export class ImportPlace {
  readonly #file: string;
  readonly #of: ImportedThing;
  readonly #isKept: boolean;
  #warned = false;

  /** @param isKept whether anything is written, which a dry run does not. */
  constructor({ file }: ImportSource, of: ImportedThing, isKept: boolean) {
    this.#file = `${file}.import-progress`;
    this.#of = of;
    this.#isKept = isKept && of.digest !== undefined;
  }

  /** How many rows were taken in; 0 when nothing is kept. */
  read(): number {
    const contents = this.#contents();
    if (contents === undefined) return 0;
    const [rows = '', ledger, digest] = contents.split(' ');
    if (!/^\d{1,15}$/.test(rows) || digest === undefined || digest !== this.#of.digest) {
      throw new UsageError(
        `${this.#file} is of another state of the file: import it without --resume`,
      );
    }
    if (ledger !== this.#of.ledger) {
      throw new UsageError(
        `${this.#file} is of an import into another server, or into this one before a backup was restored (the ledger ${ledger}, this one is ${this.#of.ledger}): import the file without --resume`,
      );
    }
    return Number(rows);
  }

  /** Rows may be sent twice, never left out: to be called after the server has answered. */
  keep(rows: number): void {
    const { ledger, digest } = this.#of;
    this.#try(() => writeFileSync(this.#file, `${rows} ${ledger} ${digest}`));
  }

  drop(): void {
    this.#try(() => rmSync(this.#file, { force: true }));
  }

  #contents(): string | undefined {
    try {
      return readFileSync(this.#file, 'utf8').trim();
    } catch {
      return undefined;
    }
  }

  #try(write: () => void): void {
    if (!this.#isKept || this.#warned) return;
    try {
      write();
    } catch (error) {
      this.#warned = true;
      const reason = error instanceof Error && 'code' in error ? error.code : error;
      process.stderr.write(
        `${this.#file} cannot be written (${reason}): the import goes on, but --resume would not know how far it came.\n`,
      );
    }
  }
}
