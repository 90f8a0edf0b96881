import type { FollowerNews } from '../domain/callback.js';
import type { GraphStore } from '../domain/store.js';
import type { Tenant } from '../domain/tenant.js';
import type { Micros } from '../domain/time.js';

export interface NewsQuery {
  readonly tenant: Tenant;
  /** Ledger time that the news come after. */
  readonly after: Micros;
  readonly limit: number;
  /** As for `GraphStore.mentions`. */
  readonly window: Micros;
}

/**
 * The mentions of all accounts on a tenant's devices, oldest first: what `mentionList` shows each of
 * them, in one order. An account on several devices is told of once, by its oldest device.
 */
export async function readNews(
  store: GraphStore,
  { tenant, after, limit, window }: NewsQuery,
): Promise<readonly FollowerNews[]> {
  const deviceOf = new Map<string, string>();
  for (const { username, appId } of await store.hostedBy(tenant)) {
    if (!deviceOf.has(username)) deviceOf.set(username, appId);
  }
  const pages = await Promise.all(
    [...deviceOf].map(async ([username, appId]) => {
      const from = { at: after };
      const mentions = await store.mentions(username, { order: 'oldest', from, limit, window });
      return mentions.map((mention): FollowerNews => ({ appId, username, mention }));
    }),
  );
  return pages
    .flat()
    .sort((a, b) => a.mention.at - b.mention.at)
    .slice(0, limit);
}
