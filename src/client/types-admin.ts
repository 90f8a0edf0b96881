// What the administrator's calls take and answer. Times are microseconds since 1970.

export interface TokenInfo {
  id: string;
  tenant: string;
  label: string;
  lastFour: string;
  createdAt: number;
  expiresAt: number | null;
}

/** The only reply that a token can be read in. */
export interface NewToken extends TokenInfo {
  token: string;
}

export interface Device {
  appId: string;
  tenant: string;
  online: boolean;
  identities: { username: string; roleType: number }[];
}
