// Reports of the ledger.

export interface AttributionCounts {
  /** Null where searches are not counted. */
  searches: number | null;
  follows: number;
  live: number;
  survival: { days: number; of: number; survived: number }[];
  /** The follows that ended, by what ended them. */
  unfollows: {
    request: number;
    removal: number;
    block: number;
    suspension: number;
    deletion: number;
  };
}

export interface AttributionGroup extends AttributionCounts {
  key: string;
  query: string | null;
}

export interface AttributionReport {
  by: 'query' | 'search' | 'document' | 'device' | 'day' | 'origin';
  items: AttributionGroup[];
  total: AttributionCounts;
  groups: number;
  nextCursor: string;
  hasMore: boolean;
  revision: string;
}

export interface AttributionInput {
  by?: AttributionReport['by'];
  origin?: 'search' | 'direct' | 'any';
  /** RFC 3339. */
  from?: string;
  to?: string;
  /** Where days begin, such as `+08:00`. */
  tz?: string;
  asOf?: string;
  limit?: number;
  cursor?: string;
}
