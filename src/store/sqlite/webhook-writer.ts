import type { Micros } from '../../domain/time.js';
import { type KeptAttempt, keptAttempts, type WebhookRecord } from '../../domain/webhook-store.js';
import type { Revisions } from '../revision.js';
import { fromAttempt, fromWebhook, toWebhook } from '../webhook-rows.js';
import { type Database, prepare } from './driver.js';
import { readRevisions } from './ledger-identity.js';
import { statements } from './statements.js';

interface EditWebhook {
  readonly kind: 'edit-webhook';
  readonly id: string;
  readonly changes: Partial<Omit<WebhookRecord, 'id'>>;
  readonly attempts: readonly KeptAttempt[];
  readonly editedAt: Micros | undefined;
}

export type WebhookWrite =
  | { readonly kind: 'add-webhook'; readonly webhook: WebhookRecord }
  | EditWebhook
  | { readonly kind: 'remove-webhook'; readonly id: string };

/** The writes of `WebhookStore`, each inside a transaction that its caller holds. */
export class WebhookWriter {
  readonly #prepared: ReturnType<typeof prepareAll>;
  readonly #revisions: Revisions;

  constructor(db: Database) {
    this.#prepared = prepareAll(db);
    this.#revisions = readRevisions(db);
  }

  write(write: WebhookWrite): void {
    switch (write.kind) {
      case 'add-webhook':
        this.#prepared.addWebhook.run(fromWebhook(write.webhook, this.#revisions));
        break;
      case 'edit-webhook':
        this.#edit(write);
        break;
      case 'remove-webhook': {
        const row = this.#prepared.webhookById.get(write.id);
        if (!row) return;
        this.#prepared.forgetAttempts.run(row.number, Number.MAX_SAFE_INTEGER);
        this.#prepared.removeWebhook.run(write.id);
        break;
      }
    }
  }

  #edit({ id, changes, attempts, editedAt }: EditWebhook): void {
    const row = this.#prepared.webhookById.get(id);
    if (!row) return;
    const { number: webhook, ...kept } = row;
    if (editedAt === undefined || editedAt === kept.editedAt) {
      this.#prepared.setWebhook.run(
        fromWebhook({ ...toWebhook(kept, this.#revisions), ...changes }, this.#revisions),
      );
    }
    if (attempts.length === 0) return;
    let last = this.#prepared.lastAttempt.get(webhook)?.number ?? 0;
    for (const attempt of attempts) {
      last += 1;
      this.#prepared.addAttempt.run({ ...fromAttempt(attempt, last, this.#revisions), webhook });
    }
    this.#prepared.forgetAttempts.run(webhook, last - keptAttempts);
  }
}

function prepareAll(db: Database) {
  return {
    webhookById: prepare(db, statements.webhookById),
    addWebhook: prepare(db, statements.addWebhook),
    setWebhook: prepare(db, statements.setWebhook),
    removeWebhook: prepare(db, statements.removeWebhook),
    lastAttempt: prepare(db, statements.lastAttempt),
    addAttempt: prepare(db, statements.addAttempt),
    forgetAttempts: prepare(db, statements.forgetAttempts),
  };
}
