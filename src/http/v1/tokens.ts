import type { FastifyInstance } from 'fastify';
import {
  createToken,
  deleteToken,
  listTokens,
  rotateToken,
  suspendToken,
  toMadeReply,
  toTokenReply,
} from '../../contract/v1/tokens.js';
import type { FollowGraph } from '../../domain/graph.js';
import { type Callers, serveCall } from './serve-call.js';

/** What the administrator does with tokens. */
export function routeTokens(app: FastifyInstance, callers: Callers, graph: FollowGraph): void {
  serveCall(app, callers, createToken, async ({ body: { tenant, label } }) =>
    toMadeReply(
      await graph.createToken({ label, ...(tenant !== undefined && { tenant: { id: tenant } }) }),
    ),
  );
  serveCall(app, callers, listTokens, async ({ query: { limit, cursor = '' } }) => {
    const { items, nextCursor } = await graph.listTokens({ limit, cursor });
    return { items: items.map(toTokenReply), nextCursor, hasMore: nextCursor !== '' };
  });
  serveCall(app, callers, rotateToken, async ({ params: { id }, body: { overlapSeconds } }) =>
    toMadeReply(await graph.rotateToken(id, overlapSeconds)),
  );
  serveCall(app, callers, suspendToken, async ({ params: { id }, body: { suspended } }) => {
    await graph.suspendToken(id, suspended);
    return {};
  });
  serveCall(app, callers, deleteToken, async ({ params: { id } }) => {
    await graph.deleteToken(id);
    return {};
  });
}
