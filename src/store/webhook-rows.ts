import type { Micros } from '../domain/time.js';
import { webhookStates } from '../domain/webhook.js';
import type { KeptAttempt, WebhookRecord } from '../domain/webhook-store.js';
import { type DeliveryRow, fromFailedStep, toFailedStep } from './delivery-row.js';
import type { Revisions } from './revision.js';

export interface WebhookRow {
  readonly id: string;
  readonly owner: string | null;
  readonly url: string;
  readonly description: string;
  readonly types: string;
  readonly accounts: string;
  readonly secret: Uint8Array;
  readonly previousSecret: Uint8Array | null;
  readonly previousExpiresAt: Micros | null;
  readonly state: number;
  readonly createdAt: Micros;
  readonly editedAt: Micros;
  readonly deliveredTo: number;
  readonly failures: number;
  readonly failingSince: Micros | null;
  readonly nextAttemptAt: Micros | null;
}

export interface AttemptRow extends DeliveryRow {
  readonly number: number;
  readonly position: number;
}

export function toWebhook(row: WebhookRow, revisions: Revisions): WebhookRecord {
  const { previousSecret, previousExpiresAt } = row;
  return {
    id: row.id,
    owner: row.owner === null ? null : { id: row.owner },
    url: row.url,
    description: row.description,
    types: JSON.parse(row.types),
    accounts: JSON.parse(row.accounts),
    state: webhookStates[row.state - 1] ?? 'paused',
    createdAt: row.createdAt,
    editedAt: row.editedAt,
    deliveredTo: revisions.encode(row.deliveredTo),
    failures: row.failures,
    failingSince: row.failingSince,
    nextAttemptAt: row.nextAttemptAt,
    secrets: {
      current: row.secret,
      previous:
        previousSecret !== null && previousExpiresAt !== null
          ? { value: previousSecret, expiresAt: previousExpiresAt }
          : null,
    },
  };
}

export function fromWebhook(
  { secrets, ...webhook }: WebhookRecord,
  revisions: Revisions,
): WebhookRow {
  return {
    ...webhook,
    owner: webhook.owner?.id ?? null,
    types: JSON.stringify(webhook.types),
    accounts: JSON.stringify(webhook.accounts),
    secret: secrets.current,
    previousSecret: secrets.previous?.value ?? null,
    previousExpiresAt: secrets.previous?.expiresAt ?? null,
    state: webhookStates.indexOf(webhook.state) + 1,
    deliveredTo: revisions.decode(webhook.deliveredTo, 'deliveredTo'),
  };
}

export function toAttempt(
  { position, failedStep, ...row }: AttemptRow,
  revisions: Revisions,
): KeptAttempt & { readonly number: number } {
  return {
    ...row,
    revision: revisions.encode(position),
    failedStep: toFailedStep(failedStep),
  };
}

export function fromAttempt(
  { revision, failedStep, ...attempt }: KeptAttempt,
  number: number,
  revisions: Revisions,
): AttemptRow {
  return {
    ...attempt,
    number,
    position: revisions.decode(revision, 'revision'),
    failedStep: fromFailedStep(failedStep),
  };
}
