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
  /** The query parameter that takes a page's `nextCursor`; null for what is no list. */
  readonly pageBy: 'cursor' | 'after' | null;
}
