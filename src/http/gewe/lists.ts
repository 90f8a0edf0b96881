import type { FastifyInstance } from 'fastify';
import { toActor } from '../../contract/actor.js';
import { followList, followListFailure, toFollowListReply } from '../../contract/follow-list.js';
import {
  mentionList,
  mentionListFailure,
  toMentionListReply,
  toMentionRequest,
} from '../../contract/mention-list.js';
import type { FollowGraph } from '../../domain/graph.js';
import { serveOperation } from './serve-operation.js';

/** Whom a caller follows, and who followed it. */
export function routeLists(app: FastifyInstance, graph: FollowGraph): void {
  serveOperation(app, followList, {
    failure: () => followListFailure,
    handle: async ({ tenant, body }) =>
      toFollowListReply(await graph.listFollowing(tenant, toActor(body), body.lastBuffer ?? '')),
  });
  serveOperation(app, mentionList, {
    failure: () => mentionListFailure,
    handle: async ({ tenant, body }) =>
      toMentionListReply(await graph.listMentions(tenant, toActor(body), toMentionRequest(body))),
  });
}
