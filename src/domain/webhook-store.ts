import type { Micros } from './time.js';
import type { DeliveryAttempt, Webhook } from './webhook.js';

/** What a webhook's messages are signed with. */
export interface WebhookSecrets {
  readonly current: Uint8Array;
  /** The one before, and when it ends; null when there is none. Wall clock. */
  readonly previous: { readonly value: Uint8Array; readonly expiresAt: Micros } | null;
}

export interface WebhookRecord extends Webhook {
  /** When its owner last changed anything of it; later with each change. Wall clock. */
  readonly editedAt: Micros;
  readonly secrets: WebhookSecrets;
}

/** An attempt as it is kept: messages are named by what makes their ids. */
export type KeptAttempt = Omit<DeliveryAttempt, 'messageId'>;

/** How many attempts of a webhook are kept at least. */
export const keptAttempts = 1000;

/** The part of the storage port that keeps webhooks. Writes are durable on resolving. */
export interface WebhookStore {
  addWebhook(webhook: WebhookRecord): Promise<void>;
  /** Every webhook, in the order in which they were added. */
  webhooks(): Promise<readonly WebhookRecord[]>;
  findWebhook(id: string): Promise<WebhookRecord | undefined>;
  /**
   * Replaces the given members and adds attempts, oldest first, in one transaction. Without such a
   * webhook it does nothing.
   *
   * @param editedAt the members stay as they are unless the webhook was edited last at that time.
   */
  editWebhook(
    id: string,
    changes: Partial<Omit<WebhookRecord, 'id'>>,
    attempts?: readonly KeptAttempt[],
    editedAt?: Micros,
  ): Promise<void>;
  /** Removes a webhook and its attempts; without such a webhook it does nothing. */
  removeWebhook(id: string): Promise<void>;
  /**
   * Attempts with the numbers that they were kept under, newest first, below a number.
   * The numbers rise by one from 1.
   */
  attempts(
    id: string,
    before: number | undefined,
    limit: number,
  ): Promise<readonly (KeptAttempt & { readonly number: number })[]>;
}
