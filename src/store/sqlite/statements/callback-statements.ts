import type { Micros } from '../../../domain/time.js';
import type { CallbackAttemptRow, CallbackRow } from '../../callback-rows.js';
import { statement } from './statement.js';

const columns = `a.app_id AS appId, a.follower, a.followed_at AS followedAt, a.attempt, a.at,
  a.duration_ms AS durationMs, a.status, a.failed_step AS failedStep, a.detail`;

/** Callbacks and the attempts to deliver to them. */
export const callbackStatements = {
  callbacks: statement<[], CallbackRow>(`
    SELECT c.token_hash AS tokenHash, t.tenant, c.url, c.delivered_to AS deliveredTo, c.failures,
      c.failing_since AS failingSince, c.next_attempt_at AS nextAttemptAt, c.taken_at AS takenAt, ${columns}
    FROM callbacks c JOIN tokens t ON t.hash = c.token_hash
    LEFT JOIN callback_attempts a ON a.token_hash = c.token_hash AND a.number =
      (SELECT number FROM callback_attempts WHERE token_hash = c.token_hash AND failed_step IS NOT NULL
       ORDER BY number DESC LIMIT 1)`),
  setCallback: statement<[Uint8Array, string]>(`
    INSERT INTO callbacks (token_hash, url, delivered_to)
    SELECT ?, ?, at FROM head WHERE id = 1
    ON CONFLICT (token_hash) DO UPDATE SET url = excluded.url, failures = 0, failing_since = NULL,
      next_attempt_at = NULL, taken_at = CASE WHEN url = excluded.url THEN taken_at END`),
  removeCallback: statement<[Uint8Array]>('DELETE FROM callbacks WHERE token_hash = ?'),
  forgetOtherAddress: statement<[{ tokenHash: Uint8Array; url: string }]>(`
    DELETE FROM callback_attempts WHERE token_hash = @tokenHash
      AND NOT EXISTS (SELECT 1 FROM callbacks WHERE token_hash = @tokenHash AND url = @url)`),
  moveCallback: statement<[Micros, Uint8Array, Micros]>(
    'UPDATE callbacks SET delivered_to = ? WHERE token_hash = ? AND delivered_to < ?',
  ),
  setCallbackStanding: statement<
    [
      {
        tokenHash: Uint8Array;
        url: string;
        failures: number;
        failingSince: Micros | null;
        nextAttemptAt: Micros | null;
      },
    ]
  >(`
    UPDATE callbacks SET failures = @failures, failing_since = @failingSince,
      next_attempt_at = @nextAttemptAt
    WHERE token_hash = @tokenHash AND url = @url`),
  setCallbackTaken: statement<[Micros, Uint8Array, string]>(
    'UPDATE callbacks SET taken_at = ? WHERE token_hash = ? AND url = ?',
  ),
  addCallbackAttempt: statement<[CallbackAttemptRow & { tokenHash: Uint8Array; url: string }]>(`
    INSERT INTO callback_attempts (token_hash, number, app_id, follower, followed_at, attempt, at,
      duration_ms, status, failed_step, detail)
    SELECT token_hash, coalesce((SELECT number FROM callback_attempts WHERE token_hash = @tokenHash
        ORDER BY number DESC LIMIT 1), 0) + 1,
      @appId, @follower, @followedAt, @attempt, @at, @durationMs, @status, @failedStep, @detail
    FROM callbacks WHERE token_hash = @tokenHash AND url = @url`),
  forgetCallbackAttempts: statement<[{ tokenHash: Uint8Array; kept: number }]>(`
    DELETE FROM callback_attempts WHERE token_hash = @tokenHash AND number <=
      (SELECT number FROM callback_attempts WHERE token_hash = @tokenHash
       ORDER BY number DESC LIMIT 1) - @kept`),
  callbackAttemptsBefore: statement<
    [Uint8Array, number, number],
    CallbackAttemptRow & { number: number }
  >(`
    SELECT a.number, ${columns}
    FROM callback_attempts a WHERE a.token_hash = ? AND a.number < ? ORDER BY a.number DESC LIMIT ?`),
} as const;
