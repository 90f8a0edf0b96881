import type { Account, Username } from './account.js';
import type { Micros } from './time.js';

/** Where a search looks: everywhere, or for finder ids only. */
export type SearchScope = 'all' | 'username';

/** In which order hits come, or to which of them a search is narrowed. */
export type SearchFilter = 'none' | 'newest' | 'liked-by-friends';

/** Where a page of accounts ended: text that a store makes and reads, nobody else. */
export type AccountPosition = string;

export interface AccountQuery {
  readonly text: string;
  readonly scope: SearchScope;
  readonly order: 'relevance' | 'newest';
  /** Narrows to accounts that one of the 500 accounts this one followed last also follows. */
  readonly likedBy?: Username;
  /** The page's size, 1 or more. */
  readonly limit: number;
  /** Where the page before this one ended; absent for the first. */
  readonly after?: AccountPosition;
}

export interface AccountPage {
  readonly accounts: readonly Account[];
  /** Where the next page begins; null when there is none. */
  readonly next: AccountPosition | null;
}

/** A search as a tenant asks for it. */
export interface SearchRequest {
  readonly appId: string;
  readonly content: string;
  readonly scope: SearchScope;
  readonly filter: SearchFilter;
  /** `cookies` of the page before, `''` for the first page. What it holds then decides the page. */
  readonly cookie: string;
  /** `searchId` of the page before, or `''`. */
  readonly searchId: string;
  /** The number of the page, from 0. */
  readonly page: number;
}

export interface SearchHit {
  readonly account: Account;
  /** Proof for a follow that this search found this account. */
  readonly docId: string;
}

export interface SearchPage {
  readonly searchId: string;
  readonly query: string;
  readonly filter: SearchFilter;
  /** The number of this page, from 0. */
  readonly page: number;
  readonly hits: readonly SearchHit[];
  /** Hits told so far, this page's included. */
  readonly offset: number;
  /** What asks for the next page. Never empty. */
  readonly cookies: string;
  readonly more: boolean;
  readonly at: Micros;
}

/** What a caller says of the search that a follow came from; a member left out is `''`. */
export interface SearchInfo {
  readonly cookies: string;
  readonly searchId: string;
  readonly docId: string;
}
