/** Wrong tokens that an address may send in a window before it has to wait. */
const mostGuesses = 20;
/** In ms. */
const window = 60_000;
/** Addresses remembered at once: more, and the one that began first is forgotten. */
const mostAddresses = 10_000;

interface Guesses {
  /** When the window began, in ms of the monotonic clock. */
  readonly since: number;
  count: number;
}

/** Slows down whoever tries tokens. Right tokens are not looked at here: nobody is locked out. */
export class GuessLimit {
  readonly #addresses = new Map<string, Guesses>();

  /** Counts a wrong token; returns the seconds to wait when there were too many. */
  count(address: string): number | undefined {
    const now = performance.now();
    const known = this.#addresses.get(address);
    const guesses = known && now - known.since < window ? known : { since: now, count: 0 };
    if (guesses !== known) this.#remember(address, guesses);
    guesses.count += 1;
    if (guesses.count <= mostGuesses) return undefined;
    return Math.max(1, Math.ceil((guesses.since + window - now) / 1000));
  }

  #remember(address: string, guesses: Guesses): void {
    this.#addresses.delete(address);
    const [oldest] = this.#addresses.keys();
    if (oldest !== undefined && this.#addresses.size >= mostAddresses) {
      this.#addresses.delete(oldest);
    }
    this.#addresses.set(address, guesses);
  }
}
