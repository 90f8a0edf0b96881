import type { Username } from './account.js';
import type { Caller } from './caller.js';
import type { ChangeType } from './change.js';
import type { Page, PageRequest } from './directory.js';
import type { FeedStart } from './feed.js';
import type { Revision } from './revision.js';
import type { Tenant } from './tenant.js';
import type { Micros } from './time.js';

/**
 * How a webhook stands: `active`; `paused` by its owner; ended by a receiver that answered 410
 * (`gone`), or by failing for days on end (`failing`).
 */
export const webhookStates = ['active', 'paused', 'gone', 'failing'] as const;
export type WebhookState = (typeof webhookStates)[number];

/** Where a delivery can fail: each step comes after the one before. */
export const deliverySteps = ['dns', 'connect', 'tls', 'answer', 'status'] as const;
export type DeliveryStep = (typeof deliverySteps)[number];

/** An address that changes are posted to. */
export interface Webhook {
  readonly id: string;
  /** Whose it is, and as whom it sees the changes; null for the administrator's. */
  readonly owner: Tenant | null;
  readonly url: string;
  readonly description: string;
  /** The types of change that it is told of. */
  readonly types: readonly ChangeType[];
  /** Changes are told that name one of these accounts; every change when there are none. */
  readonly accounts: readonly Username[];
  readonly state: WebhookState;
  /** Wall clock. */
  readonly createdAt: Micros;
  /** Every change up to it was taken by the receiver, or is not for it. */
  readonly deliveredTo: Revision;
  /** How often the message that is next was tried in vain. */
  readonly failures: number;
  /** When it failed first; null while it does not. Wall clock, as is the next attempt's time. */
  readonly failingSince: Micros | null;
  readonly nextAttemptAt: Micros | null;
}

/** One try to bring one message to a receiver. */
export interface DeliveryAttempt {
  readonly messageId: string;
  readonly revision: Revision;
  /** 1 for the message's first. */
  readonly attempt: number;
  /** Wall clock. */
  readonly at: Micros;
  readonly durationMs: number;
  /** HTTP status of the answer; null when there was none. */
  readonly status: number | null;
  /** Where it failed; null when the receiver took it. */
  readonly failedStep: DeliveryStep | null;
  /** What went wrong; `''` for nothing. */
  readonly detail: string;
}

/** A webhook with the secret that was just made: the only time that it can be read. */
export interface MadeWebhook extends Webhook {
  /** As Standard Webhooks writes it: `whsec_` and base64. */
  readonly secret: string;
}

export interface NewWebhook extends Pick<Webhook, 'url' | 'description' | 'types' | 'accounts'> {
  readonly start: FeedStart;
}

export interface WebhookEdit extends Partial<Omit<NewWebhook, 'start'>> {
  /** `false` also takes up one that has ended. */
  readonly paused?: boolean;
}

export type TestDelivery = Pick<DeliveryAttempt, 'durationMs' | 'status' | 'failedStep' | 'detail'>;

/**
 * Webhooks as Standard Webhooks 1.0 has them. Each change that a webhook is for is posted to it as the
 * feed tells its owner: in ledger order, one at a time, at least once, again until a 2xx answers it, with
 * growing waits, over restarts. A message keeps its id through every attempt. One that no attempt of
 * five days brought over ends the webhook, as an answer of 410 does at once. No write ever waits.
 *
 * A tenant has to do with its own webhooks, the administrator with all; another's is `webhook_unknown`.
 */
export interface Webhooks {
  /**
   * @throws GuanzhuError `parameter_invalid` for no http or https address, or one with credentials;
   *   `callback_refused` when its host does not resolve, or to an address that must not be called;
   *   `too_many_webhooks`; as `Feed.readChanges` for the start.
   */
  createWebhook(caller: Caller, wanted: NewWebhook): Promise<MadeWebhook>;
  /** All there are, in the order in which they were made. */
  listWebhooks(caller: Caller): Promise<readonly Webhook[]>;
  /** @throws GuanzhuError `webhook_unknown`. */
  getWebhook(caller: Caller, id: string): Promise<Webhook>;
  /** @throws GuanzhuError `webhook_unknown`; as `createWebhook` for the address. */
  editWebhook(caller: Caller, id: string, edit: WebhookEdit): Promise<Webhook>;
  /** What is under way is broken off. @throws GuanzhuError `webhook_unknown`. */
  deleteWebhook(caller: Caller, id: string): Promise<void>;
  /**
   * Makes a new secret; messages are signed with the old one too for `overlap` seconds more.
   *
   * @throws GuanzhuError `webhook_unknown`.
   */
  rotateWebhookSecret(caller: Caller, id: string, overlap: number): Promise<MadeWebhook>;
  /**
   * Goes on after another place of the ledger, back or forth. Messages sent before keep their ids.
   *
   * @throws GuanzhuError `webhook_unknown`; as `Feed.readChanges`.
   */
  replayWebhook(caller: Caller, id: string, start: FeedStart): Promise<Webhook>;
  /**
   * Sends a message of type `test` now, whatever the state, and tells what came of it.
   *
   * @throws GuanzhuError `webhook_unknown`.
   */
  testWebhook(caller: Caller, id: string, signal: AbortSignal): Promise<TestDelivery>;
  /** The last attempts, newest first; at least 1000 are kept. @throws GuanzhuError `webhook_unknown`. */
  listDeliveries(caller: Caller, id: string, page: PageRequest): Promise<Page<DeliveryAttempt>>;
}
