import { type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import type { Metrics } from '../telemetry/metrics.js';
import { isOfConsole } from './console/console-session.js';

/** What stands in place of a status when the client left before there was one. */
const clientLeft = 499;
/** How long a piece of an unknown path may be: what is longer may be a secret that strayed there. */
const longestPiece = 24;

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
  return request.method === 'GET' && status < 500 && isOfConsole(request);
}

/** The path as it was sent, without its query: that may hold what a log must not. */
function pathOf({ url, routeOptions }: FastifyRequest): string {
  const [path = ''] = url.split('?');
  if (routeOptions.url !== undefined) return path;
  const pieces = path.slice(0, 256).split('/');
  return pieces
    .map((piece) => (piece.length > longestPiece ? `${piece.slice(0, 4)}***` : piece))
    .join('/');
}
