import type { FastifyRequest } from 'fastify';
import { placeholderPattern } from '../../contract/body-reader.js';
import { GuanzhuError } from '../../domain/errors.js';
import type { FollowGraph } from '../../domain/graph.js';
import type { Tenant } from '../../domain/tenant.js';
import { maskToken } from '../../domain/token.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on contract paths, before the body is read. */
    tenant: Tenant | null;
  }
}

/** The hook that stands before every contract path: no body is read for a caller without a token. */
export function requireToken(graph: FollowGraph) {
  return async (request: FastifyRequest): Promise<void> => {
    request.tenant = await graph.authenticate(readToken(request));
  };
}

export function tenantOf(request: FastifyRequest): Tenant {
  if (!request.tenant) throw new Error('the route stands outside the token hook');
  return request.tenant;
}

export function readToken({ raw }: FastifyRequest): string {
  // Node joins repeats with a comma; only the distinct list tells them from one value.
  const [token, ...repeats] = raw.headersDistinct['x-gewe-token'] ?? [];
  if (repeats.length > 0) throw new GuanzhuError('token_repeated');
  if (token === undefined || token.trim() === '') throw new GuanzhuError('token_missing');
  if (placeholderPattern.test(token)) {
    throw new GuanzhuError('token_placeholder', { token: maskToken(token) });
  }
  return token;
}
