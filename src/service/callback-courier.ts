import { setTimeout as sleep } from 'node:timers/promises';
import { toFollowerEvent } from '../contract/set-callback.js';
import type { Callback, FollowerNews } from '../domain/callback.js';
import type { GraphStore } from '../domain/store.js';
import type { Micros } from '../domain/time.js';
import { readNews } from './callback-news.js';

export interface CourierOptions {
  readonly store: GraphStore;
  /** As for `GraphStore.mentions`. */
  readonly mentionWindow: Micros;
  randomise(bytes: Uint8Array): Uint8Array;
  /** Sends one event; rejects unless the receiver has taken it. */
  post(url: URL, body: string, stopped: AbortSignal): Promise<void>;
  onFailure(callback: Callback, error: unknown, retryInMs: number): void;
}

const pageSize = 32;
const [shortestWait, longestWait] = [1_000, 300_000];

/**
 * Brings one token's events to its receiver: one at a time, in ledger order, each until it is taken.
 * The place in the ledger is durable, so an event is sent again after a crash, never left out.
 */
export class CallbackCourier {
  readonly #callback: Callback;
  readonly #options: CourierOptions;
  readonly #stop = new AbortController();
  readonly #ended: Promise<void>;
  #after: Micros;
  #hasNews = true;
  #failures = 0;
  #notice: () => void = () => {};

  constructor(callback: Callback, options: CourierOptions) {
    this.#callback = callback;
    this.#options = options;
    this.#after = callback.deliveredTo;
    this.#ended = this.#run();
  }

  /** Says that the ledger has grown. */
  wake(): void {
    this.#hasNews = true;
    this.#notice();
  }

  /** Ends the delivery under way, too. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#notice();
    await this.#ended;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        if (!(await this.#deliverPage())) await this.#newsOrStop();
      } catch (error) {
        if (signal.aborted) return;
        this.#failures += 1;
        const wait = waitAfter(this.#failures, this.#options.randomise);
        this.#options.onFailure(this.#callback, error, wait);
        await sleep(wait, undefined, { signal }).catch(() => {});
      }
    }
  }

  async #newsOrStop(): Promise<void> {
    if (this.#hasNews || this.#stop.signal.aborted) return;
    await new Promise<void>((resolve) => {
      this.#notice = resolve;
    });
  }

  /** Delivers what there is, up to a page; false when there is nothing. */
  async #deliverPage(): Promise<boolean> {
    const { store, mentionWindow: window } = this.#options;
    this.#hasNews = false;
    const head = await store.head();
    const { tenant } = this.#callback;
    const news = await readNews(store, { tenant, after: this.#after, limit: pageSize, window });
    for (const item of news) await this.#deliver(item);
    // Nothing to tell up to here: what was passed over need not be looked at again.
    if (news.length === 0) this.#after = Math.max(this.#after, head.at);
    return news.length > 0;
  }

  async #deliver(item: FollowerNews): Promise<void> {
    const { store, post } = this.#options;
    const { url, tokenHash } = this.#callback;
    await post(new URL(url), JSON.stringify(toFollowerEvent(item)), this.#stop.signal);
    this.#failures = 0;
    this.#after = item.mention.at;
    await store.moveCallback(tokenHash, this.#after);
  }
}

/** Twice as long after each failure, up to a limit; a random half of it, so that receivers recover. */
function waitAfter(failures: number, randomise: (bytes: Uint8Array) => Uint8Array): number {
  const full = Math.min(shortestWait * 2 ** (failures - 1), longestWait);
  const [high = 0, low = 0] = randomise(new Uint8Array(2));
  return Math.round(full * (0.5 + (high * 256 + low) / 131_072));
}
