import type { Callback } from '../domain/callback.js';
import type { GraphStore } from '../domain/store.js';
import { CallbackCourier, type CourierOptions } from './callback-courier.js';

/** How long commits gather before couriers look at the ledger, in ms: a busy ledger costs no more. */
const gathering = 50;

/**
 * Keeps a courier for each token with a callback. They read the ledger beside the calls that write
 * it, so a slow receiver delays nobody but itself.
 */
export class CallbackDispatcher {
  readonly #store: GraphStore;
  readonly #options: CourierOptions;
  readonly #couriers = new Map<string, CallbackCourier>();
  #changing: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(options: CourierOptions) {
    this.#store = options.store;
    this.#options = options;
  }

  /** Begins where every callback stopped last. */
  start(): Promise<void> {
    return this.#change(async () => {
      for (const callback of await this.#store.callbacks()) this.#begin(callback);
    });
  }

  /** Says that follows were committed. Returns at once. */
  wake(): void {
    if (this.#timer || this.#stopped || this.#couriers.size === 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      for (const courier of this.#couriers.values()) courier.wake();
    }, gathering);
  }

  /** Takes up what a token's callback is now; what was under way to its old address is broken off. */
  refresh(tokenHash: Uint8Array): Promise<void> {
    const key = keyOf(tokenHash);
    return this.#change(async () => {
      await this.#couriers.get(key)?.stop();
      this.#couriers.delete(key);
      const callbacks = await this.#store.callbacks();
      const callback = callbacks.find((each) => keyOf(each.tokenHash) === key);
      if (callback) this.#begin(callback);
    });
  }

  /** Breaks off every delivery; what was not taken is sent at the next start. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#changing;
    await Promise.all([...this.#couriers.values()].map((courier) => courier.stop()));
    this.#couriers.clear();
  }

  #begin(callback: Callback): void {
    if (this.#stopped) return;
    this.#couriers.set(keyOf(callback.tokenHash), new CallbackCourier(callback, this.#options));
  }

  /** One change at a time, so that a token never has two couriers. */
  #change(work: () => Promise<void>): Promise<void> {
    const done = this.#changing.then(work);
    this.#changing = done.catch(() => {});
    return done;
  }
}

function keyOf(tokenHash: Uint8Array): string {
  return Buffer.from(tokenHash).toString('hex');
}
