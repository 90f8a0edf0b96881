import type { Page, Paging } from './api-call.js';
import type { Endpoint, Retry } from './endpoint.js';
import { byCursor } from './paging.js';

/** A call, and in `types` (which no object has) what it takes and answers. */
export interface Call<Input, Result> extends Endpoint {
  readonly paging: null;
  readonly types?: (input: Input) => Result;
}

export interface ListCall<Input, P, Item> extends Endpoint {
  readonly paging: Paging<Item, P>;
  readonly types?: (input: Input) => P;
}

export function operation<Input, Data>(
  path: Endpoint['path'],
  retry: Retry = 'always',
): Call<Input, Data> {
  return {
    api: 'contract',
    method: 'POST',
    path,
    query: [],
    body: true,
    admin: false,
    retry,
    paging: null,
  };
}

/** An operation that answers a page of a list. */
export function listOperation<Input, Data, Item>(
  path: Endpoint['path'],
  paging: Paging<Item, Data>,
): ListCall<Input, Data, Item> {
  return { ...operation(path), paging };
}

type Rest = Partial<Pick<Endpoint, 'query' | 'body' | 'admin' | 'retry' | 'gone'>>;

export function call<Input, Result>(
  method: Endpoint['method'],
  path: Endpoint['path'],
  rest: Rest = {},
): Call<Input, Result> {
  // What is not a POST may be done twice.
  const retry = method === 'POST' ? 'unreceived' : 'always';
  return {
    api: 'graph',
    method,
    path,
    query: [],
    body: false,
    admin: false,
    retry,
    paging: null,
    ...rest,
  };
}

export function list<Input, P extends Page<unknown>>(
  path: Endpoint['path'],
  query: readonly string[],
  rest: Rest = {},
): ListCall<Input, P, P['items'][number]> {
  return { ...call('GET', path), query, paging: byCursor, ...rest };
}
