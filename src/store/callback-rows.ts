import type { Callback, CallbackAttempt } from '../domain/callback.js';
import type { Micros } from '../domain/time.js';
import { type DeliveryRow, fromFailedStep, toFailedStep } from './delivery-row.js';

export interface CallbackAttemptRow extends DeliveryRow {
  readonly appId: string | null;
  readonly follower: string | null;
  readonly followedAt: Micros | null;
}

/** A callback beside the last attempt that failed, whose columns are null when there is none. */
export type CallbackRow = {
  readonly tokenHash: Buffer;
  readonly tenant: string;
  readonly url: string;
  readonly deliveredTo: Micros;
  readonly failures: number;
  readonly failingSince: Micros | null;
  readonly nextAttemptAt: Micros | null;
  readonly takenAt: Micros | null;
} & { readonly [Name in keyof CallbackAttemptRow]: CallbackAttemptRow[Name] | null };

export function toCallback(row: CallbackRow): Callback {
  const { tokenHash, tenant, url, deliveredTo, failures, failingSince, nextAttemptAt, takenAt } =
    row;
  const { attempt, at, durationMs, detail } = row;
  const failed = attempt !== null && at !== null && durationMs !== null && detail !== null;
  return {
    tokenHash,
    tenant: { id: tenant },
    url,
    deliveredTo,
    standing: { failures, failingSince, nextAttemptAt },
    takenAt,
    lastFailure: failed ? toCallbackAttempt({ ...row, attempt, at, durationMs, detail }) : null,
  };
}

export function toCallbackAttempt(row: CallbackAttemptRow): CallbackAttempt {
  const { appId, follower, followedAt, attempt, at, durationMs, status, failedStep, detail } = row;
  const named = appId !== null && follower !== null && followedAt !== null;
  return {
    event: named ? { appId, follower, followedAt } : null,
    attempt,
    at,
    durationMs,
    status,
    failedStep: toFailedStep(failedStep),
    detail,
  };
}

export function fromCallbackAttempt({
  event,
  failedStep,
  ...attempt
}: CallbackAttempt): CallbackAttemptRow {
  return {
    ...attempt,
    appId: event?.appId ?? null,
    follower: event?.follower ?? null,
    followedAt: event?.followedAt ?? null,
    failedStep: fromFailedStep(failedStep),
  };
}
