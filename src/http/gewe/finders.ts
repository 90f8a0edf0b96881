import type { FastifyInstance } from 'fastify';
import {
  createFinder,
  createFinderFailure,
  toCreateFinderReply,
  toNewFinder,
} from '../../contract/create-finder.js';
import { bareSuccess } from '../../contract/envelope.js';
import {
  hintHeader,
  setCallback,
  setCallbackFailure,
  unreachable,
} from '../../contract/set-callback.js';
import {
  toProfileEdit,
  updateProfile,
  updateProfileFailure,
} from '../../contract/update-profile.js';
import type { FollowGraph } from '../../domain/graph.js';
import { brokenRule, rules } from '../../domain/rule.js';
import { serveOperation } from './serve-operation.js';
import { readToken } from './token.js';

/** A device's own finder account, and where its events go. */
export function routeFinders(app: FastifyInstance, graph: FollowGraph): void {
  serveOperation(app, createFinder, {
    failure: () => createFinderFailure,
    handle: async ({ tenant, body }) =>
      toCreateFinderReply(await graph.createFinder(tenant, toNewFinder(body))),
  });
  serveOperation(app, updateProfile, {
    failure: () => updateProfileFailure,
    handle: async ({ tenant, body }) => {
      await graph.updateProfile(tenant, toProfileEdit(body));
      return bareSuccess;
    },
  });
  serveOperation(app, setCallback, {
    failure: () => setCallbackFailure,
    handle: async ({ body: { token, callbackUrl }, reply }) => {
      // Both were given by the caller, so comparing them openly tells nobody anything.
      if (token !== readToken(reply.request)) {
        throw brokenRule('token', rules.ownToken, token);
      }
      const tried = await graph.setCallback(token, callbackUrl);
      if (tried?.failedStep) reply.header(hintHeader, unreachable(tried));
      return bareSuccess;
    },
  });
}
