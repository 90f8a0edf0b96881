import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest, RequestPayload } from 'fastify';
import { GuanzhuError } from '../domain/errors.js';
import { formats, importTypes, jsonBody, mediaTypeOf } from './media-types.js';

/** Headers of which a second one could change what a request means. */
const singles = [
  'host',
  'content-type',
  'content-encoding',
  'expect',
  'authorization',
  'idempotency-key',
  'guanzhu-revision',
];

/**
 * Forgets the type of a body that is not there, as tools send it with every call. A type that is read
 * stays: its parser says what an empty body is.
 */
export async function forgetTypeOfNoBody(request: FastifyRequest): Promise<void> {
  const { headers } = request.raw;
  if (sizeOf(headers) === 'none' && !hasReader(request)) headers['content-type'] = undefined;
}

/**
 * As `forgetTypeOfNoBody` for a body in chunks, of which only its first bytes, or its end, tell whether
 * there is one. One that is there and cannot be read is refused.
 */
export async function readTypeOfChunks(
  request: FastifyRequest,
  reply: FastifyReply,
  body: RequestPayload,
): Promise<RequestPayload> {
  const { headers, method } = request.raw;
  const isRead = method === 'GET' || method === 'HEAD' || hasReader(request);
  if (sizeOf(headers) !== 'unknown' || (isRead && !hasForeignCoding(headers))) return body;
  if (await isWithoutBytes(request.raw)) {
    for (const name of ['content-type', 'content-encoding', 'transfer-encoding']) {
      headers[name] = undefined;
    }
    return body;
  }
  // What is left of it is thrown away, and not waited for.
  request.raw.on('error', () => {}).resume();
  reply.header('connection', 'close');
  throw unsupported(headers);
}

/** How much a request says that its body has. */
function sizeOf(headers: IncomingHttpHeaders): 'none' | 'some' | 'unknown' {
  if (headers['transfer-encoding'] !== undefined) return 'unknown';
  return Number(headers['content-length'] ?? 0) === 0 ? 'none' : 'some';
}

function hasReader({ raw, server }: FastifyRequest): boolean {
  const type = raw.headers['content-type'];
  // Those of an import are read by a reader of every type, which says itself what it does not take.
  return (
    type !== undefined && (server.hasContentTypeParser(type) || formats.has(mediaTypeOf(type).type))
  );
}

/** Whether a body is packed, or its text is of another charset than UTF-8. */
function hasForeignCoding(headers: IncomingHttpHeaders): boolean {
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') return true;
  const { type, charset } = mediaTypeOf(headers['content-type'] ?? '');
  // That of an import names its encoding.
  return charset !== undefined && !formats.has(type);
}

/** The refusal of a body by its type or coding: it names what is taken instead. */
function unsupported(headers: IncomingHttpHeaders): GuanzhuError {
  const { type } = mediaTypeOf(headers['content-type'] ?? '');
  return new GuanzhuError('media_type_unsupported', formats.has(type) ? importTypes : jsonBody);
}

/** Waits for the first bytes or the end, and leaves the bytes to be read. */
async function isWithoutBytes(body: Readable): Promise<boolean> {
  for (;;) {
    const bytes: unknown = body.read();
    if (bytes !== null) {
      body.unshift(bytes);
      return false;
    }
    if (body.readableEnded) return true;
    const over = new AbortController();
    const { signal } = over;
    try {
      await Promise.race([once(body, 'readable', { signal }), once(body, 'end', { signal })]);
    } catch {
      // It broke off: nobody reads what is answered.
      throw new GuanzhuError('request_malformed');
    } finally {
      over.abort();
    }
  }
}

/** Refuses a request that two readers could read in two ways, before anything of it is used. */
export async function refuseAmbiguousHeaders({ raw }: FastifyRequest): Promise<void> {
  // HTTP/0.9 has no headers at all; a request of 1.1 names the host that it means (RFC 9112, 3.2).
  const hostless = raw.httpVersion !== '1.0' && raw.headers.host === undefined;
  if (raw.httpVersionMajor < 1 || hostless) throw new GuanzhuError('request_malformed');
  for (const name of singles) {
    if ((raw.headersDistinct[name]?.length ?? 0) > 1) throw new GuanzhuError('request_malformed');
  }
  const { expect } = raw.headers;
  if (expect !== undefined && expect.toLowerCase() !== '100-continue') {
    throw new GuanzhuError('expectation_failed');
  }
  if (sizeOf(raw.headers) === 'some' && hasForeignCoding(raw.headers)) {
    throw unsupported(raw.headers);
  }
}
