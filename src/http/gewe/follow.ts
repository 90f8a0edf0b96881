import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import {
  followBody,
  followFailure,
  followReply,
  toFollowReply,
  toFollowRequest,
} from '../../contract/follow.js';
import type { FollowGraph } from '../../domain/graph.js';
import { OperationFailure } from '../errors.js';
import { tenantOf } from './token.js';

/** `POST /finder/follow`, the documented operation. */
export function routeFollow(app: FastifyInstance, graph: FollowGraph): void {
  app.withTypeProvider<TypeBoxTypeProvider>().post(
    '/finder/follow',
    {
      schema: {
        operationId: 'follow',
        summary: '关注',
        description:
          'Follows or unfollows an account and returns its profile. A failure is HTTP 200 with `ret` 500; docs/errors.md lists each.',
        tags: ['基础API/视频号模块'],
        headers: Type.Object({
          'X-GEWE-TOKEN': Type.String({ examples: ['{{gewe-token}}'] }),
        }),
        body: followBody,
        response: { 200: followReply },
      },
    },
    async (request, reply) => {
      try {
        const outcome = await graph.setFollow(tenantOf(request), toFollowRequest(request.body));
        reply.header('guanzhu-revision', outcome.revision);
        reply.header('guanzhu-changed', String(outcome.changed));
        return toFollowReply(outcome);
      } catch (error) {
        throw new OperationFailure(followFailure(request.body), error);
      }
    },
  );
}
