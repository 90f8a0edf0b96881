import type { GraphStore } from '../domain/store.js';

/** How long a lease is held without being prolonged, and how often it is, in ms. */
const term = 8_000;
const renewal = 500;

export interface LeaseOptions {
  readonly store: GraphStore;
  readonly name: string;
  randomise(bytes: Uint8Array): Uint8Array;
  /** Called each time that the lease is taken or prolonged; not while it is under way. */
  held(): Promise<void>;
  /** Called when another process may have the lease from now on. */
  lost(): Promise<void>;
}

/**
 * Lets one process of several do a thing. Another takes over at once when this one leaves, and within
 * some seconds when it dies. Wall clocks that part by less than the term do no harm.
 */
export class Lease {
  readonly #options: LeaseOptions;
  readonly #holder: string;
  #until = 0;
  #timer: NodeJS.Timeout | undefined;
  #turn: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: LeaseOptions) {
    this.#options = options;
    this.#holder = Buffer.from(options.randomise(new Uint8Array(16))).toString('hex');
  }

  /** Resolves once it is known who has the lease, and `held` is done. */
  start(): Promise<void> {
    this.#turn = this.#take();
    return this.#turn;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#turn.catch(() => {});
    const { store, name } = this.#options;
    // Without a database it runs out by itself.
    if (this.#until > 0) await store.leaveLease(name, this.#holder).catch(() => {});
  }

  async #take(): Promise<void> {
    const { store, name, held, lost } = this.#options;
    const now = Date.now();
    const [from, until] = [now * 1000, (now + term) * 1000];
    const answer = await store.takeLease(name, this.#holder, from, until);
    this.#repeat();
    if (answer === 'held') {
      this.#until = now + term;
      await held();
    } else if (this.#until > 0) {
      this.#until = 0;
      await lost();
    }
  }

  #repeat(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      // A renewal that takes long leaves the lease before somebody else can have it.
      const expiry = setTimeout(
        () => void this.#expire(),
        Math.max(0, this.#until - Date.now() - renewal),
      );
      this.#turn = this.#turn
        .then(() => this.#take())
        .catch(() => this.#repeat())
        .finally(() => clearTimeout(expiry));
    }, renewal);
  }

  async #expire(): Promise<void> {
    if (this.#until === 0) return;
    this.#until = 0;
    await this.#options.lost();
  }
}
