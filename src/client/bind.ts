import { ApiCall, ApiList } from './api-call.js';
import type { Call, ListCall } from './call.js';
import type { Endpoint } from './endpoint.js';
import type { CallOptions, Transport } from './transport.js';

/** An input that needs no member may be left out. */
type Given<Input> =
  Partial<Input> extends Input
    ? [input?: Input, options?: CallOptions]
    : [input: Input, options?: CallOptions];

type Method<C> =
  C extends ListCall<infer Input, infer P, infer Item>
    ? (...given: Given<Input>) => ApiList<Item, P>
    : C extends Call<infer Input, infer Result>
      ? (...given: Given<Input>) => ApiCall<Result>
      : never;

/** The methods that a group of calls becomes. */
export type Methods<Group> = { readonly [Name in keyof Group]: Method<Group[Name]> };

export function bind<Group extends object>(transport: Transport, group: Group): Methods<Group>;
export function bind(transport: Transport, group: Record<string, Endpoint>): object {
  const methods = Object.entries(group).map(([name, endpoint]) => [
    name,
    toMethod(transport, endpoint),
  ]);
  return Object.fromEntries(methods);
}

function toMethod(transport: Transport, endpoint: Endpoint) {
  const { paging } = endpoint;
  if (paging === null) {
    return (input: object = {}, options: CallOptions = {}) =>
      new ApiCall(transport.send(endpoint, input, options));
  }
  return (input: object = {}, options: CallOptions = {}) =>
    new ApiList(paging, input, (given) => transport.send<never>(endpoint, given, options));
}
