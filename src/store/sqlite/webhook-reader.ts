import type { KeptAttempt, WebhookRecord } from '../../domain/webhook-store.js';
import { toAttempt, toWebhook } from '../webhook-rows.js';
import { type Database, prepare, read, readOnce } from './driver.js';
import { statements } from './statements.js';

/** The reads of `WebhookStore`. */
export class WebhookReader {
  readonly #db: Database;
  readonly #prepared: ReturnType<typeof prepareAll>;

  constructor(db: Database) {
    this.#db = db;
    this.#prepared = prepareAll(db);
  }

  webhooks(): readonly WebhookRecord[] {
    return read(() => this.#prepared.webhooks.all().map(toWebhook));
  }

  findWebhook(id: string): WebhookRecord | undefined {
    return read(() => {
      const row = this.#prepared.webhookById.get(id);
      return row && toWebhook(row);
    });
  }

  attempts(
    id: string,
    before: number | undefined,
    limit: number,
  ): readonly (KeptAttempt & { readonly number: number })[] {
    return readOnce(this.#db, () => {
      const webhook = this.#prepared.webhookById.get(id)?.number ?? 0;
      return this.#prepared.attemptsBefore
        .all(webhook, before ?? Number.MAX_SAFE_INTEGER, limit)
        .map(toAttempt);
    });
  }
}

function prepareAll(db: Database) {
  return {
    webhooks: prepare(db, statements.webhooks),
    webhookById: prepare(db, statements.webhookById),
    attemptsBefore: prepare(db, statements.attemptsBefore),
  };
}
