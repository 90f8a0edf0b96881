import { CallbackCourier, type CourierOptions } from './callback-courier.js';
import { Couriers } from './couriers.js';

/** How long commits gather before couriers look at the ledger, in ms: a busy ledger costs no more. */
const gathering = 50;

/**
 * Keeps a courier for each token with a callback. They read the ledger beside the calls that write
 * it, so a slow receiver delays nobody but itself.
 */
export class CallbackDispatcher {
  readonly #options: CourierOptions;
  readonly #couriers = new Couriers<CallbackCourier>();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(options: CourierOptions) {
    this.#options = options;
  }

  /** Begins where every callback stopped last. */
  async start(): Promise<void> {
    for (const { tokenHash } of await this.#options.store.callbacks()) {
      await this.refresh(tokenHash);
    }
  }

  /** Says that follows were committed. Returns at once. */
  wake(): void {
    if (this.#timer || this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      for (const courier of this.#couriers.running) courier.wake();
    }, gathering);
  }

  /** Takes up what a token's callback is now; what was under way to its old address is broken off. */
  refresh(tokenHash: Uint8Array): Promise<void> {
    return this.#couriers.change(
      Buffer.from(tokenHash).toString('hex'),
      async () => {},
      () => new CallbackCourier(tokenHash, this.#options),
    );
  }

  /** Breaks off every delivery; what was not taken is sent at the next start. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#couriers.stop();
  }
}
