/**
 * Every way in which a call can fail. What each looks like stands in `contract/errors.ts` for the
 * contract's operations and in `contract/problem-forms.ts` for the graph API; tests hold the lists and
 * docs/errors.md equal.
 */
export const errorCodes = [
  'token_missing',
  'token_repeated',
  'token_invalid',
  'token_placeholder',
  'parameter_missing',
  'parameter_invalid',
  'parameter_placeholder',
  'device_unknown',
  'device_offline',
  'identity_unknown',
  'role_mismatch',
  'self_follow',
  'target_unknown',
  'finder_exists',
  'name_taken',
  'callback_refused',
  'admin_token_invalid',
  'search_info_invalid',
  'search_info_expired',
  'search_no_match',
  'qr_code_unknown',
  'overloaded',
  'store_unavailable',
  'outcome_unknown',
  'internal',
  'request_malformed',
  'json_invalid',
  'not_found',
  'method_not_allowed',
  'request_timeout',
  'body_too_large',
  'media_type_unsupported',
  'expectation_failed',
  'headers_too_large',
  'bearer_missing',
  'too_many_rows',
  'account_unknown',
  'revision_unknown',
  'ledger_changed',
  'target_suspended',
  'identity_suspended',
  'blocked',
  'account_deleted',
  'admin_only',
  'csv_invalid',
  'too_many_attempts',
  'token_unknown',
  'webhook_unknown',
  'too_many_webhooks',
  'device_exists',
  'account_exists',
  'idempotency_key_reused',
  'idempotency_key_running',
  'sign_in_link_invalid',
  'origin_refused',
  'host_refused',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** The values that an error's text names, by placeholder. */
export type ErrorParams = Readonly<Record<string, string>>;

/** An error as data, fit to cross a thread or a process. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly params: ErrorParams;
}

export class GuanzhuError extends Error implements Refusal {
  override readonly name = 'GuanzhuError';
  readonly code: ErrorCode;
  readonly params: ErrorParams;

  constructor(code: ErrorCode, params: ErrorParams = {}, options?: ErrorOptions) {
    const named = Object.entries(params).map(([key, value]) => ` ${key}=${value}`);
    super(`${code}${named.join('')}`, options);
    this.code = code;
    this.params = params;
  }
}

/** The error itself when it is one of ours; anything else becomes a bland `internal`. */
export function asGuanzhuError(error: unknown): GuanzhuError {
  return error instanceof GuanzhuError ? error : new GuanzhuError('internal', {}, { cause: error });
}
