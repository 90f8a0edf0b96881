import type { FastifyRequest } from 'fastify';
import { GuanzhuError } from '../domain/errors.js';
import type { FollowGraph } from '../domain/graph.js';
import { underField } from '../domain/rule.js';

/** Names the state that a reply is true at, and the one that a request wants its reply to show at least. */
export const revisionHeader = 'Guanzhu-Revision';

/** The hook before each call that lets its reply show at least the revision that the request names. */
export function reachRevision(graph: FollowGraph) {
  return async ({ headers }: FastifyRequest): Promise<void> => {
    const revision = headers[revisionHeader.toLowerCase()];
    if (revision === undefined) return;
    try {
      await graph.reach(String(revision));
    } catch (error) {
      if (!(error instanceof GuanzhuError) || error.params.field === undefined) throw error;
      throw underField(error, revisionHeader);
    }
  };
}
