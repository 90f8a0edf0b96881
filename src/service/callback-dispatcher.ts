import { CallbackCourier, type CourierOptions } from './callback-courier.js';
import { Couriers } from './couriers.js';

/** How long commits gather before couriers look at the ledger, in ms: a busy ledger costs no more. */
const gathering = 50;

/**
 * Keeps a courier for each token with a callback, while this process is the one that sends. They read
 * the ledger beside the calls that write it, so a slow receiver delays nobody but itself.
 */
export class CallbackDispatcher {
  readonly #options: CourierOptions;
  readonly #couriers: Couriers<CallbackCourier>;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: CourierOptions) {
    this.#options = options;
    this.#couriers = new Couriers(
      (key) => new CallbackCourier(Buffer.from(key, 'hex'), this.#options),
    );
  }

  /** Whether it has anybody to send to. */
  get isBusy(): boolean {
    return this.#couriers.isBusy;
  }

  /**
   * Begins where every callback stopped last. Called again, it takes up what other processes have done
   * to the callbacks since.
   */
  start(): Promise<void> {
    return this.#couriers.match(async () => {
      const callbacks = await this.#options.store.callbacks();
      return new Map(callbacks.map(({ tokenHash, url }) => [keyOf(tokenHash), url]));
    });
  }

  /** Says that follows were committed. Returns at once. */
  wake(): void {
    if (this.#timer || !this.#couriers.isBusy) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      for (const courier of this.#couriers.running) courier.wake();
    }, gathering);
  }

  /** Takes up what a token's callback is now; what was under way to its old address is broken off. */
  refresh(tokenHash: Uint8Array): Promise<void> {
    return this.#couriers.change(keyOf(tokenHash), async () => {});
  }

  /** Breaks off every delivery; what was not taken is sent at the next start. */
  async pause(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#couriers.pause();
  }
}

function keyOf(tokenHash: Uint8Array): string {
  return Buffer.from(tokenHash).toString('hex');
}
