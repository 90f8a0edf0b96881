// What the administrator's calls, webhooks and reports take and answer.
import type { AsOf } from './types-graph.js';

export interface TokenInfo {
  id: string;
  tenant: string;
  name: string;
  createdAt: number;
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

export interface Webhook {
  id: string;
  url: string;
  createdAt: number;
}

/** The only reply that a webhook's secret can be read in. */
export interface NewWebhook extends Webhook {
  secret: string;
}

export interface HistoryBucket {
  /** When it begins. */
  at: number;
  gained: number;
  lost: number;
}

export interface HistoryQuery {
  by?: 'hour' | 'day';
  from?: AsOf;
  to?: AsOf;
}

export interface AttributionQuery {
  by?: string;
  from?: AsOf;
  to?: AsOf;
  limit?: number;
}

/** Follows that came from one search, document, query or day. */
export interface AttributionRow {
  key: string;
  follows: number;
  live: number;
  unfollows: number;
}

export interface AuditVerdict {
  /** How many figures are not what the ledger says: must be 0. */
  drift: number;
  /** The position of the ledger up to which it looked. */
  revision: string;
  at: number;
  durationMs: number;
}
