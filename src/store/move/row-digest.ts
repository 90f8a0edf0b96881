import { createHash } from 'node:crypto';
import { type Row, writeCells } from './sections.js';

/**
 * A digest of rows in whatever order: the sum of their SHA-256, each of its eight words modulo 2^32.
 * Engines give rows in the order of their own keys; to compare them so, neither has to sort. (Adding up
 * hashes to digest a set: Bellare and Micciancio, EUROCRYPT 1997. Against accidents, not forgers.)
 */
export class RowDigest {
  readonly #words = new Uint32Array(8);
  #rows = 0;

  add(row: Row): void {
    const hash = createHash('sha256').update(writeCells(row)).digest();
    for (let word = 0; word < 8; word += 1) {
      this.#words[word] = (this.#words[word] ?? 0) + hash.readUInt32LE(word * 4);
    }
    this.#rows += 1;
  }

  get rows(): number {
    return this.#rows;
  }

  /** Hexadecimal; equal for equal rows. */
  get text(): string {
    return Buffer.from(this.#words.buffer).toString('hex');
  }
}
