import type { FastifySwaggerUiOptions } from '@fastify/swagger-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { routedPath } from './routed-path.js';

const path = '/docs';

/** The API reference. What it names is relative to it: a proxy may put a folder before its path. */
export const referencePage: FastifySwaggerUiOptions = {
  routePrefix: path,
  uiHooks: { onRequest: leadToPage },
};

/** Other addresses of the page lead to the one that its files are named from. */
function leadToPage({ url }: FastifyRequest, reply: FastifyReply, next: () => void): void {
  const [written = ''] = url.split(/[?#]/);
  const isPage = [path, `${path}/`, `${path}/static/index.html`].includes(routedPath(url));
  // From doubled slashes too: of the page's files none is found behind them.
  const up = '../'.repeat(written.split('/').length - 2);
  if (isPage && written !== `${path}/`) reply.redirect(`${up || './'}${path.slice(1)}/`);
  else next();
}
