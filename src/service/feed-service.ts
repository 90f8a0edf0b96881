import type { Caller } from '../domain/caller.js';
import type { Change } from '../domain/change.js';
import type { ChangeQuery } from '../domain/change-reads.js';
import { GuanzhuError } from '../domain/errors.js';
import type { Feed, FeedPage, FeedSelection, FeedStart } from '../domain/feed.js';
import type { LedgerHead } from '../domain/ledger-head.js';
import type { Revision } from '../domain/revision.js';
import { rules, underField } from '../domain/rule.js';
import type { GraphStore } from '../domain/store.js';
import { knownAccount } from './known-account.js';
import type { LedgerNews } from './ledger-news.js';

/** Changes read at once for a stream: all that one consumer ever holds in memory. */
const streamPage = 100;

/** The change feed. */
export class FeedService implements Feed {
  readonly #store: GraphStore;
  readonly #news: LedgerNews;

  constructor({ store, news }: { readonly store: GraphStore; readonly news: LedgerNews }) {
    this.#store = store;
    this.#news = news;
  }

  async readChanges(
    caller: Caller,
    start: FeedStart,
    limit: number,
    { account, order = 'oldest', cursor }: FeedSelection = {},
  ): Promise<FeedPage> {
    if (account !== undefined) await knownAccount(this.#store, account);
    const after = await this.#momentOf(start, 'after');
    const reached =
      cursor === undefined ? undefined : await this.#momentOf({ after: cursor }, 'cursor');
    const wanted = { limit, ...(account !== undefined && { account }) };
    if (order === 'oldest') {
      return this.#read(caller, { ...wanted, order, after: reached ?? after });
    }
    return this.#read(caller, { ...wanted, order, after, ...(reached && { before: reached }) });
  }

  async *followChanges(
    caller: Caller,
    start: FeedStart,
    { idleMs, signal, account }: Parameters<Feed['followChanges']>[2],
  ): AsyncGenerator<FeedPage> {
    if (account !== undefined) await knownAccount(this.#store, account);
    const wanted = { limit: streamPage, ...(account !== undefined && { account }) };
    let after = await this.#momentOf(start, 'after');
    let version = -1;
    while (!signal.aborted) {
      await this.#news.after(version, idleMs, signal);
      if (signal.aborted) return;
      version = this.#news.version;
      const page = await this.#read(caller, { ...wanted, order: 'oldest', after });
      after = page.items.at(-1) ?? after;
      if (page.hasMore) version = -1;
      yield page;
    }
  }

  /** The revision that a reading from there comes after. @throws GuanzhuError as `readChanges`. */
  async placeOf(start: FeedStart): Promise<Revision> {
    return (await this.#momentOf(start, 'after')).revision;
  }

  async #momentOf(start: FeedStart, field: string): Promise<LedgerHead> {
    if (start === 'head') return this.#store.head();
    if (start === 'start') return this.#store.moment({ time: 0 });
    if ('since' in start) return this.#store.moment({ time: start.since });
    try {
      return await this.#store.moment({ revision: start.after });
    } catch (error) {
      if (!(error instanceof GuanzhuError)) throw error;
      throw underField(error, field, field === 'after' ? rules.moment : rules.revision);
    }
  }

  async #read(caller: Caller, query: ChangeQuery): Promise<FeedPage> {
    const { limit, after } = query;
    const changes = await this.#store.selectChanges({ ...query, limit: limit + 1 });
    const shown = changes.slice(0, limit);
    const before = query.order === 'newest' ? query.before : undefined;
    return {
      items: caller.kind === 'admin' ? shown : await this.#veiled(caller.tenant.id, shown),
      next: shown.at(-1)?.revision ?? (before ?? after).revision,
      hasMore: changes.length > shown.length,
    };
  }

  async #veiled(tenant: string, changes: readonly Change[]): Promise<readonly Change[]> {
    const names = new Set(changes.map(({ device }) => device).filter((name) => name !== null));
    const own = new Set<string>();
    for (const appId of names) {
      if (await this.#store.findDevice({ id: tenant }, appId)) own.add(appId);
    }
    return changes.map((change) =>
      change.device !== null && own.has(change.device)
        ? change
        : { ...change, device: null, attribution: null },
    );
  }
}
