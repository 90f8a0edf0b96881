import type { NameKeys } from './name-keys.js';

/** Nicknames that are taken, by either of their keys. */
export class TakenNames {
  readonly #letters = new Set<string>();
  readonly #looks = new Set<string>();

  has({ letters, look }: NameKeys): boolean {
    return this.#letters.has(letters) || this.#looks.has(look);
  }

  add({ letters, look }: NameKeys): void {
    this.#letters.add(letters);
    this.#looks.add(look);
  }
}
