import { type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import { maskToken } from '../domain/token.js';
import type { Metrics } from '../telemetry/metrics.js';
import { isOfConsole } from './console/console-session.js';

/** What stands in place of a status when the client left before there was one. */
const clientLeft = 499;
/** How much of a path is shown. */
const longestPath = 1024;
/** What may be a token or another secret: none is shorter. */
const longEnough = /^.{16,}$/s;
/** What is long and yet no secret: a username, a device, a token's id, a file of a page. */
const known = [
  /^v2_[\w-]+@finder$/,
  /^wx_[\w-]{1,40}$/,
  /^[0-9a-f]{16}$/,
  /^[\w-]+(?:\.[\w-]+)?\.(?:css|html|js|json|map|png|svg)$/,
];

/** Shorter texts in a token's place would mask what only happens to hold them, such as `v1`. */
const leastOwnToken = 8;

/** The framework writes no line of its own for a request, but for a reply that breaks off by our fault. */
export class OwnRequestLines extends LogController {
  constructor() {
    super({ disableRequestLogging: true });
  }

  override streamError(error: NodeJS.ErrnoException, _: FastifyRequest, reply: FastifyReply): void {
    if (error.code === 'ERR_STREAM_PREMATURE_CLOSE') return;
    reply.log.error({ err: error }, 'a reply broke off');
  }
}

/** Gives each request one line and one measurement when it has ended, however it ended. */
export function tellOfRequests(metrics: Metrics) {
  return (request: FastifyRequest, reply: FastifyReply): void => {
    // A client that leaves closes the reply without finishing it.
    reply.raw.once('close', () => {
      const { method } = request;
      const status = reply.raw.headersSent ? reply.raw.statusCode : clientLeft;
      const { elapsedTime } = reply;
      const route = request.routeOptions.url ?? 'unknown';
      metrics.requestDuration.observe({ method, route, status }, elapsedTime / 1000);
      const ms = Math.round(elapsedTime * 10) / 10;
      const aborted = !reply.raw.writableFinished;
      const line = { method, path: pathOf(request), status, ms, ...(aborted && { aborted }) };
      request.log[isPolling(request, status) ? 'debug' : 'info'](line, 'request');
    });
  };
}

/** Whether an open console asks of its own: its lines would push away what a person wants to read. */
function isPolling(request: FastifyRequest, status: number): boolean {
  const isWell = status === 304 || (status >= 200 && status < 300);
  return request.method === 'GET' && isWell && isOfConsole(request);
}

/**
 * The path without its query, which may hold what a log must not, and without what may be a secret: who
 * deletes a token may name it by itself in place of its id, and who calls a path may put its own there.
 */
function pathOf({ url, routeOptions, headers }: FastifyRequest): string {
  const [whole = ''] = url.split(/[?#]/);
  const path = withoutTokens(whole, tokensOf(headers)).slice(0, longestPath);
  const routed = new Set(routeOptions.url?.split('/'));
  const isSafe = (text: string) => !longEnough.test(text) || known.some((form) => form.test(text));
  return path
    .split('/')
    .map((piece) => (routed.has(piece) || isSafe(decoded(piece)) ? piece : maskToken(piece)))
    .join('/');
}

/** A path in which a request's own tokens, of any form, are masked, however they are escaped. */
function withoutTokens(path: string, tokens: readonly string[]): string {
  const text = decoded(path);
  const found = tokens.filter((token) => text.includes(token));
  if (found.length === 0) return path;
  return encodeURI(found.reduce((rest, token) => rest.replaceAll(token, maskToken(token)), text));
}

function tokensOf(headers: FastifyRequest['headers']): string[] {
  const bearer = headers.authorization?.replace(/^\S+\s+/, '') ?? '';
  return [bearer, String(headers['x-gewe-token'] ?? '')]
    .map((token) => token.trim())
    .filter((token) => token.length >= leastOwnToken);
}

/** A piece that cannot be decoded stands for itself. */
function decoded(piece: string): string {
  try {
    return decodeURIComponent(piece);
  } catch {
    return piece;
  }
}
