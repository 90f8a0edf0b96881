import { setTimeout as sleep } from 'node:timers/promises';
import { toFollowerEvent } from '../contract/set-callback.js';
import type {
  Callback,
  CallbackAttempt,
  CallbackStanding,
  FollowerNews,
} from '../domain/callback.js';
import type { GraphStore } from '../domain/store.js';
import type { Clock, Micros } from '../domain/time.js';
import { readNews } from './callback-news.js';
import type { Courier } from './couriers.js';
import { jittered } from './jitter.js';
import { type Message, type PostResult, toDelivery } from './pinned-post.js';

export interface CourierOptions {
  readonly store: GraphStore;
  /** As for `GraphStore.mentions`. */
  readonly mentionWindow: Micros;
  randomise(bytes: Uint8Array): Uint8Array;
  readonly clock: Clock;
  post(url: URL, message: Message, stopped: AbortSignal): Promise<PostResult>;
  onAttempt(callback: Callback, attempt: CallbackAttempt, retryInMs: number | null): void;
  /** What failed was the store, not the receiver. */
  onFault(error: unknown): void;
}

const pageSize = 32;
const [shortestWait, longestWait] = [1_000, 300_000];
/** How long the store is left alone once it failed, in ms. */
const faultWait = 1_000;
const rested: CallbackStanding = { failures: 0, failingSince: null, nextAttemptAt: null };

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
  #standing = rested;
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
        this.#options.onFault(error);
        await this.#pause(faultWait);
      }
    }
  }

  async #find(): Promise<Callback | undefined> {
    const all = await this.#options.store.callbacks();
    const found = all.find(({ tokenHash }) => Buffer.compare(tokenHash, this.#tokenHash) === 0);
    this.#after = found?.deliveredTo ?? 0;
    this.#standing = found?.standing ?? rested;
    return found;
  }

  async #newsOrStop(): Promise<void> {
    if (this.#hasNews || this.#stop.signal.aborted) return;
    await new Promise<void>((resolve) => {
      this.#notice = resolve;
    });
  }

  /** Delivers what there is, up to a page and to the first that is not taken; false when there is nothing. */
  async #deliverPage(callback: Callback): Promise<boolean> {
    const { store, mentionWindow: window } = this.#options;
    const { tenant } = callback;
    this.#hasNews = false;
    const head = await store.head();
    const news = await readNews(store, { tenant, after: this.#after, limit: pageSize, window });
    for (const item of news) if (!(await this.#deliver(item, callback))) return true;
    // Nothing to tell up to here: what was passed over need not be looked at again.
    if (news.length === 0) this.#after = Math.max(this.#after, head.at);
    return news.length > 0;
  }

  /** Whether the event was taken; when not, the time until the next attempt has passed. */
  async #deliver(item: FollowerNews, callback: Callback): Promise<boolean> {
    const { store, clock, randomise, onAttempt } = this.#options;
    const attempt = await this.#attempt(item, callback.url);
    const taken = attempt.failedStep === null;
    if (!taken && this.#stop.signal.aborted) return false;
    const now = clock.now();
    const failures = this.#standing.failures + 1;
    const wait = jittered(Math.min(shortestWait * 2 ** (failures - 1), longestWait), randomise);
    this.#standing = taken
      ? rested
      : {
          failures,
          failingSince: this.#standing.failingSince ?? now,
          nextAttemptAt: now + wait * 1000,
        };
    if (taken) this.#after = item.mention.at;
    onAttempt(callback, attempt, taken ? null : wait);
    const { url } = callback;
    await store.noteCallback(this.#tokenHash, { url, attempt, standing: this.#standing });
    if (!taken) await this.#pause(wait);
    return taken;
  }

  async #attempt(item: FollowerNews, url: string): Promise<CallbackAttempt> {
    const { clock, post } = this.#options;
    const at = clock.now();
    const body = JSON.stringify(toFollowerEvent(item));
    const result = await post(new URL(url), { body, headers: {} }, this.#stop.signal);
    const { follower, at: followedAt } = item.mention;
    return {
      event: { appId: item.appId, follower: follower.username, followedAt },
      attempt: this.#standing.failures + 1,
      at,
      ...toDelivery(result, at, clock.now()),
    };
  }

  async #pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#stop.signal }).catch(() => {});
  }
}
