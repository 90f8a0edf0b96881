import type { Callback } from '../domain/callback.js';
import type { GraphStore } from '../domain/store.js';
import { CallbackCourier, type CourierOptions } from './callback-courier.js';

/** How long commits gather before couriers look at the ledger, in ms: a busy ledger costs no more. */
const gathering = 50;

/**
 * Keeps a courier for each token with a callback, while this process is the one that sends. They read the ledger beside the calls that write
 * it, so a slow receiver delays nobody but itself.
 */
export class CallbackDispatcher {
  readonly #store: GraphStore;
  readonly #options: CourierOptions;
  readonly #couriers = new Map<
    string,
    { readonly url: string; readonly courier: CallbackCourier }
  >();
  #changing: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #sending = false;
  #stopped = false;

  constructor(options: CourierOptions) {
    this.#store = options.store;
    this.#options = options;
  }

  /** Whether it has anybody to send to. */
  get isBusy(): boolean {
    return this.#couriers.size > 0;
  }

  /**
   * Begins where every callback stopped last. Called again, it takes up what other processes have done
   * to the callbacks since.
   */
  start(): Promise<void> {
    return this.#change(async () => {
      this.#sending = true;
      const callbacks = new Map(
        (await this.#store.callbacks()).map((callback) => [keyOf(callback.tokenHash), callback]),
      );
      for (const [key, { url }] of this.#couriers) {
        if (callbacks.get(key)?.url !== url) await this.#end(key);
      }
      for (const [key, callback] of callbacks) {
        if (!this.#couriers.has(key)) this.#begin(callback);
      }
    });
  }

  /** Breaks off every delivery, until it is started again. */
  pause(): Promise<void> {
    return this.#change(async () => {
      this.#sending = false;
      await Promise.all([...this.#couriers.keys()].map((key) => this.#end(key)));
    });
  }

  /** Says that follows were committed. Returns at once. */
  wake(): void {
    if (this.#timer || this.#stopped || this.#couriers.size === 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      for (const { courier } of this.#couriers.values()) courier.wake();
    }, gathering);
  }

  /** Takes up what a token's callback is now; what was under way to its old address is broken off. */
  refresh(tokenHash: Uint8Array): Promise<void> {
    const key = keyOf(tokenHash);
    return this.#change(async () => {
      await this.#end(key);
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
    await Promise.all([...this.#couriers.keys()].map((key) => this.#end(key)));
  }

  #begin(callback: Callback): void {
    if (this.#stopped || !this.#sending) return;
    const courier = new CallbackCourier(callback, this.#options);
    this.#couriers.set(keyOf(callback.tokenHash), { url: callback.url, courier });
  }

  async #end(key: string): Promise<void> {
    await this.#couriers.get(key)?.courier.stop();
    this.#couriers.delete(key);
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
