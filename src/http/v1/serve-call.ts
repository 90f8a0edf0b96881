import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchema } from 'fastify';
import type { Static, TObject, TSchema } from 'typebox';
import { createBodyReader, createQueryReader } from '../../contract/body-reader.js';
import type { Call } from '../../contract/v1/call.js';
import type { Caller } from '../../domain/caller.js';
import { GuanzhuError } from '../../domain/errors.js';
import type { Tenant } from '../../domain/tenant.js';
import { revisionHeader } from '../read-revision.js';
import { describeCall } from './describe-call.js';
import type { GuessLimit } from './guess-limit.js';

/** Tells who sends a token. */
export interface Callers {
  /** Whether a token is the administrator's. */
  isAdmin(token: string): Promise<boolean>;
  /** @throws GuanzhuError `token_invalid` for an unknown token. */
  tenantOf(token: string): Promise<Tenant>;
  /** Whether the administrator sends it from the console. */
  hasSession(request: FastifyRequest): Promise<boolean>;
  readonly guesses: GuessLimit;
}

export interface CallArguments<Params, Query, Body> {
  readonly caller: Caller;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on paths of the graph API, before the body is read. */
    caller: Caller | null;
  }
}

/**
 * Routes a call of the graph API. Its one definition authorises, validates, documents and shapes the
 * reply. A handler that has sent its reply itself, such as a stream, returns the reply.
 */
export function serveCall<
  P extends TObject,
  Q extends TObject,
  B extends TObject,
  R extends TSchema,
>(
  app: FastifyInstance,
  callers: Callers,
  call: Call<P, Q, B, R>,
  handle: (
    given: CallArguments<Static<P>, Static<Q>, Static<B>>,
  ) => Promise<Static<R> | FastifyReply>,
): void {
  const readParams = createBodyReader(call.params);
  const readQuery = createQueryReader(call.query);
  const hasBody = Object.keys(call.body.properties).length > 0;
  const readBody = createBodyReader(call.body);
  app.route({
    method: call.method,
    url: call.path,
    schema: replySchema(call),
    config: { swaggerTransform: ({ url }) => ({ url, schema: describeCall(call) }) },
    bodyLimit: call.bodyLimit,
    onRequest: async (request) => {
      request.caller = await authorise(request, callers, call.access);
    },
    handler: async (request, reply) => {
      const { caller } = request;
      if (!caller) throw new Error('the call stands outside its hook');
      reply.code(call.status);
      reply.header('cache-control', call.secret ? 'no-store' : 'private, no-cache');
      const given = {
        caller,
        params: readParams(plain(request.params)),
        query: readQuery(plain(request.query)),
        body: hasBody ? readBody(request.body) : readBody({}),
        request,
        reply,
      };
      const answer = await handle(given);
      // A reply is a promise of its own end, so it cannot be told by what was awaited; one that its
      // client left is not complete, and yet over.
      if (reply.sent || reply.raw.headersSent) return reply;
      const revision = call.read ? undefined : revisionOf(answer);
      if (revision !== undefined) reply.header(revisionHeader, revision);
      if (call.etag && isUnmodified(answer, request, reply)) return reply.code(304).send();
      return call.status === 204 ? reply.send() : reply.send(answer);
    },
  });
}

/** What a reply is written by. */
function replySchema({ status, reply }: { status: number; reply: TSchema }): FastifySchema {
  return { response: { [status]: status === 204 ? { type: 'null' } : reply } };
}

async function authorise(
  request: FastifyRequest,
  callers: Callers,
  access: 'admin' | 'any',
): Promise<Caller> {
  const token = bearerToken(request);
  if (token === undefined) {
    if (await callers.hasSession(request)) return { kind: 'admin' };
    throw new GuanzhuError(access === 'admin' ? 'admin_token_invalid' : 'bearer_missing');
  }
  if (await callers.isAdmin(token)) return { kind: 'admin' };
  const tenant = await knownTenant(token, request, callers, access);
  if (access === 'admin') throw new GuanzhuError('admin_only');
  return { kind: 'tenant', tenant };
}

/** Whether whoever sent a request may still send it: a reply without an end outlives tokens and sessions. */
export async function isStillAllowed(request: FastifyRequest, callers: Callers): Promise<boolean> {
  const token = bearerToken(request);
  if (token === undefined) return callers.hasSession(request);
  if (await callers.isAdmin(token)) return true;
  try {
    await callers.tenantOf(token);
    return true;
  } catch (error) {
    if (error instanceof GuanzhuError && error.code === 'token_invalid') return false;
    throw error;
  }
}

async function knownTenant(
  token: string,
  { ip }: FastifyRequest,
  callers: Callers,
  access: 'admin' | 'any',
): Promise<Tenant> {
  try {
    return await callers.tenantOf(token);
  } catch (error) {
    if (!(error instanceof GuanzhuError && error.code === 'token_invalid')) throw error;
    const wait = callers.guesses.count(ip);
    if (wait !== undefined) {
      throw new GuanzhuError('too_many_attempts', { retryAfter: String(wait) });
    }
    throw access === 'admin' ? new GuanzhuError('admin_token_invalid') : error;
  }
}

function bearerToken({ headers }: FastifyRequest): string | undefined {
  return /^Bearer +([\x21-\x7e]+) *$/i.exec(headers.authorization ?? '')?.[1];
}

/** The last revision that the reply to a write names; those of a batch's rows only rise. */
function revisionOf(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined;
  // What a dry run would come to has no place in the ledger.
  if ('dryRun' in answer && answer.dryRun === true) return undefined;
  if ('revision' in answer && typeof answer.revision === 'string') return answer.revision;
  if (!('rows' in answer) || !Array.isArray(answer.rows)) return undefined;
  const revisions = answer.rows.flatMap((row) => revisionOf(row) ?? []);
  return revisions.at(-1);
}

/** Sets the reply's ETag, and tells whether the client has that very reply (RFC 9110, 13.1.2). */
function isUnmodified(answer: unknown, { headers }: FastifyRequest, reply: FastifyReply): boolean {
  const digest = createHash('sha256').update(JSON.stringify(answer)).digest('base64url');
  const etag = `"${digest.slice(0, 22)}"`;
  reply.header('etag', etag);
  const known = (headers['if-none-match'] ?? '').split(',').map((text) => text.trim());
  return known.some((text) => text === '*' || text.replace(/^W\//, '') === etag);
}

/** Parameters come without a prototype; a record of ours has the usual one. */
function plain(fields: unknown): unknown {
  return typeof fields === 'object' && fields !== null ? { ...fields } : {};
}
