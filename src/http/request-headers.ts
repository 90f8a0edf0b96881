import type { FastifyRequest } from 'fastify';
import { GuanzhuError } from '../domain/errors.js';

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
  const encoding = raw.headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw new GuanzhuError('media_type_unsupported');
  }
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(raw.headers['content-type'] ?? '')?.[1];
  if (charset !== undefined && !/^utf-?8$/i.test(charset)) {
    throw new GuanzhuError('media_type_unsupported');
  }
}
