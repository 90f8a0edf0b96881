import type { Micros } from '../../domain/time.js';
import {
  type KeptAttempt,
  keptAttempts,
  type WebhookRecord,
  type WebhookStore,
} from '../../domain/webhook-store.js';
import { noAccount } from '../bucket.js';
import type { Revisions } from '../revision.js';
import { fromAttempt, fromWebhook, toAttempt, toWebhook } from '../webhook-rows.js';
import type { Pool } from './pool.js';
import type { WebhookValues } from './statements/webhook-statements.js';
import { statements } from './statements.js';
import type { Transactions } from './transactions.js';

/** `WebhookStore`. */
export class Webhooks implements WebhookStore {
  readonly #transactions: Transactions;
  readonly #pool: Pool;
  readonly #revisions: Revisions;

  constructor(transactions: Transactions, pool: Pool, revisions: Revisions) {
    this.#transactions = transactions;
    this.#pool = pool;
    this.#revisions = revisions;
  }

  addWebhook(webhook: WebhookRecord): Promise<void> {
    return this.#transactions.run(async (transaction) => {
      await transaction.head;
      const last = await transaction.db.get(statements.lastWebhook, noAccount);
      const number = (last?.number ?? 0) + 1;
      transaction.write(
        statements.addWebhook,
        noAccount,
        number,
        ...valuesOf(webhook, this.#revisions),
      );
    });
  }

  webhooks(): Promise<readonly WebhookRecord[]> {
    return this.#pool.use(async (db) =>
      (await db.all(statements.webhooks, noAccount)).map(({ number: _, ...row }) =>
        toWebhook(row, this.#revisions),
      ),
    );
  }

  findWebhook(id: string): Promise<WebhookRecord | undefined> {
    return this.#pool.use(async (db) => {
      const row = await db.get(statements.webhookById, noAccount, id);
      return row && toWebhook(row, this.#revisions);
    });
  }

  editWebhook(
    id: string,
    changes: Partial<Omit<WebhookRecord, 'id'>>,
    attempts: readonly KeptAttempt[] = [],
    editedAt?: Micros,
  ): Promise<void> {
    return this.#transactions.run(async (transaction) => {
      const { db, head } = transaction;
      await head;
      const row = await db.get(statements.webhookById, noAccount, id);
      if (!row) return;
      const { number: webhook, ...kept } = row;
      const last =
        attempts.length === 0
          ? undefined
          : await db.get(statements.lastAttempt, noAccount, webhook);
      if (editedAt === undefined || editedAt === kept.editedAt) {
        const edited = valuesOf(
          { ...toWebhook(kept, this.#revisions), ...changes },
          this.#revisions,
        );
        transaction.write(statements.setWebhook, noAccount, ...edited);
      }
      if (attempts.length === 0) return;
      const before = last?.number ?? 0;
      const rows = attempts.map((attempt, index) =>
        fromAttempt(attempt, before + index + 1, this.#revisions),
      );
      transaction.write(
        statements.addAttempts,
        noAccount,
        webhook,
        rows.map(({ number }) => number),
        rows.map(({ position }) => position),
        rows.map(({ attempt }) => attempt),
        rows.map(({ at }) => at),
        rows.map(({ durationMs }) => durationMs),
        rows.map(({ status }) => status),
        rows.map(({ failedStep }) => failedStep),
        rows.map(({ detail }) => detail),
      );
      const oldest = before + rows.length - keptAttempts;
      transaction.write(statements.forgetAttempts, noAccount, webhook, oldest);
    });
  }

  removeWebhook(id: string): Promise<void> {
    return this.#transactions.run(async (transaction) => {
      const { db, head } = transaction;
      await head;
      const row = await db.get(statements.webhookById, noAccount, id);
      if (!row) return;
      const { number } = row;
      transaction.write(statements.forgetAttempts, noAccount, number, Number.MAX_SAFE_INTEGER);
      transaction.write(statements.removeWebhook, noAccount, id);
    });
  }

  attempts(
    id: string,
    before: number | undefined,
    limit: number,
  ): Promise<readonly (KeptAttempt & { readonly number: number })[]> {
    return this.#pool.snapshot(async (db) => {
      const row = await db.get(statements.webhookById, noAccount, id);
      if (!row) return [];
      const end = before ?? Number.MAX_SAFE_INTEGER;
      const rows = await db.all(statements.attemptsBefore, noAccount, row.number, end, limit);
      return rows.map((row) => toAttempt(row, this.#revisions));
    });
  }
}

function valuesOf(webhook: WebhookRecord, revisions: Revisions): WebhookValues {
  const row = fromWebhook(webhook, revisions);
  return [
    row.id,
    row.owner,
    row.url,
    row.description,
    row.types,
    row.accounts,
    Buffer.from(row.secret),
    row.previousSecret && Buffer.from(row.previousSecret),
    row.previousExpiresAt,
    row.state,
    row.createdAt,
    row.editedAt,
    row.deliveredTo,
    row.failures,
    row.failingSince,
    row.nextAttemptAt,
  ];
}
