import type { FastifyInstance } from 'fastify';
import type { FollowGraph } from '../../domain/graph.js';
import type { Micros } from '../../domain/time.js';
import { reachRevision } from '../read-revision.js';
import { type CallRecord, recordCalls } from './call-record.js';
import { routeFinders } from './finders.js';
import { routeFollow } from './follow.js';
import { routeLists } from './lists.js';
import { routeProfiles } from './profiles.js';
import { routeSearch } from './search.js';
import { requireToken } from './token.js';

/** The contract's operations: a token before everything, bodies read as the contract decides. */
export async function contractRoutes(
  app: FastifyInstance,
  { graph, calls, now }: { graph: FollowGraph; calls: CallRecord; now(): Micros },
): Promise<void> {
  app.decorateRequest('tenant', null);
  recordCalls(app, calls, now);
  app.addHook('onRequest', requireToken(graph));
  app.addHook('preHandler', reachRevision(graph));
  // Each operation reads its own body: its reader says more than a validator's verdict.
  app.setValidatorCompiler(() => () => true);
  routeFollow(app, graph);
  routeFinders(app, graph);
  routeLists(app, graph);
  routeProfiles(app, graph);
  routeSearch(app, graph);
}
