import { decodes, type Encoding } from './encoding.js';

/**
 * What tells that a file is UTF-8 though another encoding is named, in which its bytes have a meaning too:
 * it is UTF-8 throughout, and has a sequence of three bytes or more, which two characters of GBK seldom
 * are by chance, or several different ones of two. A few characters of a double-byte encoding may each
 * look like such a one (通路), so of those it takes more.
 */
export class Utf8Signs {
  readonly #seen = new Set<string>();
  #isPossible = true;

  /** Whether the bytes so far are UTF-8 beyond doubt. Takes them in whole lines. */
  areSeen(bytes: Buffer, named: Encoding): boolean {
    if (!this.#isPossible) return false;
    if (!decodes(bytes, 'utf-8')) {
      this.#isPossible = false;
      return false;
    }
    const least = named === 'windows-1252' ? 2 : 4;
    for (const [character] of bytes.toString('utf8').matchAll(/[^\0-\x7f]/gu)) {
      if (character > '\u07ff') return true;
      this.#seen.add(character);
      if (this.#seen.size >= least) return true;
    }
    return false;
  }
}
