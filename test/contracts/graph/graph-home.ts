import type {
  AccountDetails,
  Change,
  FollowRow,
  FollowRowResult,
  GraphPage,
  ListedAccount,
  Relation,
  RelationPair,
  WriteResult,
} from '#guanzhu/client/index.js';

export type Side = 'followers' | 'following' | 'mutuals';

/** The graph API as one caller has it: what every home of the product must do alike. */
export interface CallersGraph {
  account(username: string, asOf?: string): Promise<AccountDetails>;
  list(
    side: Side,
    username: string,
    query: { limit?: number; cursor?: string; order?: 'newest' | 'oldest'; asOf?: string },
  ): Promise<GraphPage<ListedAccount>>;
  relations(pairs: RelationPair[], asOf?: string): Promise<Relation[]>;
  batch(
    rows: FollowRow[],
    options?: { dryRun?: boolean; idempotencyKey?: string },
  ): Promise<readonly FollowRowResult[]>;
  block(username: string, other: string, blocked: boolean): Promise<WriteResult>;
  isBlocked(username: string, other: string): Promise<boolean>;
  removeFollower(username: string, follower: string): Promise<WriteResult>;
  setState(username: string, state: 'active' | 'suspended' | 'deleted'): Promise<WriteResult>;
  changes(after: string): Promise<{ items: readonly Change[]; nextCursor: string | null }>;
}

/** An instance with the demo's data, as its first tenant and as its administrator. */
export interface GraphHome {
  readonly tenant: CallersGraph;
  readonly admin: CallersGraph;
  close(): Promise<void>;
}
