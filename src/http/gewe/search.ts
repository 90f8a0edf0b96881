import type { FastifyInstance } from 'fastify';
import { search, searchFailure, toSearchRequest } from '../../contract/search.js';
import {
  searchFollow,
  searchFollowFailure,
  toSearchFollowReply,
  toSearchFollowRequest,
} from '../../contract/search-follow.js';
import { toSearchReply } from '../../contract/search-reply.js';
import type { FollowGraph } from '../../domain/graph.js';
import { tellOutcome } from './follow.js';
import { serveOperation } from './serve-operation.js';

/** Finding accounts, and following one in the same call. */
export function routeSearch(app: FastifyInstance, graph: FollowGraph): void {
  serveOperation(app, search, {
    failure: () => searchFailure,
    handle: async ({ tenant, body }) =>
      toSearchReply(await graph.search(tenant, toSearchRequest(body))),
  });
  serveOperation(app, searchFollow, {
    failure: () => searchFollowFailure,
    handle: async ({ tenant, body, reply }) => {
      tellOutcome(reply, await graph.searchFollow(tenant, toSearchFollowRequest(body)));
      return toSearchFollowReply();
    },
  });
}
