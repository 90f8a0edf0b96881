import type { Endpoint } from './endpoint.js';

const prefixes = { contract: '/gewe/v2/api', graph: '/v1' } as const;

export interface BuiltRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
}

/** Shares out an input: path, query, and body in this order. */
export function buildRequest(
  endpoint: Endpoint,
  input: object,
  token: string | undefined,
): BuiltRequest {
  const left = new Map<string, unknown>(Object.entries(input));
  const take = (name: string) => {
    const value = left.get(name);
    left.delete(name);
    return value;
  };
  const path = endpoint.path.replace(/:(\w+)/g, (_, name: string) => segment(name, take(name)));
  const query = new URLSearchParams();
  for (const name of endpoint.query) {
    const value = take(name);
    if (value === undefined || value === null) continue;
    query.set(name, value instanceof Date ? value.toISOString() : String(value));
  }
  const headers: Record<string, string> = { accept: 'application/json' };
  if (endpoint.body) headers['content-type'] = 'application/json';
  if (token !== undefined) {
    if (endpoint.api === 'contract') headers['x-gewe-token'] = token;
    else headers.authorization = `Bearer ${token}`;
  }
  const search = query.size === 0 ? '' : `?${query}`;
  return {
    method: endpoint.method,
    path: `${prefixes[endpoint.api]}${path}${search}`,
    headers,
    body: endpoint.body ? JSON.stringify(Object.fromEntries(left)) : undefined,
  };
}

function segment(name: string, value: unknown): string {
  // Dots alone are steps through the path, however they are encoded.
  if (typeof value !== 'string' || value === '' || value === '.' || value === '..') {
    throw new TypeError(`${name} must name something, not ${JSON.stringify(value)}`);
  }
  return encodeURIComponent(value);
}
