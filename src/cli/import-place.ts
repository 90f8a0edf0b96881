import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { UsageError } from './failure.js';
import type { ImportSource } from './import-source.js';

/** How far an import of a file has come, kept beside the file. */
export class ImportPlace {
  readonly #file: string;
  readonly #size: number | undefined;
  readonly #isKept: boolean;
  #warned = false;

  /** @param isKept whether anything is written, which a dry run does not. */
  constructor({ file, size }: ImportSource, isKept: boolean) {
    this.#file = `${file}.import-progress`;
    this.#size = size;
    this.#isKept = isKept && size !== undefined;
  }

  /** How many rows were taken in; 0 when that is not known. */
  read(): number {
    const [rows = '0', size] = this.#contents().split(' ');
    // Rows of another file would be left out in silence.
    if (size !== undefined && Number(size) !== this.#size) {
      throw new UsageError(
        `${this.#file} is of another state of the file: import it without --resume`,
      );
    }
    return Number.isSafeInteger(Number(rows)) ? Number(rows) : 0;
  }

  /** Rows may be sent twice, never left out: to be called after the server has answered. */
  keep(rows: number): void {
    this.#try(() => writeFileSync(this.#file, `${rows} ${this.#size}`));
  }

  drop(): void {
    this.#try(() => rmSync(this.#file, { force: true }));
  }

  #contents(): string {
    try {
      return readFileSync(this.#file, 'utf8').trim();
    } catch {
      return '0';
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
