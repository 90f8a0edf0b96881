import type { FastifyInstance } from 'fastify';
import { listCalls } from '../../contract/v1/calls.js';
import { readHistoryRequest } from '../../contract/v1/history.js';
import { getOverview, toOverviewReply } from '../../contract/v1/overview.js';
import type { FollowGraph } from '../../domain/graph.js';
import type { Micros } from '../../domain/time.js';
import type { CallRecord } from '../gewe/call-record.js';
import { type Callers, serveCall } from './serve-call.js';

/** What the administrator sees of the whole instance. */
export function routeOverview(
  app: FastifyInstance,
  callers: Callers,
  { graph, calls, now }: { graph: FollowGraph; calls: CallRecord; now(): Micros },
): void {
  serveCall(app, callers, getOverview, async ({ query }) => {
    const request = readHistoryRequest(query, now());
    return toOverviewReply(await graph.readOverview(request), query.tz);
  });
  serveCall(app, callers, listCalls, async ({ query: { appId, limit } }) => ({
    items: calls.list(appId, limit).map((call) => ({
      ...call,
      failure: call.failure && { ...call.failure, remedy: { ...call.failure.remedy } },
    })),
  }));
}
