import { setTimeout as sleep } from 'node:timers/promises';
import { toFollowerEvent } from '../contract/set-callback.js';
import type { Callback, FollowerNews } from '../domain/callback.js';
import type { GraphStore } from '../domain/store.js';
import type { Micros } from '../domain/time.js';
import { readNews } from './callback-news.js';
import type { Courier } from './couriers.js';
import { jittered } from './jitter.js';

export interface CourierOptions {
  readonly store: GraphStore;
  /** As for `GraphStore.mentions`. */
  readonly mentionWindow: Micros;
  randomise(bytes: Uint8Array): Uint8Array;
  /** Sends one event; rejects unless the receiver has taken it. */
  post(url: URL, body: string, stopped: AbortSignal): Promise<void>;
  /** @param callback undefined when it could not be read. */
  onFailure(callback: Callback | undefined, error: unknown, retryInMs: number): void;
}

const pageSize = 32;
const [shortestWait, longestWait] = [1_000, 300_000];

/**
 * Brings one token's events to its receiver: one at a time, in ledger order, each until it is taken.
 * The place in the ledger is durable, so an event is sent again after a crash, never left out.
 */
export class CallbackCourier implements Courier {
  readonly ended: Promise<void>;
  readonly #tokenHash: Uint8Array;
  readonly #options: CourierOptions;
  readonly #stop = new AbortController();
  #after: Micros = 0;
  #callback: Callback | undefined;
  #hasNews = true;
  #failures = 0;
  #notice: () => void = () => {};

  constructor(tokenHash: Uint8Array, options: CourierOptions) {
    this.#tokenHash = tokenHash;
    this.#options = options;
    this.ended = this.#run();
  }

  get version(): string | undefined {
    return this.#callback?.url;
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
    await this.ended;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        this.#callback ??= await this.#find();
        if (!this.#callback) return;
        if (!(await this.#deliverPage(this.#callback))) await this.#newsOrStop();
      } catch (error) {
        if (signal.aborted) return;
        this.#failures += 1;
        const full = Math.min(shortestWait * 2 ** (this.#failures - 1), longestWait);
        const wait = jittered(full, this.#options.randomise);
        this.#options.onFailure(this.#callback, error, wait);
        await sleep(wait, undefined, { signal }).catch(() => {});
      }
    }
  }

  async #find(): Promise<Callback | undefined> {
    const all = await this.#options.store.callbacks();
    const found = all.find(({ tokenHash }) => Buffer.compare(tokenHash, this.#tokenHash) === 0);
    this.#after = found?.deliveredTo ?? 0;
    return found;
  }

  async #newsOrStop(): Promise<void> {
    if (this.#hasNews || this.#stop.signal.aborted) return;
    await new Promise<void>((resolve) => {
      this.#notice = resolve;
    });
  }

  /** Delivers what there is, up to a page; false when there is nothing. */
  async #deliverPage({ tenant, url }: Callback): Promise<boolean> {
    const { store, mentionWindow: window } = this.#options;
    this.#hasNews = false;
    const head = await store.head();
    const news = await readNews(store, { tenant, after: this.#after, limit: pageSize, window });
    for (const item of news) await this.#deliver(item, url);
    // Nothing to tell up to here: what was passed over need not be looked at again.
    if (news.length === 0) this.#after = Math.max(this.#after, head.at);
    return news.length > 0;
  }

  async #deliver(item: FollowerNews, url: string): Promise<void> {
    const { store, post } = this.#options;
    await post(new URL(url), JSON.stringify(toFollowerEvent(item)), this.#stop.signal);
    this.#failures = 0;
    this.#after = item.mention.at;
    await store.moveCallback(this.#tokenHash, this.#after);
  }
}
