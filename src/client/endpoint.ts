import type { ErrorCode } from '../domain/errors.js';
import type { Paging } from './api-call.js';

/**
 * When a failed attempt may be made again: `always`, for reads and for what may be done twice; `keyed`,
 * always as well, under one `Idempotency-Key`; `unreceived`, only when the server did not get it.
 */
export type Retry = 'always' | 'keyed' | 'unreceived';

/** A call as data. Its input is one object: what `path` and `query` do not name is the body. */
export interface Endpoint {
  readonly api: 'contract' | 'graph';
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the API's prefix, parameters as `:name`. */
  readonly path: `/${string}`;
  readonly query: readonly string[];
  readonly body: boolean;
  readonly admin: boolean;
  readonly retry: Retry;
  /** What a delete that was done already is answered with, where that is an error. */
  readonly gone?: ErrorCode;
  /** How a list goes on; null for what is none. Its pages are what the server sends. */
  readonly paging: Paging<unknown, never> | null;
}
