import type { Caller } from '../domain/caller.js';
import type { Change } from '../domain/change.js';
import { GuanzhuError } from '../domain/errors.js';
import type { Feed, FeedPage, FeedStart } from '../domain/feed.js';
import type { Revision } from '../domain/revision.js';
import { rules, underField } from '../domain/rule.js';
import type { GraphStore } from '../domain/store.js';
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

  async readChanges(caller: Caller, start: FeedStart, limit: number): Promise<FeedPage> {
    return this.#read(caller, await this.placeOf(start), limit);
  }

  async *followChanges(
    caller: Caller,
    start: FeedStart,
    { idleMs, signal }: { readonly idleMs: number; readonly signal: AbortSignal },
  ): AsyncGenerator<FeedPage> {
    let place = await this.placeOf(start);
    let version = -1;
    while (!signal.aborted) {
      await this.#news.after(version, idleMs, signal);
      if (signal.aborted) return;
      version = this.#news.version;
      const page = await this.#read(caller, place, streamPage);
      place = page.next;
      if (page.hasMore) version = -1;
      yield page;
    }
  }

  /** The revision that a reading from there comes after. @throws GuanzhuError as `readChanges`. */
  async placeOf(start: FeedStart): Promise<Revision> {
    if (start === 'head') return (await this.#store.head()).revision;
    if (start === 'start') return (await this.#store.moment({ time: 0 })).revision;
    try {
      return (await this.#store.moment({ revision: start.after })).revision;
    } catch (error) {
      if (!(error instanceof GuanzhuError)) throw error;
      throw underField(error, 'after', rules.revision);
    }
  }

  async #read(caller: Caller, after: Revision, limit: number): Promise<FeedPage> {
    const changes = await this.#store.changes(after, limit + 1);
    const shown = changes.slice(0, limit);
    return {
      items: caller.kind === 'admin' ? shown : await this.#veiled(caller.tenant.id, shown),
      next: shown.at(-1)?.revision ?? after,
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
