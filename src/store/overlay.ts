import type { Toggle } from './batch-plan.js';

/** Yes-or-no facts about pairs: as the store has them, under what a batch has altered so far. */
export class ToggleOverlay {
  readonly #stored: (first: number, second: number) => boolean;
  readonly #known = new Map<string, { first: number; second: number; was: boolean; is: boolean }>();

  constructor(stored: (first: number, second: number) => boolean) {
    this.#stored = stored;
  }

  has(first: number, second: number): boolean {
    return this.#fact(first, second).is;
  }

  /** Returns whether that altered anything. */
  set(first: number, second: number, is: boolean): boolean {
    const fact = this.#fact(first, second);
    const altered = fact.is !== is;
    fact.is = is;
    return altered;
  }

  /** What is to be written, sorted by pair. */
  writes(): readonly Toggle[] {
    return [...this.#known.values()]
      .filter(({ was, is }) => was !== is)
      .map(({ first, second, is }) => ({ first, second, set: is }))
      .sort((a, b) => a.first - b.first || a.second - b.second);
  }

  #fact(first: number, second: number) {
    const key = `${first}>${second}`;
    let fact = this.#known.get(key);
    if (!fact) {
      const was = this.#stored(first, second);
      fact = { first, second, was, is: was };
      this.#known.set(key, fact);
    }
    return fact;
  }
}
