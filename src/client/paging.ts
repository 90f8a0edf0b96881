import type { Page, Paging } from './api-call.js';
import type {
  FollowListData,
  ListedContact,
  Mention,
  MentionListData,
  SearchData,
  SearchItem,
} from './types-contract.js';
import type { Change } from './types-graph.js';

/** The lists of the graph API. */
export const byCursor = {
  itemsOf: <Item>({ items }: Page<Item>) => items,
  inputAfter: ({ hasMore, nextCursor }: Page<unknown>, sent: object) =>
    hasMore && nextCursor !== null ? { ...sent, cursor: nextCursor } : null,
};

/** The ledger goes on after a revision; read from its end, before one. */
export const changesPaging: Paging<Change, Page<Change>> = {
  itemsOf: ({ items }) => items,
  inputAfter: ({ hasMore, nextCursor }, sent) => {
    if (!hasMore || nextCursor === null) return null;
    const isNewest = 'order' in sent && sent.order === 'newest';
    return { ...sent, [isNewest ? 'cursor' : 'after']: nextCursor };
  },
};

export const followListPaging: Paging<ListedContact, FollowListData> = {
  itemsOf: ({ contactList }) => contactList,
  inputAfter: ({ continueFlag, lastBuffer }, sent) =>
    continueFlag === 1 ? { ...sent, lastBuffer } : null,
};

/** Its last page is empty, or leaves the cursor as it was. */
export const mentionListPaging: Paging<Mention, MentionListData> = {
  itemsOf: ({ list: { mentions } }) => mentions,
  inputAfter: ({ list: { mentions }, lastBuff }, sent) => {
    const before = 'lastBuff' in sent ? sent.lastBuff : undefined;
    return mentions.length === 0 || lastBuff === before ? null : { ...sent, lastBuff };
  },
};

export const searchPaging: Paging<SearchItem, SearchData> = {
  itemsOf: ({ data }) => data.flatMap(({ items }) => items),
  inputAfter: ({ continueFlag, cookies, searchID, offset }, sent) => {
    if (continueFlag !== 1) return null;
    const page = 'page' in sent && typeof sent.page === 'number' ? sent.page + 1 : 1;
    return { ...sent, cookie: cookies, searchId: searchID, offset, page };
  },
};
