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
  'ndjson_invalid',
  'import_incomplete',
  'parameter_unknown',
  'value_unclear',
  'too_many_attempts',
  'token_unknown',
  'webhook_unknown',
  'callback_unknown',
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

/**
 * What was refused, what it has to be and what came instead: `brokenRule` in `rule.ts` makes it, so that
 * no message says less.
 */
export type BrokenRule = Readonly<
  Record<'field' | 'rule' | 'ruleZh' | 'found' | 'foundZh' | 'value', string>
>;

/** A code whose values are free. */
export type PlainErrorCode = Exclude<ErrorCode, 'parameter_invalid'>;

/** An error as data, fit to cross a thread or a process. */
export type Refusal =
  | { readonly code: PlainErrorCode; readonly params: ErrorParams }
  | { readonly code: 'parameter_invalid'; readonly params: BrokenRule };

export class GuanzhuError extends Error {
  override readonly name = 'GuanzhuError';
  readonly code: ErrorCode;
  readonly params: ErrorParams;
  readonly refusal: Refusal;

  /** @param given a code with its `params`, or both as they were. */
  constructor(given: PlainErrorCode | Refusal, params: ErrorParams = {}, options?: ErrorOptions) {
    const refusal = typeof given === 'string' ? { code: given, params } : given;
    const named = Object.entries(refusal.params).map(([key, value]) => ` ${key}=${value}`);
    super(`${refusal.code}${named.join('')}`, options);
    this.code = refusal.code;
    this.params = refusal.params;
    this.refusal = refusal;
  }
}

/** The error itself when it is one of ours; anything else becomes a bland `internal`. */
export function asGuanzhuError(error: unknown): GuanzhuError {
  return error instanceof GuanzhuError ? error : new GuanzhuError('internal', {}, { cause: error });
}
