import type { FastifyRequest } from 'fastify';
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
export async function forgetTypeOfNoBody({ raw, server }: FastifyRequest): Promise<void> {
  const {
    'content-type': type,
    'content-length': length,
    'transfer-encoding': coding,
  } = raw.headers;
  const isEmpty = coding === undefined && Number(length ?? 0) === 0;
  if (type !== undefined && isEmpty && !server.hasContentTypeParser(type)) {
    raw.headers['content-type'] = undefined;
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
  const { type, charset } = mediaTypeOf(raw.headers['content-type'] ?? '');
  const isImport = formats.has(type);
  const encoding = raw.headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw new GuanzhuError('media_type_unsupported', isImport ? importTypes : jsonBody);
  }
  // That of an import names its encoding.
  if (charset !== undefined && !isImport) {
    throw new GuanzhuError('media_type_unsupported', jsonBody);
  }
}
