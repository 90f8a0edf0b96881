import { createHash } from 'node:crypto';
import type { Refuse } from './decode-text.js';

/**
 * The digest of an export's rows, by which two instances with the same graph know it. The devices' part
 * is left out: an instance that does not know a device cannot name it.
 */
export class ExportDigest {
  readonly #hash = createHash('sha256');

  add(row: object): void {
    const { device: _, ...hashed } = { device: undefined, ...row };
    this.#hash.update(`${JSON.stringify(hashed)}\n`);
  }

  end(): string {
    return this.#hash.digest('hex');
  }
}

/** Holds the rows of an export to what its last line says of them. */
export class ExportCheck {
  readonly #refuse: Refuse;
  #digest = new ExportDigest();
  #counted = { account: 0, follow: 0 };
  #last = 0;
  /** The first line that names no kind, and the last that an export ended with. */
  #stray = 0;
  #end = 0;

  constructor(refuse: Refuse) {
    this.#refuse = refuse;
  }

  /** Takes a row; one that does not name its kind is no export's, and stands in none. */
  row(line: number, row: { readonly kind?: unknown }): void {
    if (row.kind !== 'account' && row.kind !== 'follow') {
      if (this.#end > 0) this.#refuseStray(line);
      this.#stray ||= line;
      return;
    }
    this.#digest.add(row);
    this.#counted[row.kind] += 1;
    this.#last = line;
  }

  /** Takes the line that an export ends with; another may follow it. */
  end(line: number, end: Readonly<Record<string, unknown>>): void {
    if (this.#stray > 0) this.#refuseStray(this.#stray);
    const { account, follow } = this.#counted;
    if (end.accounts !== account || end.follows !== follow) {
      throw this.#refuse(
        `line ${line} counts ${shown(end.accounts)} accounts and ${shown(end.follows)} follows, but ${account} and ${follow} stand before it: the file was cut or edited. ${cure}`,
      );
    }
    const sha256 = this.#digest.end();
    if (typeof end.sha256 !== 'string') {
      throw this.#refuse(
        `line ${line} has no sha256 of the rows before it: it was edited. ${cure}`,
      );
    }
    if (end.sha256 !== sha256) {
      throw this.#refuse(
        `the rows before line ${line} are not those that were exported: their SHA-256 is ${sha256.slice(0, 12)}…, not ${end.sha256.slice(0, 12)}…. ${cure}`,
      );
    }
    this.#digest = new ExportDigest();
    this.#counted = { account: 0, follow: 0 };
    this.#last = 0;
    this.#end = line;
  }

  #refuseStray(line: number): never {
    throw this.#refuse(
      `line ${line} names no kind, as every row of an export does: it was put in. ${cure}`,
    );
  }

  /** To be called where the file ends. */
  finish(): void {
    if (this.#last === 0) return;
    throw this.#refuse(
      `it ends at line ${this.#last}, without the line of kind "end" that an export ends with: the file was cut. ${cure}`,
    );
  }
}

const shown = (count: unknown) => String(count).slice(0, 20);

const cure =
  'Export again; to take a part of an export, or one that was edited, send partial=true (--partial)';
