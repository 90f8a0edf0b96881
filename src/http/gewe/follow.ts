import type { FastifyInstance, FastifyReply } from 'fastify';
import { follow, followFailure, toFollowReply, toFollowRequest } from '../../contract/follow.js';
import type { FollowOutcome } from '../../domain/follow.js';
import type { FollowGraph } from '../../domain/graph.js';
import { readIdempotencyKey } from '../idempotency-key.js';
import { serveOperation } from './serve-operation.js';

/** `POST /finder/follow`, the documented operation. */
export function routeFollow(app: FastifyInstance, graph: FollowGraph): void {
  serveOperation(app, follow, {
    failure: followFailure,
    handle: async ({ tenant, body, request, reply }) => {
      const idempotencyKey = readIdempotencyKey(request);
      const keyed = idempotencyKey === undefined ? {} : { idempotencyKey };
      const asked = { ...toFollowRequest(body), ...keyed };
      return answerFollow(reply, await graph.setFollow(tenant, asked));
    },
  });
}

/** The reply to a write of a follow: the target, and in headers what the write did. */
export function answerFollow(reply: FastifyReply, outcome: FollowOutcome) {
  tellOutcome(reply, outcome);
  return toFollowReply(outcome);
}

/** What a write of a follow did, in headers: the body is the document's. */
export function tellOutcome(reply: FastifyReply, { revision, changed }: FollowOutcome): void {
  reply.header('guanzhu-revision', revision);
  reply.header('guanzhu-changed', String(changed));
}
