import type { AttemptRow, WebhookRow } from '../../webhook-rows.js';
import { type Column, statement, type TextColumn } from './statement.js';

const columns = `number, id, owner, url, description, types, accounts, secret,
      previous_secret AS "previousSecret", previous_expires_at AS "previousExpiresAt", state,
      created_at AS "createdAt", edited_at AS "editedAt", delivered_to AS "deliveredTo", failures,
      failing_since AS "failingSince", next_attempt_at AS "nextAttemptAt"`;

type NumberedRow = WebhookRow & { readonly number: number };

/** A webhook's columns, in the order of the table, from its id on. */
export type WebhookValues = readonly [
  id: string,
  owner: string | null,
  url: string,
  description: string,
  types: string,
  accounts: string,
  secret: Uint8Array,
  previousSecret: Uint8Array | null,
  previousExpiresAt: number | null,
  state: number,
  createdAt: number,
  editedAt: number,
  deliveredTo: number,
  failures: number,
  failingSince: number | null,
  nextAttemptAt: number | null,
];

/** Webhooks and the attempts to deliver to them. */
export const webhookStatements = {
  webhooks: statement<[b: number], NumberedRow>(
    `SELECT ${columns} FROM webhooks WHERE b = $1 ORDER BY number`,
  ),
  webhookById: statement<[b: number, id: string], NumberedRow>(
    `SELECT ${columns} FROM webhooks WHERE b = $1 AND id = $2`,
  ),
  lastWebhook: statement<[b: number], { number: number }>(
    'SELECT number FROM webhooks WHERE b = $1 ORDER BY number DESC LIMIT 1',
  ),
  addWebhook: statement<[b: number, number: number, ...WebhookValues]>(`
    INSERT INTO webhooks (b, number, id, owner, url, description, types, accounts, secret,
      previous_secret, previous_expires_at, state, created_at, edited_at, delivered_to, failures,
      failing_since, next_attempt_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`),
  setWebhook: statement<[b: number, ...WebhookValues]>(`
    UPDATE webhooks SET owner = $3, url = $4, description = $5, types = $6, accounts = $7,
      secret = $8, previous_secret = $9, previous_expires_at = $10, state = $11, created_at = $12,
      edited_at = $13, delivered_to = $14, failures = $15, failing_since = $16,
      next_attempt_at = $17
    WHERE b = $1 AND id = $2`),
  removeWebhook: statement<[b: number, id: string]>(
    'DELETE FROM webhooks WHERE b = $1 AND id = $2',
  ),
  lastAttempt: statement<[b: number, webhook: number], { number: number }>(`
    SELECT number FROM webhook_attempts
    WHERE b = $1 AND webhook = $2 ORDER BY number DESC LIMIT 1`),
  addAttempts: statement<
    [
      b: number,
      webhook: number,
      number: Column,
      position: Column,
      attempt: Column,
      at: Column,
      durationMs: Column,
      status: readonly (number | null)[],
      failedStep: readonly (number | null)[],
      detail: TextColumn,
    ]
  >(`
    INSERT INTO webhook_attempts (b, webhook, number, position, attempt, at, duration_ms, status,
      failed_step, detail)
    SELECT $1::integer, $2::bigint, * FROM unnest($3::bigint[], $4::bigint[], $5::integer[],
      $6::bigint[], $7::bigint[], $8::integer[], $9::integer[], $10::text[])`),
  attemptsBefore: statement<
    [b: number, webhook: number, before: number, limit: number],
    AttemptRow
  >(`
    SELECT number, position, attempt, at, duration_ms AS "durationMs", status,
      failed_step AS "failedStep", detail
    FROM webhook_attempts
    WHERE b = $1 AND webhook = $2 AND number < $3 ORDER BY number DESC LIMIT $4`),
  forgetAttempts: statement<[b: number, webhook: number, upTo: number]>(
    'DELETE FROM webhook_attempts WHERE b = $1 AND webhook = $2 AND number <= $3',
  ),
} as const;
