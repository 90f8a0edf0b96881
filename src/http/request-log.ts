import { type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import type { Metrics } from '../telemetry/metrics.js';
import { isOfConsole } from './console/console-session.js';

/** What stands in place of a status when the client left before there was one. */
const clientLeft = 499;
/** How much of a path is shown. */
const longestPath = 1024;
/** What may be a token in a path that is not served: no token is shorter. */
const strayToken = /^.{16,}$/;
/** What may be a token where a name or an id belongs. */
const misplacedToken = /^[\w-]{32,}$/;

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

/** The path without its query, which may hold what a log must not, and without what may be a token. */
function pathOf({ url, routeOptions }: FastifyRequest): string {
  const [path = ''] = url.split('?');
  const token = routeOptions.url === undefined ? strayToken : misplacedToken;
  const pieces = path.slice(0, longestPath).split('/');
  return pieces.map((piece) => (token.test(piece) ? `${piece.slice(0, 4)}***` : piece)).join('/');
}
