import type { Username } from '../domain/account.js';
import { GuanzhuError } from '../domain/errors.js';
import type { AccountAt, AsOf, Pair } from '../domain/follow-reads.js';
import type { FollowList, FollowListRequest, GraphReads } from '../domain/graph-reads.js';
import type { History, HistoryRequest } from '../domain/history.js';
import type { LedgerHead } from '../domain/ledger-head.js';
import type { GraphStore } from '../domain/store.js';
import type { Micros } from '../domain/time.js';
import { knownAccount } from './known-account.js';
import type { Seal } from './seal.js';

/** Lists, relations and accounts, now and as of a moment. */
export class GraphReadService implements GraphReads, History {
  readonly #store: GraphStore;
  readonly #seal: Seal;

  constructor({ store, seal }: { readonly store: GraphStore; readonly seal: Seal }) {
    this.#store = store;
    this.#seal = seal;
  }

  async getAccount(username: Username, asOf?: AsOf): Promise<AccountAt> {
    const moment = asOf && (await this.#store.moment(asOf));
    const found = await knownAccount(this.#store, username, moment?.at);
    return moment ? { ...found, head: moment } : found;
  }

  async listFollows(username: Username, request: FollowListRequest): Promise<FollowList> {
    const { side, order, limit, cursor, asOf } = request;
    const context = ['follows', username, side, order];
    const start = cursor === '' ? undefined : this.#open(context, cursor);
    const asked = asOf && (await this.#store.moment(asOf));
    if (start && asked && start.asOf?.revision !== asked.revision) {
      throw new GuanzhuError('parameter_invalid', { field: 'asOf' });
    }
    const moment = start ? start.asOf : asked;
    await knownAccount(this.#store, username);
    const page = await this.#store.listFollows(username, {
      side,
      order,
      limit,
      ...(start && { after: start.after }),
      ...(moment && { asOf: moment.at }),
    });
    return {
      items: page.items,
      nextCursor: page.next === null ? '' : this.#close(context, page.next, moment),
      hasMore: page.next !== null,
      revision: (moment ?? page.head).revision,
    };
  }

  async readHistory(username: Username, request: HistoryRequest) {
    await knownAccount(this.#store, username);
    return this.#store.history(username, request);
  }

  async checkRelations(pairs: readonly Pair[], asOf?: AsOf) {
    const moment = asOf && (await this.#store.moment(asOf));
    const { relations, head } = await this.#store.relations(pairs, moment?.at);
    return { relations, revision: (moment ?? head).revision };
  }

  #close(context: readonly string[], after: Micros, moment: LedgerHead | undefined): string {
    return this.#seal.close(context, JSON.stringify({ after, asOf: moment }));
  }

  #open(context: readonly string[], cursor: string): Place {
    const payload = this.#seal.open(context, cursor);
    if (payload === undefined) throw new GuanzhuError('parameter_invalid', { field: 'cursor' });
    const place: Place = JSON.parse(payload);
    return place;
  }
}

/** What a cursor of a list holds. */
interface Place {
  readonly after: Micros;
  readonly asOf?: LedgerHead;
}
