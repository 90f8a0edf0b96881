import { randomInt } from 'node:crypto';

/**
 * Choices that repeat for the same seed (mulberry32). Set `SEED` to run with a seed that a failure
 * named; which of two racing requests wins is still the machine's choice.
 */
export class Random {
  readonly seed: number;
  #state: number;

  constructor(seed: number = Number(process.env.SEED ?? randomInt(2 ** 32))) {
    this.seed = seed >>> 0;
    this.#state = this.seed;
  }

  /** From 0 up to but without 1. */
  fraction(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from `least` up to and with `most`. */
  integer(least: number, most: number): number {
    return least + Math.floor(this.fraction() * (most - least + 1));
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.integer(0, items.length - 1)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }

  /** A generator of its own, so that one client's choices do not hang on another's speed. */
  fork(): Random {
    return new Random(this.integer(0, 2 ** 32 - 1));
  }
}

/** Runs the work and names the seed in what it throws. */
export async function withSeed<T>(random: Random, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`with SEED=${random.seed}: ${reason}`, { cause: error });
  }
}
