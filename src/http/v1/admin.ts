import type { FastifyInstance, FastifyRequest } from 'fastify';
import { GuanzhuError } from '../../domain/errors.js';
import type { FollowGraph } from '../../domain/graph.js';
import { routeDevices } from './devices.js';
import { sendProblem } from './problem.js';

/** Where the graph API lives. */
export const v1Prefix = '/v1';

export interface AdminRoutesOptions {
  readonly graph: FollowGraph;
  /** Whether a token is the administrator's. */
  isAdmin(token: string): boolean;
}

/** The calls of the instance's administrator: the token before everything, errors as problems. */
export async function adminRoutes(
  app: FastifyInstance,
  { graph, isAdmin }: AdminRoutesOptions,
): Promise<void> {
  app.setErrorHandler((error, _, reply) => sendProblem(error, reply));
  app.setNotFoundHandler(() => {
    throw new GuanzhuError('not_found');
  });
  app.addHook('onRequest', async (request) => {
    if (request.is404) return;
    const token = bearerToken(request);
    if (token === undefined || !isAdmin(token)) throw new GuanzhuError('admin_token_invalid');
  });
  // Bodies are read by their routes, which say what is wrong with them.
  app.setValidatorCompiler(() => (value: unknown) => ({ value }));
  routeDevices(app, graph);
}

function bearerToken({ headers }: FastifyRequest): string | undefined {
  return /^Bearer +([\x21-\x7e]+) *$/i.exec(headers.authorization ?? '')?.[1];
}
