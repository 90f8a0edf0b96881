import type { FastifyReply, FastifyRequest } from 'fastify';
import { isConsolePath } from './console/console-session.js';
import { routedPath } from './routed-path.js';
import type { ServedRoutes } from './unknown-routes.js';

/** What pages of other origins may send and read. */
const sendable = [
  'Accept',
  'Authorization',
  'Content-Type',
  'Guanzhu-Revision',
  'Idempotency-Key',
  'If-None-Match',
  'Last-Event-ID',
  'X-GEWE-TOKEN',
].join(', ');
const readable = [
  'Allow',
  'Content-Disposition',
  'ETag',
  'Guanzhu-Changed',
  'Guanzhu-Hint',
  'Guanzhu-Revision',
  'Guanzhu-Rule',
  'Retry-After',
  'WWW-Authenticate',
  'X-Request-Id',
].join(', ');
/** How long a browser may keep a preflight's answer, in seconds. */
const maxAge = '600';

/**
 * Lets pages of other origins call (the Fetch standard's CORS protocol). They send a token themselves:
 * credentials that a browser adds, such as the console's cookie, are never allowed.
 */
export class CrossOrigin {
  readonly #origins: ReadonlySet<string>;

  /** @param origins whose pages may call; `*` for any, none for none. */
  constructor(origins: readonly string[]) {
    this.#origins = new Set(origins);
  }

  /** Marks a reply, failures too, as one that its caller's page may read; the console is its own origin's alone. */
  mark({ headers, url }: FastifyRequest, reply: FastifyReply): void {
    if (this.#origins.size === 0 || isConsolePath(routedPath(url))) return;
    const any = this.#origins.has('*');
    // What a cache keeps for one origin must not be told to another.
    if (!any) reply.header('vary', 'Origin');
    const { origin } = headers;
    if (!any && (origin === undefined || !this.#origins.has(origin))) return;
    reply.header('access-control-allow-origin', any ? '*' : origin);
    reply.header('access-control-expose-headers', readable);
  }

  /** The hook before all: marks the reply, and answers a preflight for what is served. */
  hook(routes: ServedRoutes) {
    return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
      this.mark(request, reply);
      const asked = request.headers['access-control-request-method'];
      if (request.method !== 'OPTIONS' || asked === undefined) return;
      const methods = routes.methodsOf(request.url);
      // Of a path that is not served, and to other origins, it is answered as any method would be.
      if (!reply.hasHeader('access-control-allow-origin') || methods.length === 0) return;
      return reply
        .code(204)
        .header('access-control-allow-methods', methods.join(', '))
        .header('access-control-allow-headers', sendable)
        .header('access-control-max-age', maxAge)
        .send();
    };
  }
}
