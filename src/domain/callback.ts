import type { Username } from './account.js';
import type { Caller } from './caller.js';
import type { Page, PageRequest } from './directory.js';
import type { Mention } from './mention.js';
import type { Tenant } from './tenant.js';
import type { Micros } from './time.js';
import type { TestDelivery } from './webhook.js';

/** Where a token's owner is told of new followers, how far that has come, and how it goes. */
export interface Callback {
  /** Names the callback: a token has one at most. */
  readonly tokenHash: Uint8Array;
  readonly tenant: Tenant;
  readonly url: string;
  /** Ledger time up to which every mention has been answered for by the receiver. */
  readonly deliveredTo: Micros;
  readonly standing: CallbackStanding;
  /** When the receiver last took something. Wall clock. */
  readonly takenAt: Micros | null;
  /** The last attempt that failed, of those that are kept. */
  readonly lastFailure: CallbackAttempt | null;
}

/** How the event that is next stands. */
export interface CallbackStanding {
  /** How often it was tried in vain. */
  readonly failures: number;
  /** When it failed first; null while it does not. Wall clock, as is the next attempt's time. */
  readonly failingSince: Micros | null;
  readonly nextAttemptAt: Micros | null;
}

/** One try to reach a receiver. */
export interface CallbackAttempt extends TestDelivery {
  /** What was to be told; null when nothing was: a test, or the connection tried when an address is set. */
  readonly event: CallbackEvent | null;
  /** 1 for the event's first; 0 without an event. */
  readonly attempt: number;
  /** Wall clock. */
  readonly at: Micros;
}

/** Names an event: a mention on one of the tenant's devices. */
export interface CallbackEvent {
  readonly appId: string;
  readonly follower: Username;
  /** When the follow began: a ledger time. */
  readonly followedAt: Micros;
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

/**
 * How a callback stands: `failing` while the event that is next was tried in vain, which is tried again
 * for ever, and while nothing was ever taken and the last attempt failed; else `working` once something was
 * taken, `untried` before.
 */
export const callbackStates = ['untried', 'working', 'failing'] as const;
export type CallbackState = (typeof callbackStates)[number];

/** A callback as its owner sees it. */
export interface CallbackView extends CallbackStanding {
  /** That of its token. */
  readonly id: string;
  readonly tenant: Tenant;
  /** Without credentials and query: they may be the receiver's secrets. */
  readonly url: string;
  readonly state: CallbackState;
  readonly deliveredTo: Micros;
  /** Ledger time of the event that fails now, and with it of the oldest that waits; null while none fails. */
  readonly waitingSince: Micros | null;
  readonly lastSuccessAt: Micros | null;
  readonly lastFailure: CallbackAttempt | null;
}

/**
 * What owners ask about the addresses that `setCallback` set. A tenant has to do with those of its own
 * tokens, the administrator with all; another's is `callback_unknown`.
 */
export interface Callbacks {
  /** All there are, by their ids. */
  listCallbacks(caller: Caller): Promise<readonly CallbackView[]>;
  /** @throws GuanzhuError `callback_unknown`. */
  getCallback(caller: Caller, id: string): Promise<CallbackView>;
  /**
   * Sends an event that tells nothing (`TypeName` is `CallbackTest`) now, and tells what came of it.
   *
   * @throws GuanzhuError `callback_unknown`.
   */
  testCallback(caller: Caller, id: string, signal: AbortSignal): Promise<TestDelivery>;
  /**
   * The last attempts to reach the present address, newest first; at least 1000 are kept.
   *
   * @throws GuanzhuError `callback_unknown`.
   */
  listCallbackDeliveries(
    caller: Caller,
    id: string,
    page: PageRequest,
  ): Promise<Page<CallbackAttempt>>;
}
