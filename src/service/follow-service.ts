import { timingSafeEqual } from 'node:crypto';
import type { Actor } from '../domain/actor.js';
import { GuanzhuError } from '../domain/errors.js';
import type { FollowCommand, FollowOutcome } from '../domain/follow.js';
import type { FollowGraph, FollowRequest, SearchFollowRequest } from '../domain/graph.js';
import type { GraphStore } from '../domain/store.js';
import type { Tenant } from '../domain/tenant.js';
import type { Clock } from '../domain/time.js';
import { maskToken } from '../domain/token.js';
import { finds } from '../text/search-text.js';
import type { Access } from './access.js';
import { commandKey, toRefusal } from './idempotency.js';
import type { LedgerQueue } from './ledger-queue.js';
import type { SearchCounter } from './search-counter.js';
import type { SearchTickets } from './search-ticket.js';
import { hashToken } from './token-hash.js';

export interface FollowServiceOptions {
  readonly store: GraphStore;
  readonly access: Access;
  readonly queue: LedgerQueue;
  readonly tickets: SearchTickets;
  readonly counter: SearchCounter;
  readonly clock: Clock;
  readonly allowSelfFollow: boolean;
}

/** The rules that stand before the ledger: whose token, whose device, whose identity. */
export class FollowService
  implements Pick<FollowGraph, 'authenticate' | 'setFollow' | 'searchFollow'>
{
  readonly #store: GraphStore;
  readonly #access: Access;
  readonly #queue: LedgerQueue;
  readonly #tickets: SearchTickets;
  readonly #counter: SearchCounter;
  readonly #clock: Clock;
  readonly #allowSelfFollow: boolean;

  constructor({
    store,
    access,
    queue,
    tickets,
    counter,
    clock,
    allowSelfFollow,
  }: FollowServiceOptions) {
    this.#store = store;
    this.#access = access;
    this.#queue = queue;
    this.#tickets = tickets;
    this.#counter = counter;
    this.#clock = clock;
    this.#allowSelfFollow = allowSelfFollow;
  }

  async authenticate(token: string): Promise<Tenant> {
    const hash = hashToken(token);
    const found = await this.#store.findToken(hash);
    const expired = found?.expiresAt != null && found.expiresAt <= this.#clock.now();
    if (!found || expired || found.suspended || !timingSafeEqual(found.hash, hash)) {
      throw new GuanzhuError('token_invalid', { token: maskToken(token) });
    }
    return found.tenant;
  }

  async setFollow(tenant: Tenant, request: FollowRequest): Promise<FollowOutcome> {
    const { idempotencyKey, ...asked } = request;
    const key = commandKey({ kind: 'tenant', tenant }, idempotencyKey, asked);
    return this.#queue.submit(await this.#command(tenant, request, key !== undefined), key);
  }

  /** What a request comes to; one that is refused is still a command when it has a key to keep that by. */
  async #command(tenant: Tenant, request: FollowRequest, keyed: boolean): Promise<FollowCommand> {
    const { op, follower, target, roleType, appId: device, searchInfo } = request;
    const command = { op, follower, target, roleType, device, attribution: null };
    try {
      await this.#admit(tenant, { appId: device, username: follower, roleType }, request);
      if (op !== 'follow') return command;
      return { ...command, attribution: this.#tickets.attribute(device, target, searchInfo) };
    } catch (error) {
      if (!keyed) throw error;
      return { ...command, refusal: toRefusal(error) };
    }
  }

  async searchFollow(tenant: Tenant, request: SearchFollowRequest): Promise<FollowOutcome> {
    const { appId: device, username: follower, roleType, target, keyword: query } = request;
    await this.#admit(tenant, request, { op: 'follow', target });
    const account = await this.#store.findAccount(target);
    if (!account) throw new GuanzhuError('target_unknown', { toUserName: target });
    if (!finds(query, account)) {
      throw new GuanzhuError('search_no_match', { keyword: query, toUserName: target });
    }
    this.#counter.count(device, query);
    const searchId = this.#tickets.newSearchId();
    const docId = this.#tickets.issueDocId(device, target, { searchId, query });
    const attribution = { searchId, docId, query };
    return this.#queue.submit({ op: 'follow', follower, target, roleType, device, attribution });
  }

  async #admit(
    tenant: Tenant,
    actor: Actor,
    { op, target }: Pick<FollowCommand, 'op' | 'target'>,
  ): Promise<void> {
    await this.#access.actor(tenant, actor);
    if (op === 'follow' && actor.username === target && !this.#allowSelfFollow) {
      throw new GuanzhuError('self_follow');
    }
  }
}
