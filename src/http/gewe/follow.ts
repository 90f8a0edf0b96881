import type { FastifyInstance } from 'fastify';
import { follow, followFailure, toFollowReply, toFollowRequest } from '../../contract/follow.js';
import type { FollowGraph } from '../../domain/graph.js';
import { serveOperation } from './serve-operation.js';

/** `POST /finder/follow`, the documented operation. */
export function routeFollow(app: FastifyInstance, graph: FollowGraph): void {
  serveOperation(app, follow, {
    failure: followFailure,
    handle: async ({ tenant, body, reply }) => {
      const outcome = await graph.setFollow(tenant, toFollowRequest(body));
      reply.header('guanzhu-revision', outcome.revision);
      reply.header('guanzhu-changed', String(outcome.changed));
      return toFollowReply(outcome);
    },
  });
}
