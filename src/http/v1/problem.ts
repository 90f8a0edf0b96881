import type { FastifyReply } from 'fastify';
import { toProblem } from '../../contract/problems.js';
import { noteFailure, toKnownError } from '../errors.js';

/** Sends any error as problem details; what is none of ours is logged and told blandly. */
export function sendProblem(error: unknown, reply: FastifyReply): FastifyReply {
  const known = toKnownError(error);
  noteFailure(known, reply);
  const problem = toProblem(known);
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
  if (known.params.retryAfter) reply.header('retry-after', known.params.retryAfter);
  if (known.params.allow) reply.header('allow', known.params.allow);
  return reply
    .code(problem.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .serializer(JSON.stringify)
    .send(problem);
}
