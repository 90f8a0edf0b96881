import type { ErrorCode } from '../domain/errors.js';

/** What failed. A server newer than this client may name codes that are not listed here. */
export type ApiErrorCode =
  | ErrorCode
  | 'connection_failed'
  | 'timeout'
  | 'reply_unreadable'
  | 'unknown'
  // Keeps the names above in an editor's suggestions.
  | (string & Record<never, never>);

export interface ApiErrorFields {
  readonly code: ApiErrorCode;
  readonly detail: string;
  /** The HTTP status; the contract's operations fail with 200. 0 without a reply. */
  readonly status: number;
  readonly requestId?: string | undefined;
  /** The reply as it came; undefined without one. */
  readonly body?: unknown;
  /** How long the server asks to wait. */
  readonly retryAfterMs?: number | undefined;
  /** Which value was refused, as the call names it. */
  readonly field?: string | undefined;
  /** The rule that it breaks, such as `must be an integer from 1 to 1000`. */
  readonly rule?: string | undefined;
}

/** A call failed: what every error of this client is, a call's own abort apart. */
export class GuanzhuApiError extends Error {
  override readonly name: string = 'GuanzhuApiError';
  readonly code: ApiErrorCode;
  readonly detail: string;
  readonly status: number;
  readonly requestId: string | undefined;
  readonly body: unknown;
  readonly retryAfterMs: number | undefined;
  readonly field: string | undefined;
  readonly rule: string | undefined;

  constructor(fields: ApiErrorFields, options?: { cause?: unknown }) {
    super(`${fields.code}: ${fields.detail}`, options);
    this.code = fields.code;
    this.detail = fields.detail;
    this.status = fields.status;
    this.requestId = fields.requestId;
    this.body = fields.body;
    this.retryAfterMs = fields.retryAfterMs;
    this.field = fields.field;
    this.rule = fields.rule;
  }
}

/** The request itself is wrong: repeating it fails again. */
export class InvalidRequestError extends GuanzhuApiError {
  override readonly name = 'InvalidRequestError';
}
/** The token is missing or unknown. */
export class AuthenticationError extends GuanzhuApiError {
  override readonly name = 'AuthenticationError';
}
/** The token may not do this: it is not the administrator's, or of another account. */
export class ForbiddenError extends GuanzhuApiError {
  override readonly name = 'ForbiddenError';
}
export class NotFoundError extends GuanzhuApiError {
  override readonly name = 'NotFoundError';
}
/** What stands now is in the way: a taken name, a device that is offline. */
export class ConflictError extends GuanzhuApiError {
  override readonly name = 'ConflictError';
}
/** A rule refuses it: following oneself, an expired `searchInfo`. */
export class RefusedError extends GuanzhuApiError {
  override readonly name = 'RefusedError';
}
export class RateLimitError extends GuanzhuApiError {
  override readonly name = 'RateLimitError';
}
/** A fault of the server. */
export class ServerError extends GuanzhuApiError {
  override readonly name: string = 'ServerError';
}
/** The server cannot answer now; later it may. */
export class UnavailableError extends ServerError {
  override readonly name = 'UnavailableError';
}
/** No reply came. */
export class ConnectionError extends GuanzhuApiError {
  override readonly name: string = 'ConnectionError';
}
/** No reply came in time. */
export class RequestTimeoutError extends ConnectionError {
  override readonly name = 'RequestTimeoutError';
}

const byStatus: Readonly<Record<number, typeof GuanzhuApiError>> = {
  401: AuthenticationError,
  403: ForbiddenError,
  404: NotFoundError,
  409: ConflictError,
  410: NotFoundError,
  422: RefusedError,
  429: RateLimitError,
  502: UnavailableError,
  503: UnavailableError,
  504: UnavailableError,
};

/** The error of the class that an HTTP status stands for. */
export function apiError(status: number, fields: ApiErrorFields): GuanzhuApiError {
  const family = status >= 500 ? ServerError : status >= 400 ? InvalidRequestError : undefined;
  return new (byStatus[status] ?? family ?? GuanzhuApiError)(fields);
}
