import type { KeptAttempt, WebhookRecord } from '../../domain/webhook-store.js';
import type { Revisions } from '../revision.js';
import { toAttempt, toWebhook } from '../webhook-rows.js';
import { type Database, prepare, read, readOnce } from './driver.js';
import { readRevisions } from './ledger-identity.js';
import { statements } from './statements.js';

/** The reads of `WebhookStore`. */
export class WebhookReader {
  readonly #db: Database;
  readonly #prepared: ReturnType<typeof prepareAll>;
  readonly #revisions: Revisions;

  constructor(db: Database) {
    this.#db = db;
    this.#prepared = prepareAll(db);
    this.#revisions = readRevisions(db);
  }

  webhooks(): readonly WebhookRecord[] {
    return read(() => this.#prepared.webhooks.all().map((row) => toWebhook(row, this.#revisions)));
  }

  findWebhook(id: string): WebhookRecord | undefined {
    return read(() => {
      const row = this.#prepared.webhookById.get(id);
      return row && toWebhook(row, this.#revisions);
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
        .map((row) => toAttempt(row, this.#revisions));
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
