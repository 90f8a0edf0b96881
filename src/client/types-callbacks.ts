import type { TestDelivery } from './types-webhooks.js';

// Callback addresses, as the owners of their tokens see them. Times are microseconds since 1970.

export interface Callback {
  /** Its token's. */
  id: string;
  tenant: string;
  /** Without credentials and query. */
  url: string;
  state: 'untried' | 'working' | 'failing';
  deliveredTo: number;
  failures: number;
  failingSince: number | null;
  nextAttemptAt: number | null;
  waitingSince: number | null;
  lastSuccessAt: number | null;
  lastError: CallbackAttempt | null;
}

export interface CallbackAttempt extends TestDelivery {
  /** Null when nothing was to be told: a test, or the connection tried when the address was set. */
  event: { appId: string; follower: string; followedAt: number } | null;
  attempt: number;
  at: number;
}
