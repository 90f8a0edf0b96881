import { setImmediate as nextTurn } from 'node:timers/promises';
import { GuanzhuError } from '../domain/errors.js';
import type { FollowGraph } from '../domain/graph.js';
import type { PublicReads } from '../domain/public-reads.js';
import { brokenRule, rules } from '../domain/rule.js';
import type { AccountPage, SearchFilter, SearchPage, SearchRequest } from '../domain/search.js';
import type { Device, Tenant } from '../domain/tenant.js';
import type { Clock } from '../domain/time.js';
import type { Access } from './access.js';
import { mainIdentity } from './main-identity.js';
import type { SearchCounter } from './search-counter.js';
import type { SearchState, SearchTickets } from './search-ticket.js';

export interface SearchServiceOptions {
  readonly reads: PublicReads;
  readonly access: Access;
  readonly tickets: SearchTickets;
  readonly counter: SearchCounter;
  readonly clock: Clock;
}

/** The example shows no page size; clients follow the cookies. */
const pageSize = 20;

/** Finds accounts, and hands out what later proves that it did. */
export class SearchService implements Pick<FollowGraph, 'search'> {
  readonly #reads: PublicReads;
  readonly #access: Access;
  readonly #tickets: SearchTickets;
  readonly #counter: SearchCounter;
  readonly #clock: Clock;

  constructor({ reads, access, tickets, counter, clock }: SearchServiceOptions) {
    this.#reads = reads;
    this.#access = access;
    this.#tickets = tickets;
    this.#counter = counter;
    this.#clock = clock;
  }

  async search(tenant: Tenant, request: SearchRequest): Promise<SearchPage> {
    const { appId } = request;
    const device = await this.#access.device(tenant, appId);
    const isNew = request.cookie.trim() === '';
    const state = isNew ? this.#begin(request) : this.#resume(request);
    const { accounts, next } = await this.#find(device, state);
    if (isNew) this.#counter.count(appId, state.query);
    const offset = state.offset + accounts.length;
    const { searchId, query, filter, page } = state;
    return {
      searchId,
      query,
      filter,
      page,
      hits: accounts.map((account) => ({
        account,
        docId: this.#tickets.issueDocId(appId, account.username, state),
      })),
      offset,
      cookies: this.#tickets.issueCookies(appId, {
        ...state,
        position: next,
        page: page + 1,
        offset,
      }),
      more: next !== null,
      at: this.#clock.now(),
    };
  }

  #begin({ content: query, scope, filter, page }: SearchRequest): SearchState {
    // Answering a later page with the first would send a client round for ever.
    if (page > 0) throw new GuanzhuError('parameter_missing', { field: 'cookie' });
    const searchId = this.#tickets.newSearchId();
    return { searchId, query, scope, filter, position: '', page: 0, offset: 0 };
  }

  #resume({ appId, content, cookie, searchId }: SearchRequest): SearchState {
    const state = this.#tickets.openCookies(appId, cookie);
    if (!state || state.query !== content || this.#tickets.isExpired(state.issued)) {
      throw brokenRule('cookie', rules.searchCookie, cookie);
    }
    if (searchId.trim() !== '' && searchId !== state.searchId) {
      throw brokenRule('searchId', rules.sameSearch, searchId);
    }
    return state;
  }

  async #find({ identities }: Device, state: SearchState): Promise<AccountPage> {
    const { query: text, scope, filter, position } = state;
    if (position === null) return { accounts: [], next: null };
    const viewer = mainIdentity(identities)?.username;
    if (filter === 'liked-by-friends' && viewer === undefined) return { accounts: [], next: null };
    const query = {
      text,
      scope,
      order: filter === 'newest' ? 'newest' : 'relevance',
      limit: pageSize,
      ...(filter === 'liked-by-friends' && viewer !== undefined && { likedBy: viewer }),
    } as const;
    let page = await this.#reads.searchAccounts({
      ...query,
      ...(position !== '' && { after: position }),
    });
    // An empty page that goes on puzzles clients. Between the store's pages others get their turn.
    for (let more = triesForHits(filter); more > 0 && isPassedOver(page); more -= 1) {
      await nextTurn();
      page = await this.#reads.searchAccounts({ ...query, ...(page.next && { after: page.next }) });
    }
    return page;
  }
}

/** Among friends a candidate costs more, and hits may be far between: there the client pages on. */
function triesForHits(filter: SearchFilter): number {
  return filter === 'liked-by-friends' ? 0 : 5;
}

function isPassedOver({ accounts, next }: AccountPage): boolean {
  return accounts.length === 0 && next !== null;
}
