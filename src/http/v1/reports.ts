import type { FastifyInstance } from 'fastify';
import {
  readAttributionRequest,
  reportAttribution,
  toAttributionReply,
} from '../../contract/v1/reports.js';
import type { FollowGraph } from '../../domain/graph.js';
import { type Callers, serveCall } from './serve-call.js';

/** What the ledger adds up to. */
export function routeReports(app: FastifyInstance, callers: Callers, graph: FollowGraph): void {
  serveCall(app, callers, reportAttribution, async ({ caller, query }) =>
    toAttributionReply(
      query.by,
      await graph.reportAttribution(caller, readAttributionRequest(query)),
    ),
  );
}
