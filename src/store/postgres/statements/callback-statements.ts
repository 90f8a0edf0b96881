import type { Micros } from '../../../domain/time.js';
import type { CallbackAttemptRow, CallbackRow } from '../../callback-rows.js';
import { statement } from './statement.js';

const columns = `a.app_id AS "appId", a.follower, a.followed_at AS "followedAt", a.attempt, a.at,
  a.duration_ms AS "durationMs", a.status, a.failed_step AS "failedStep", a.detail`;

/** Callbacks and the attempts to deliver to them. */
export const callbackStatements = {
  callbacks: statement<[b: number], CallbackRow>(`
    SELECT c.token_hash AS "tokenHash", t.tenant, c.url, c.delivered_to AS "deliveredTo", c.failures,
      c.failing_since AS "failingSince", c.next_attempt_at AS "nextAttemptAt", c.taken_at AS "takenAt",
      ${columns}
    FROM callbacks c JOIN tokens t ON t.b = c.b AND t.hash = c.token_hash
    LEFT JOIN callback_attempts a ON a.b = c.b AND a.token_hash = c.token_hash AND a.number =
      (SELECT f.number FROM callback_attempts f
       WHERE f.b = c.b AND f.token_hash = c.token_hash AND f.failed_step IS NOT NULL
       ORDER BY f.number DESC LIMIT 1)
    WHERE c.b = $1`),
  setCallback: statement<[b: number, hash: Uint8Array, url: string]>(`
    INSERT INTO callbacks (b, token_hash, url, delivered_to)
    SELECT h.b, $2::bytea, $3::text, h.at FROM head h WHERE h.b = $1
    ON CONFLICT (b, token_hash) DO UPDATE SET url = excluded.url, failures = 0, failing_since = NULL,
      next_attempt_at = NULL,
      taken_at = CASE WHEN callbacks.url = excluded.url THEN callbacks.taken_at END`),
  removeCallback: statement<[b: number, hash: Uint8Array]>(
    'DELETE FROM callbacks WHERE b = $1 AND token_hash = $2',
  ),
  forgetOtherAddress: statement<[b: number, hash: Uint8Array, url: string]>(`
    DELETE FROM callback_attempts WHERE b = $1 AND token_hash = $2
      AND NOT EXISTS (SELECT 1 FROM callbacks WHERE b = $1 AND token_hash = $2 AND url = $3)`),
  /** Sets what is not null. */
  setCallbackStanding: statement<
    [
      b: number,
      hash: Uint8Array,
      url: string,
      deliveredTo: Micros | null,
      takenAt: Micros | null,
      failures: number | null,
      failingSince: Micros | null,
      nextAttemptAt: Micros | null,
    ]
  >(`
    UPDATE callbacks SET delivered_to = greatest(delivered_to, $4::bigint),
      taken_at = CASE WHEN url = $3 THEN coalesce($5::bigint, taken_at) ELSE taken_at END,
      failures = CASE WHEN url = $3 THEN coalesce($6::integer, failures) ELSE failures END,
      failing_since =
        CASE WHEN url = $3 AND $6::integer IS NOT NULL THEN $7::bigint ELSE failing_since END,
      next_attempt_at =
        CASE WHEN url = $3 AND $6::integer IS NOT NULL THEN $8::bigint ELSE next_attempt_at END
    WHERE b = $1 AND token_hash = $2`),
  addCallbackAttempt: statement<
    [
      b: number,
      hash: Uint8Array,
      url: string,
      appId: string | null,
      follower: string | null,
      followedAt: Micros | null,
      attempt: number,
      at: Micros,
      durationMs: number,
      status: number | null,
      failedStep: number | null,
      detail: string,
    ]
  >(`
    INSERT INTO callback_attempts (b, token_hash, number, app_id, follower, followed_at, attempt, at,
      duration_ms, status, failed_step, detail)
    SELECT c.b, c.token_hash, coalesce((SELECT a.number FROM callback_attempts a
        WHERE a.b = $1 AND a.token_hash = $2 ORDER BY a.number DESC LIMIT 1), 0) + 1,
      $4::text, $5::text, $6::bigint, $7::integer, $8::bigint, $9::bigint, $10::integer, $11::integer,
      $12::text
    FROM callbacks c WHERE c.b = $1 AND c.token_hash = $2 AND c.url = $3`),
  forgetCallbackAttempts: statement<[b: number, hash: Uint8Array, kept: number]>(`
    DELETE FROM callback_attempts WHERE b = $1 AND token_hash = $2 AND number <=
      (SELECT a.number FROM callback_attempts a WHERE a.b = $1 AND a.token_hash = $2
       ORDER BY a.number DESC LIMIT 1) - $3::bigint`),
  callbackAttemptsBefore: statement<
    [b: number, hash: Uint8Array, before: number, limit: number],
    CallbackAttemptRow & { number: number }
  >(`
    SELECT a.number, ${columns}
    FROM callback_attempts a
    WHERE a.b = $1 AND a.token_hash = $2 AND a.number < $3 ORDER BY a.number DESC LIMIT $4`),
} as const;
