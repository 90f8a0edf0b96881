import type { FastifyRequest } from 'fastify';

/** The first of a header's values: what the proxy next to the client says. */
function forwarded({ headers }: FastifyRequest, name: string): string {
  const [first = ''] = String(headers[`x-forwarded-${name}`] ?? '').split(',');
  return first.trim();
}

/** Whether the client speaks TLS, to this server or to the first proxy before it. */
export function isTls(request: FastifyRequest): boolean {
  return request.protocol === 'https' || /^https$/i.test(forwarded(request, 'proto'));
}

/**
 * Where the client reaches this server, such as `https://follow.example`, as the request itself or the
 * proxies before this server name it. For showing only: a client can say what it likes.
 */
export function publicAddress(request: FastifyRequest): string {
  const hosts = [forwarded(request, 'host'), request.host];
  const host = hosts.find((name) => /^[\w.:[\]-]+$/.test(name));
  return host === undefined ? '/' : `${isTls(request) ? 'https' : 'http'}://${host}`;
}
