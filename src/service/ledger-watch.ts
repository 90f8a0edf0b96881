import type { LedgerHead } from '../domain/ledger-head.js';

export interface LedgerWatchOptions {
  head(): Promise<LedgerHead>;
  /** Whether anybody waits for news: only then is the ledger looked at. */
  isWanted(): boolean;
  /** Called when the ledger has moved, by whichever process. */
  tell(): void;
}

/** How long a change by another process may go unnoticed, in ms. */
const interval = 300;

/** Looks whether other processes write the ledger. */
export class LedgerWatch {
  readonly #options: LedgerWatchOptions;
  #seen: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(options: LedgerWatchOptions) {
    this.#options = options;
    this.#schedule();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => void this.#look().finally(() => this.#schedule()), interval);
  }

  async #look(): Promise<void> {
    const { head, isWanted, tell } = this.#options;
    if (!isWanted()) return;
    try {
      const { revision } = await head();
      if (revision === this.#seen || this.#stopped) return;
      this.#seen = revision;
      tell();
    } catch {
      // Whoever waits asks the store himself, and is told of the failure then.
    }
  }
}
