import { callbackTest } from '../contract/set-callback.js';
import type {
  Callback,
  CallbackAttempt,
  CallbackState,
  Callbacks,
  CallbackView,
} from '../domain/callback.js';
import type { Caller } from '../domain/caller.js';
import type { Page, PageRequest } from '../domain/directory.js';
import { GuanzhuError } from '../domain/errors.js';
import type { FollowGraph } from '../domain/graph.js';
import { maskUrl } from '../domain/shown-value.js';
import type { GraphStore } from '../domain/store.js';
import type { Clock } from '../domain/time.js';
import { tokenIdOf } from '../domain/token.js';
import type { TestDelivery } from '../domain/webhook.js';
import type { CallbackDispatcher } from './callback-dispatcher.js';
import type { CallbackTargets } from './callback-targets.js';
import type { CursorSeal } from './cursor-seal.js';
import { type Message, type PostResult, toDelivery, tryConnection } from './pinned-post.js';
import { readPage } from './sealed-page.js';
import { hashToken } from './token-hash.js';

export interface CallbackServiceOptions {
  readonly store: GraphStore;
  readonly targets: CallbackTargets;
  readonly dispatcher: CallbackDispatcher;
  readonly seal: CursorSeal;
  readonly clock: Clock;
  post(url: URL, message: Message, stopped: AbortSignal): Promise<PostResult>;
}

/** How long a caller who sets an address waits to be told that nobody listens there, in ms. */
const connectTimeout = 1_000;

/** Where the owners of tokens are told of new followers, and how that goes. */
export class CallbackService implements Pick<FollowGraph, 'setCallback'>, Callbacks {
  readonly #options: CallbackServiceOptions;

  constructor(options: CallbackServiceOptions) {
    this.#options = options;
  }

  async setCallback(token: string, url: string): Promise<TestDelivery | null> {
    const { store, targets, dispatcher } = this.#options;
    const target = url === '' ? null : await targets.admit(url, 'callbackUrl');
    const tokenHash = hashToken(token);
    // Its receiver may start later, so a dead address is set too; whoever set it can see that it is.
    const tried = target && (await this.#try(() => tryConnection(target, connectTimeout)));
    await store.setCallback(tokenHash, url);
    // A connection is worth a line where it failed, and where one that failed before is made now.
    if (tried && (tried.failedStep !== null || (await this.#hasFailed(tokenHash)))) {
      await store.noteCallback(tokenHash, { url, attempt: tried });
    }
    await dispatcher.refresh(tokenHash);
    return tried;
  }

  async listCallbacks(caller: Caller): Promise<readonly CallbackView[]> {
    const owned = await this.#owned(caller);
    const views = await Promise.all(owned.map((each) => this.#view(each)));
    return views.sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  async getCallback(caller: Caller, id: string): Promise<CallbackView> {
    return this.#view(await this.#find(caller, id));
  }

  async testCallback(caller: Caller, id: string, signal: AbortSignal): Promise<TestDelivery> {
    const { store, post } = this.#options;
    const { tokenHash, url } = await this.#find(caller, id);
    const message = { body: JSON.stringify(callbackTest), headers: {} };
    const attempt = await this.#try(() => post(new URL(url), message, signal));
    // One that was broken off says nothing of the receiver.
    if (attempt.failedStep === null || !signal.aborted) {
      await store.noteCallback(tokenHash, { url, attempt });
    }
    const { durationMs, status, failedStep, detail } = attempt;
    return { durationMs, status, failedStep, detail };
  }

  async listCallbackDeliveries(
    caller: Caller,
    id: string,
    page: PageRequest,
  ): Promise<Page<CallbackAttempt>> {
    const { store, seal } = this.#options;
    const { tokenHash } = await this.#find(caller, id);
    const { items, nextCursor } = await readPage(
      seal,
      ['callback-deliveries', id],
      page,
      (after, limit) => {
        const before = after === undefined ? undefined : Number(after);
        return store.callbackAttempts(tokenHash, before, limit);
      },
      ({ number }) => String(number),
    );
    return { items: items.map(({ number: _, ...attempt }) => attempt), nextCursor };
  }

  /** An attempt that brings no event. */
  async #try(send: () => Promise<PostResult>): Promise<CallbackAttempt> {
    const { clock } = this.#options;
    const at = clock.now();
    const result = await send();
    return { event: null, attempt: 0, at, ...toDelivery(result, at, clock.now()) };
  }

  /** Whether an attempt to reach the present address has failed, of those that are kept. */
  async #hasFailed(tokenHash: Uint8Array): Promise<boolean> {
    const all = await this.#options.store.callbacks();
    const own = all.find((each) => Buffer.compare(each.tokenHash, tokenHash) === 0);
    return own !== undefined && own.lastFailure !== null;
  }

  async #view(callback: Callback): Promise<CallbackView> {
    return toView(callback, await this.#stateOf(callback));
  }

  async #stateOf({ tokenHash, standing, takenAt, lastFailure }: Callback): Promise<CallbackState> {
    if (standing.failures > 0) return 'failing';
    // No event fails: a test that did, or an address that was set while nobody listened, changes that not.
    if (takenAt !== null) return 'working';
    if (lastFailure === null) return 'untried';
    const [last] = await this.#options.store.callbackAttempts(tokenHash, undefined, 1);
    return last?.failedStep === null ? 'untried' : 'failing';
  }

  async #owned(caller: Caller): Promise<readonly Callback[]> {
    const all = await this.#options.store.callbacks();
    return all.filter(({ tenant }) => caller.kind === 'admin' || tenant.id === caller.tenant.id);
  }

  async #find(caller: Caller, id: string): Promise<Callback> {
    const found = (await this.#owned(caller)).find(({ tokenHash }) => tokenIdOf(tokenHash) === id);
    if (!found) throw new GuanzhuError('callback_unknown', { id });
    return found;
  }
}

function toView(
  { tokenHash, tenant, url, deliveredTo, standing, takenAt, lastFailure }: Callback,
  state: CallbackState,
): CallbackView {
  const isFailing = standing.failures > 0;
  return {
    id: tokenIdOf(tokenHash),
    tenant,
    url: maskUrl(url),
    state,
    deliveredTo,
    ...standing,
    waitingSince: (isFailing && lastFailure?.event?.followedAt) || null,
    lastSuccessAt: takenAt,
    lastFailure,
  };
}
