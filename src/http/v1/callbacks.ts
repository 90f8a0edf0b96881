import type { FastifyInstance } from 'fastify';
import {
  getCallback,
  listCallbackDeliveries,
  listCallbacks,
  testCallback,
  toCallbackAttemptReply,
  toCallbackReply,
} from '../../contract/v1/callbacks.js';
import type { FollowGraph } from '../../domain/graph.js';
import { type Callers, serveCall } from './serve-call.js';
import { whileWanted } from './while-wanted.js';

/** What owners of tokens ask about their callback addresses. */
export function routeCallbacks(
  app: FastifyInstance,
  callers: Callers,
  graph: FollowGraph,
  closing: AbortSignal,
): void {
  serveCall(app, callers, listCallbacks, async ({ caller }) => ({
    items: (await graph.listCallbacks(caller)).map(toCallbackReply),
  }));
  serveCall(app, callers, getCallback, async ({ caller, params: { id } }) =>
    toCallbackReply(await graph.getCallback(caller, id)),
  );
  serveCall(app, callers, testCallback, async ({ caller, params: { id }, reply }) => ({
    ...(await graph.testCallback(caller, id, whileWanted(reply, closing))),
  }));
  serveCall(app, callers, listCallbackDeliveries, async ({ caller, params: { id }, query }) => {
    const { limit, cursor = '' } = query;
    const { items, nextCursor } = await graph.listCallbackDeliveries(caller, id, { limit, cursor });
    return { items: items.map(toCallbackAttemptReply), nextCursor, hasMore: nextCursor !== '' };
  });
}
