import type { FollowGraph } from '../domain/graph.js';
import type { GraphStore } from '../domain/store.js';
import type { CallbackDispatcher } from './callback-dispatcher.js';
import type { CallbackTargets } from './callback-targets.js';
import { hashToken } from './token-hash.js';

export interface CallbackServiceOptions {
  readonly store: GraphStore;
  readonly targets: CallbackTargets;
  readonly dispatcher: CallbackDispatcher;
}

/** Where the owners of tokens are told of new followers. */
export class CallbackService implements Pick<FollowGraph, 'setCallback'> {
  readonly #store: GraphStore;
  readonly #targets: CallbackTargets;
  readonly #dispatcher: CallbackDispatcher;

  constructor({ store, targets, dispatcher }: CallbackServiceOptions) {
    this.#store = store;
    this.#targets = targets;
    this.#dispatcher = dispatcher;
  }

  async setCallback(token: string, callbackUrl: string): Promise<void> {
    if (callbackUrl !== '') await this.#targets.admit(callbackUrl, 'callbackUrl');
    const tokenHash = hashToken(token);
    await this.#store.setCallback(tokenHash, callbackUrl);
    await this.#dispatcher.refresh(tokenHash);
  }
}
