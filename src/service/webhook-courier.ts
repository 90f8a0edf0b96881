import type { Caller } from '../domain/caller.js';
import type { Change } from '../domain/change.js';
import type { Feed } from '../domain/feed.js';
import type { Revision } from '../domain/revision.js';
import type { Clock, Micros } from '../domain/time.js';
import type { KeptAttempt, WebhookRecord, WebhookStore } from '../domain/webhook-store.js';
import type { Courier } from './couriers.js';
import { jittered } from './jitter.js';
import { type Message, type PostResult, toDelivery } from './pinned-post.js';
import { changeBody, messageId, sign } from './webhook-message.js';

export interface WebhookCourierOptions {
  readonly store: WebhookStore;
  readonly feed: Feed;
  readonly clock: Clock;
  randomise(bytes: Uint8Array): Uint8Array;
  post(url: URL, message: Message, stopped: AbortSignal): Promise<PostResult>;
  /** Resolves after that many ms, or once aborted. */
  sleep(ms: number, stopped: AbortSignal): Promise<void>;
  onAttempt(webhook: WebhookRecord, attempt: KeptAttempt, retryInMs: number | null): void;
  /** What failed was the store, not the receiver. */
  onFault(id: string, error: unknown): void;
}

/** How long after each failure of a message the next attempt comes, in s; the last again and again. */
const waits = [1, 5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800];
/** How long a message is tried before its webhook ends, in microseconds. */
const endurance = 5 * 24 * 3600 * 1_000_000;
/** The longest wait that a receiver may ask for, in s. */
const longestAskedWait = 24 * 3600;
/** How long a reader without news waits before it looks by itself, in ms. */
const idle = 60_000;
/** How long the store is left alone once it failed, in ms. */
const faultWait = 5_000;
/** What is kept in memory of attempts before they are written, unless one fails: so many, so long. */
const [mostUnsaved, longestUnsaved] = [64, 1_000_000];

/**
 * Brings the changes to one webhook: one at a time, in ledger order, each until it is taken. How far it
 * came is durable a moment later, so after a crash messages come again, under their ids, and none is
 * left out.
 */
export class WebhookCourier implements Courier {
  readonly ended: Promise<void>;
  readonly #id: string;
  readonly #options: WebhookCourierOptions;
  readonly #stop = new AbortController();
  #unsaved: { changes: Partial<WebhookRecord>; attempts: KeptAttempt[] } = fresh();
  #savedAt = 0;
  #editedAt: Micros | undefined;

  constructor(id: string, options: WebhookCourierOptions) {
    this.#id = id;
    this.#options = options;
    this.ended = this.#run();
  }

  get version(): string | undefined {
    return this.#editedAt === undefined ? undefined : String(this.#editedAt);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.ended;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    const { onFault, sleep } = this.#options;
    for (;;) {
      try {
        await this.#save();
        if (!signal.aborted) await this.#deliverAll();
        return;
      } catch (error) {
        onFault(this.#id, error);
        // What is not saved is sent again under its id: nothing holds up the end.
        if (signal.aborted) return;
        await sleep(faultWait, signal);
      }
    }
  }

  /** Returns once stopped, or when the webhook has ended. */
  async #deliverAll(): Promise<void> {
    const { store, feed } = this.#options;
    const { signal } = this.#stop;
    let webhook = await store.findWebhook(this.#id);
    if (webhook?.state !== 'active') return;
    this.#editedAt = webhook.editedAt;
    const caller: Caller = webhook.owner
      ? { kind: 'tenant', tenant: webhook.owner }
      : { kind: 'admin' };
    const start = { after: webhook.deliveredTo };
    try {
      for await (const page of feed.followChanges(caller, start, { idleMs: idle, signal })) {
        for (const change of page.items) {
          if (isFor(webhook, change)) webhook = await this.#deliver(webhook, change);
          if (signal.aborted || webhook.state !== 'active') return;
        }
        webhook = this.#passOver(webhook, page.next);
        await this.#save();
      }
    } finally {
      await this.#save();
    }
  }

  /** Tries until the change is taken, the webhook ends, or this is stopped. */
  async #deliver(before: WebhookRecord, change: Change): Promise<WebhookRecord> {
    const { clock, sleep, onAttempt } = this.#options;
    const { signal } = this.#stop;
    let webhook = before;
    while (webhook.deliveredTo !== change.revision && webhook.state === 'active') {
      const early = (webhook.nextAttemptAt ?? 0) - clock.now();
      if (early > 0) await sleep(Math.ceil(early / 1000), signal);
      if (signal.aborted) break;
      const { attempt, retryAfter } = await this.#attempt(webhook, change);
      if (signal.aborted && attempt.failedStep !== null) break;
      const { changes, retryInMs } = this.#outcome(webhook, attempt, retryAfter);
      webhook = { ...webhook, ...changes };
      this.#note(changes, attempt);
      onAttempt(webhook, attempt, retryInMs);
      if (attempt.failedStep !== null || this.#isFull()) await this.#save();
    }
    return webhook;
  }

  async #attempt(webhook: WebhookRecord, change: Change) {
    const { clock, post } = this.#options;
    const at = clock.now();
    const id = messageId(webhook.id, change.revision);
    const message = sign(id, changeBody(change), webhook.secrets, at);
    const result = await post(new URL(webhook.url), message, this.#stop.signal);
    const attempt: KeptAttempt = {
      revision: change.revision,
      attempt: webhook.failures + 1,
      at,
      ...toDelivery(result, at, clock.now()),
    };
    return { attempt, retryAfter: result.retryAfter };
  }

  /** How the webhook stands after an attempt. */
  #outcome(
    webhook: WebhookRecord,
    { revision, failedStep, status }: KeptAttempt,
    retryAfter: string | undefined,
  ): { readonly changes: Partial<WebhookRecord>; readonly retryInMs: number | null } {
    const rested = { failures: 0, failingSince: null, nextAttemptAt: null };
    if (failedStep === null) {
      return { changes: { ...rested, deliveredTo: revision }, retryInMs: null };
    }
    if (status === 410) return { changes: { state: 'gone' }, retryInMs: null };
    const now = this.#options.clock.now();
    const failures = webhook.failures + 1;
    const failingSince = webhook.failingSince ?? now;
    if (now - failingSince >= endurance) {
      return { changes: { failures, failingSince, state: 'failing' }, retryInMs: null };
    }
    const usual = waits[failures - 1] ?? waits.at(-1) ?? 1;
    const asked = status === 429 || status === 503 ? readRetryAfter(retryAfter) : 0;
    const retryInMs = Math.max(jittered(usual * 1000, this.#options.randomise), asked * 1000);
    const nextAttemptAt = now + retryInMs * 1000;
    return { changes: { failures, failingSince, nextAttemptAt }, retryInMs };
  }

  #passOver(webhook: WebhookRecord, deliveredTo: Revision): WebhookRecord {
    if (webhook.deliveredTo === deliveredTo) return webhook;
    this.#note({ deliveredTo });
    return { ...webhook, deliveredTo };
  }

  #note(changes: Partial<WebhookRecord>, attempt?: KeptAttempt): void {
    Object.assign(this.#unsaved.changes, changes);
    if (attempt) this.#unsaved.attempts.push(attempt);
  }

  #isFull(): boolean {
    const { attempts } = this.#unsaved;
    const age = this.#options.clock.now() - this.#savedAt;
    return attempts.length >= mostUnsaved || age >= longestUnsaved;
  }

  async #save(): Promise<void> {
    this.#savedAt = this.#options.clock.now();
    const { changes, attempts } = this.#unsaved;
    if (Object.keys(changes).length === 0) return;
    // What its owner has edited meanwhile, through another process, is not undone.
    await this.#options.store.editWebhook(this.#id, changes, attempts, this.#editedAt);
    this.#unsaved = fresh();
  }
}

const fresh = () => ({ changes: {}, attempts: [] });

function isFor({ types, accounts }: WebhookRecord, { type, follower, target }: Change): boolean {
  if (!types.includes(type)) return false;
  return accounts.length === 0 || accounts.includes(follower) || accounts.includes(target);
}

/** The wait in s that a receiver asks for; dates are not read (RFC 9110, 10.2.3 has both). */
function readRetryAfter(text: string | undefined): number {
  return text !== undefined && /^\d{1,6}$/.test(text)
    ? Math.min(Number(text), longestAskedWait)
    : 0;
}
