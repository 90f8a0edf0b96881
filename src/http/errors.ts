import type { FastifyError, FastifyReply } from 'fastify';
import { ruleHeader, ruleOf, toEnvelope } from '../contract/errors.js';
import { asGuanzhuError, GuanzhuError, type PlainErrorCode } from '../domain/errors.js';
import { jsonBody } from './media-types.js';

/** An error on its way out of an operation, with the text that the operation's failures carry. */
export class OperationFailure extends Error {
  override readonly name = 'OperationFailure';
  readonly action: string;

  constructor(action: string, cause: unknown) {
    super(action, { cause });
    this.action = action;
  }
}

/** Sends any error as the contract's envelope; what is none of ours is logged and told blandly. */
export function sendError(error: unknown, reply: FastifyReply): FastifyReply {
  const known = toKnownError(error);
  noteFailure(known, reply);
  const action = error instanceof OperationFailure ? error.action : undefined;
  const { status, body } = toEnvelope(known, action);
  if (known.params.allow) reply.header('allow', known.params.allow);
  const rule = ruleOf(known);
  if (rule !== undefined) reply.header(ruleHeader, rule);
  return reply
    .code(status)
    .header('content-type', 'application/json; charset=utf-8')
    .serializer(JSON.stringify)
    .send(body);
}

/** Logs what lies behind an error, if anything does. */
export function noteFailure(known: GuanzhuError, { log }: FastifyReply): void {
  if (known.code === 'internal') {
    log.error({ err: known.cause ?? known }, 'a request failed unexpectedly');
  } else if (known.cause !== undefined) {
    log.warn({ err: known.cause, code: known.code }, known.message);
  }
}

export function toKnownError(error: unknown): GuanzhuError {
  if (error instanceof OperationFailure) return asGuanzhuError(error.cause);
  if (error instanceof GuanzhuError) return error;
  return isFastifyError(error) ? fromFastify(error) : asGuanzhuError(error);
}

/** The framework's own errors, by the status that it gives them. */
const codeByStatus: Readonly<Record<number, PlainErrorCode>> = {
  400: 'request_malformed',
  // A file that may not be sent looks like one that is not there.
  403: 'not_found',
  404: 'not_found',
  408: 'request_timeout',
  413: 'body_too_large',
  415: 'media_type_unsupported',
};

function fromFastify(error: FastifyError): GuanzhuError {
  const status = error.statusCode ?? 500;
  const code = codeByStatus[status] ?? (status < 500 ? 'request_malformed' : 'internal');
  return new GuanzhuError(
    code,
    { limit: String(bodyLimit), ...jsonBody },
    code === 'internal' ? { cause: error } : {},
  );
}

function isFastifyError(error: unknown): error is FastifyError {
  return error instanceof Error && 'statusCode' in error && 'code' in error;
}

/** The largest body read, in bytes. The documented request has about 400. */
export const bodyLimit = 64 * 1024;
