import type { Username } from './account.js';
import type { Mention } from './mention.js';
import type { Tenant } from './tenant.js';
import type { Micros } from './time.js';

/** Where a token's owner is told of new followers, and how far that has come. */
export interface Callback {
  /** Names the callback: a token has one at most. */
  readonly tokenHash: Uint8Array;
  readonly tenant: Tenant;
  readonly url: string;
  /** Ledger time up to which every mention has been answered for by the receiver. */
  readonly deliveredTo: Micros;
}

/** An account as an identity on one of a tenant's devices. */
export interface HostedAccount {
  readonly appId: string;
  readonly username: Username;
}

/** One event for a tenant: a mention of an account on one of its devices. */
export interface FollowerNews {
  readonly appId: string;
  /** The account that is mentioned to. */
  readonly username: Username;
  readonly mention: Mention;
}
