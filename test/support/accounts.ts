import { type Account, emptyProfile } from '#guanzhu/domain/account.js';
import type { AccountQuery } from '#guanzhu/domain/search.js';
import type { GraphStore } from '#guanzhu/domain/store.js';

export function accountOf(username: string, nickname: string, signature = ''): Account {
  return { username, profile: { ...emptyProfile, nickname, signature } };
}

/** All hits of a query, page by page; `pages` tells how many each held. */
export async function searchAll(
  store: GraphStore,
  query: Partial<AccountQuery> & { readonly text: string },
): Promise<{ readonly usernames: string[]; readonly pages: number[] }> {
  const usernames: string[] = [];
  const pages: number[] = [];
  let after: string | undefined;
  do {
    const { accounts, next } = await store.searchAccounts({
      scope: 'all',
      order: 'relevance',
      limit: 20,
      ...query,
      ...(after !== undefined && { after }),
    });
    usernames.push(...accounts.map(({ username }) => username));
    pages.push(accounts.length);
    after = next ?? undefined;
  } while (after !== undefined);
  return { usernames, pages };
}
