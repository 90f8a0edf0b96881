// What the administrator's calls take and answer. Times are microseconds since 1970.

export interface TokenInfo {
  id: string;
  tenant: string;
  label: string;
  lastFour: string;
  createdAt: number;
  expiresAt: number | null;
  suspended: boolean;
}

/** Something about a tenant that looks like a slip. */
export interface TenantWarning {
  code: 'tenant_without_token' | 'tenant_alike';
  /** What is odd, and what to do. */
  detail: string;
}

/** The only reply that a token can be read in. */
export interface NewToken extends TokenInfo {
  token: string;
  warnings: TenantWarning[];
}

export interface Device {
  appId: string;
  tenant: string;
  online: boolean;
  identities: { username: string; roleType: number }[];
}

export interface NewDevice extends Device {
  warnings: TenantWarning[];
}

/** What a whole instance holds, and how it came about. */
export interface OverviewReply {
  /** Deleted ones left out. */
  accounts: number;
  follows: number;
  revision: string;
  /** The last change's time. */
  at: number;
  /** How many changes the last seconds had. */
  recent: { changes: number; seconds: number };
  items: {
    /** RFC 3339, in the zone that was asked for. */
    start: string;
    followed: number;
    unfollowed: number;
    /** At the end of the bucket. */
    follows: number;
  }[];
  gainers: {
    since: number;
    items: {
      username: string;
      nickname: string;
      headUrl: string;
      followers: number;
      /** Followers won, less those lost. */
      gained: number;
    }[];
  };
}

/** A call of the contract that the server answered. */
export interface AnsweredCall {
  requestId: string;
  at: number;
  appId: string;
  tenant: string;
  /** Masked. */
  token: string;
  path: string;
  status: number;
  ms: number;
  request: string;
  reply: string;
  failure: { code: string; remedy: { zh: string; en: string } } | null;
}
