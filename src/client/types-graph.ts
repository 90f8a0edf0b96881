// What the graph API takes and answers. Times are microseconds since 1970; revisions are opaque text.
import type { Page } from './api-call.js';

/** A revision, or a time: a `Date`, or RFC 3339 text. */
export type AsOf = string | Date;

/** Which page of a list. */
export interface ListQuery {
  limit?: number;
  cursor?: string;
  order?: 'newest' | 'oldest';
  /** Reads the list as it stood then. */
  asOf?: AsOf;
}

/** A page that is true at its revision. */
export interface GraphPage<Item> extends Page<Item> {
  revision: string;
}

export interface Named {
  username: string;
}

export interface ListedAccount extends Named {
  nickname: string;
  headUrl: string;
  followedAt: number;
}

export interface ProfileFields {
  nickname: string;
  headUrl: string;
  signature: string;
  coverImgUrl: string;
  liveCoverImgUrl: string;
  country: string;
  province: string;
  city: string;
  /** 0 unset, 1 male, 2 female. */
  sex: number;
}

export interface AccountDetails extends Named, ProfileFields {
  state: 'active' | 'suspended' | 'deleted';
  counts: { followers: number; following: number };
  revision: string;
}

/** An account in the list of all. */
export interface AccountEntry extends Named {
  nickname: string;
  headUrl: string;
  state: 'active' | 'suspended' | 'deleted';
}

export type ProfileEdit = Partial<Omit<ProfileFields, 'sex'>> & { sex?: 0 | 1 | 2 };

/** Left out, a username is made. */
export type NewAccount = Partial<Named> & ProfileEdit & { nickname: string };

export interface WriteResult {
  /** Whether it altered anything. */
  changed: boolean;
  revision: string;
}

export interface Block {
  blocked: boolean;
  blockedAt: number | null;
}

export interface FollowRow {
  op: 'follow' | 'unfollow';
  follower: string;
  target: string;
  searchInfo?: { cookies?: string; searchId?: string; docId?: string };
}

/** What became of one row. */
export type FollowRowResult =
  | { changed: boolean; revision: string; error?: undefined }
  | { error: { code: string; detail: string }; changed?: undefined; revision?: undefined };

export interface HistoryQuery {
  unit?: 'hour' | 'day';
  from?: AsOf;
  to?: AsOf;
  /** Where days begin: an offset such as `+08:00`. */
  tz?: string;
}

export interface HistoryReply {
  items: {
    /** RFC 3339, in the zone that was asked for. */
    start: string;
    gained: number;
    lost: number;
    /** At the end of the bucket. */
    followers: number;
  }[];
  revision: string;
}

export interface RelationPair {
  follower: string;
  target: string;
}

export interface Relation {
  /** The follower follows the target. */
  following: boolean;
  /** The target follows the follower. */
  followedBy: boolean;
  /** When `following` began; null without it. */
  followedAt: number | null;
  revision: string;
}

export interface ChangesQuery {
  /** Begins after this: a revision, or a time. */
  after?: AsOf;
  /** Where to begin without `after`; at the start of the ledger unless set. */
  from?: 'start' | 'head';
  order?: 'oldest' | 'newest';
  /** Only changes that name this account. */
  account?: string;
  limit?: number;
  cursor?: string;
}

export interface Change {
  type: 'followed' | 'unfollowed';
  cause: 'request' | 'removal' | 'block' | 'suspension' | 'restoration' | 'deletion';
  revision: string;
  at: number;
  follower: string;
  target: string;
  device: string | null;
  attribution: { searchId: string; docId: string; query: string } | null;
}
