import type { AttemptRow, WebhookRow } from '../../webhook-rows.js';
import { statement } from './statement.js';

const columns = `id, owner, url, description, types, accounts, secret,
  previous_secret AS previousSecret, previous_expires_at AS previousExpiresAt, state,
  created_at AS createdAt, edited_at AS editedAt, delivered_to AS deliveredTo, failures, failing_since AS failingSince,
  next_attempt_at AS nextAttemptAt`;

/** Webhooks and the attempts to deliver to them. */
export const webhookStatements = {
  webhooks: statement<[], WebhookRow>(`SELECT ${columns} FROM webhooks ORDER BY number`),
  webhookById: statement<[string], WebhookRow & { number: number }>(
    `SELECT number, ${columns} FROM webhooks WHERE id = ?`,
  ),
  addWebhook: statement<[WebhookRow]>(`
    INSERT INTO webhooks (id, owner, url, description, types, accounts, secret, previous_secret,
      previous_expires_at, state, created_at, edited_at, delivered_to, failures, failing_since, next_attempt_at)
    VALUES (@id, @owner, @url, @description, @types, @accounts, @secret, @previousSecret,
      @previousExpiresAt, @state, @createdAt, @editedAt, @deliveredTo, @failures, @failingSince, @nextAttemptAt)`),
  setWebhook: statement<[WebhookRow]>(`
    UPDATE webhooks SET owner = @owner, url = @url, description = @description, types = @types,
      accounts = @accounts, secret = @secret, previous_secret = @previousSecret,
      previous_expires_at = @previousExpiresAt, state = @state, created_at = @createdAt,
      edited_at = @editedAt,
      delivered_to = @deliveredTo, failures = @failures, failing_since = @failingSince,
      next_attempt_at = @nextAttemptAt
    WHERE id = @id`),
  removeWebhook: statement<[string]>('DELETE FROM webhooks WHERE id = ?'),
  lastAttempt: statement<[number], { number: number }>(
    'SELECT number FROM webhook_attempts WHERE webhook = ? ORDER BY number DESC LIMIT 1',
  ),
  addAttempt: statement<[AttemptRow & { webhook: number }]>(`
    INSERT INTO webhook_attempts (webhook, number, position, attempt, at, duration_ms, status,
      failed_step, detail)
    VALUES (@webhook, @number, @position, @attempt, @at, @durationMs, @status, @failedStep, @detail)`),
  attemptsBefore: statement<[number, number, number], AttemptRow>(`
    SELECT number, position, attempt, at, duration_ms AS durationMs, status,
      failed_step AS failedStep, detail
    FROM webhook_attempts WHERE webhook = ? AND number < ? ORDER BY number DESC LIMIT ?`),
  forgetAttempts: statement<[number, number]>(
    'DELETE FROM webhook_attempts WHERE webhook = ? AND number <= ?',
  ),
} as const;
