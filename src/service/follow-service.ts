import { timingSafeEqual } from 'node:crypto';
import { GuanzhuError } from '../domain/errors.js';
import type { FollowCommand, FollowOutcome } from '../domain/follow.js';
import type { FollowGraph, FollowRequest } from '../domain/graph.js';
import type { GraphStore } from '../domain/store.js';
import type { Tenant } from '../domain/tenant.js';
import { maskToken } from '../domain/token.js';
import type { Access } from './access.js';
import type { Batcher } from './batcher.js';
import { hashToken } from './token-hash.js';

export interface FollowServiceOptions {
  readonly store: GraphStore;
  readonly access: Access;
  readonly batcher: Batcher<FollowCommand, FollowOutcome>;
  readonly allowSelfFollow: boolean;
}

/** The rules that stand before the ledger: whose token, whose device, whose identity. */
export class FollowService implements FollowGraph {
  readonly #store: GraphStore;
  readonly #access: Access;
  readonly #batcher: Batcher<FollowCommand, FollowOutcome>;
  readonly #allowSelfFollow: boolean;

  constructor({ store, access, batcher, allowSelfFollow }: FollowServiceOptions) {
    this.#store = store;
    this.#access = access;
    this.#batcher = batcher;
    this.#allowSelfFollow = allowSelfFollow;
  }

  async authenticate(token: string): Promise<Tenant> {
    const hash = hashToken(token);
    const found = await this.#store.findToken(hash);
    if (!found || !timingSafeEqual(found.hash, hash)) {
      throw new GuanzhuError('token_invalid', { token: maskToken(token) });
    }
    return found.tenant;
  }

  async setFollow(tenant: Tenant, request: FollowRequest): Promise<FollowOutcome> {
    const { op, follower, target, roleType, appId: device, attribution } = request;
    await this.#access.actor(tenant, { appId: device, username: follower, roleType });
    if (op === 'follow' && follower === target && !this.#allowSelfFollow) {
      throw new GuanzhuError('self_follow');
    }
    return this.#batcher.submit({ op, follower, target, roleType, device, attribution });
  }
}
