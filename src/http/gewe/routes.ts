import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { createBodyReader } from '../../contract/body-reader.js';
import type { FollowGraph } from '../../domain/graph.js';
import { routeFollow } from './follow.js';
import { requireToken } from './token.js';

/** Where the documented operations live. */
export const contractPrefix = '/gewe/v2/api';

/** The contract's operations: a token before everything, bodies read as the contract decides. */
export async function contractRoutes(
  app: FastifyInstance,
  { graph }: { graph: FollowGraph },
): Promise<void> {
  app.decorateRequest('tenant', null);
  app.addHook('onRequest', requireToken(graph));
  app.setValidatorCompiler<unknown>(({ schema, httpPart }) => {
    // Headers are read by the token hook, which knows more than a schema can say.
    if (httpPart !== 'body' || !Type.IsObject(schema)) return (value: unknown) => ({ value });
    const read = createBodyReader(schema);
    return (body: unknown) => {
      try {
        return { value: read(body) };
      } catch (error) {
        return { error: error instanceof Error ? error : new Error(String(error)) };
      }
    };
  });
  routeFollow(app, graph);
}
