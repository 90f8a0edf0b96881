import type { FastifyInstance } from 'fastify';
import { problemPage } from '../contract/problems.js';
import { GuanzhuError } from '../domain/errors.js';
import type { Metrics } from '../telemetry/metrics.js';

export interface OperationsOptions {
  readonly metrics: Metrics;
  /** Null when the instance can take writes now. */
  whyNotReady(): Promise<string | null>;
  readonly hasConsole: boolean;
}

/** The way from an address of the server itself to what is in its folder: a slash at the end may be missing. */
function ownFolder(url: string): string {
  const [path = ''] = url.split(/[?#]/);
  const last = path.startsWith('/') ? path.slice(path.lastIndexOf('/') + 1) : '';
  return last === '' ? './' : `./${last}/`;
}

/** What an orchestrator, a monitor or an API tool asks an instance. None needs a token. */
export async function operationsRoutes(
  app: FastifyInstance,
  { metrics, whyNotReady, hasConsole }: OperationsOptions,
): Promise<void> {
  const hidden = { schema: { hide: true } };
  app.get('/', hidden, ({ originalUrl }, reply) =>
    reply.redirect(`${ownFolder(originalUrl)}${hasConsole ? 'console' : 'docs'}/`),
  );
  // Where a browser looks for the picture of a page that names none, such as a problem's.
  if (hasConsole) app.get('/favicon.ico', hidden, (_, reply) => reply.redirect('console/icon.svg'));
  app.get('/healthz', hidden, async () => ({ status: 'alive' }));
  app.get('/readyz', hidden, async (_, reply) => {
    const reason = await whyNotReady();
    if (reason === null) return { status: 'ready' };
    return reply.code(503).send({ status: 'not ready', reason });
  });
  app.get('/metrics', hidden, async (_, reply) =>
    reply.header('content-type', metrics.contentType).send(await metrics.render()),
  );
  app.get<{ Params: { code: string } }>('/docs/problems/:code', hidden, async (request, reply) => {
    const page = problemPage(request.params.code);
    if (page === undefined) throw new GuanzhuError('not_found');
    return reply.header('content-type', 'text/plain; charset=utf-8').send(page);
  });
}
