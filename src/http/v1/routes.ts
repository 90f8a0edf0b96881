import type { FastifyInstance } from 'fastify';
import { GuanzhuError } from '../../domain/errors.js';
import type { FollowGraph } from '../../domain/graph.js';
import type { Micros } from '../../domain/time.js';
import { type ConsoleAccess, hasSession, tellTime } from '../console/console-session.js';
import type { CallRecord } from '../gewe/call-record.js';
import { reachRevision } from '../read-revision.js';
import { routeAccounts } from './accounts.js';
import { routeAudit } from './audit.js';
import { routeCallbacks } from './callbacks.js';
import { routeChanges } from './changes.js';
import { routeDevices } from './devices.js';
import { routeGraph } from './graph.js';
import { GuessLimit } from './guess-limit.js';
import { routeOverview } from './overview.js';
import { sendProblem } from './problem.js';
import { routeReports } from './reports.js';
import type { Callers } from './serve-call.js';
import { routeTokens } from './tokens.js';
import { transferRoutes } from './transfer.js';
import { routeWebhooks } from './webhooks.js';

export interface GraphApiOptions {
  readonly graph: FollowGraph;
  readonly calls: CallRecord;
  /** Whether a token is the administrator's. */
  isAdmin(token: string): Promise<boolean>;
  /** The wall clock. */
  now(): Micros;
  /** Aborted when the server ends. */
  readonly closing: AbortSignal;
  /** Whose sessions count as the administrator; absent when there is no console. */
  readonly console: ConsoleAccess | undefined;
}

/** The graph API: the token before everything, errors as problem details. */
export async function graphApiRoutes(
  app: FastifyInstance,
  { graph, calls, isAdmin, closing, now, console }: GraphApiOptions,
): Promise<void> {
  app.decorateRequest('caller', null);
  app.setErrorHandler((error, _, reply) => sendProblem(error, reply));
  app.setNotFoundHandler(() => {
    throw new GuanzhuError('not_found');
  });
  // Each call reads its own input: its reader says more than a validator's verdict.
  app.setValidatorCompiler(() => () => true);
  app.addHook('preHandler', reachRevision(graph));
  tellTime(app, now);
  const callers: Callers = {
    isAdmin,
    tenantOf: (token) => graph.authenticate(token),
    hasSession: async (request) => console !== undefined && hasSession(console, request),
    guesses: new GuessLimit(),
  };
  routeAccounts(app, callers, graph);
  routeChanges(app, callers, graph, closing);
  routeDevices(app, callers, graph);
  routeTokens(app, callers, graph);
  routeAudit(app, callers, graph);
  routeReports(app, callers, graph);
  routeWebhooks(app, callers, graph, closing);
  routeCallbacks(app, callers, graph, closing);
  routeGraph(app, callers, graph, now);
  routeOverview(app, callers, { graph, calls, now });
  await app.register(transferRoutes, { callers, graph });
}
