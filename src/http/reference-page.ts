import type { FastifySwaggerUiOptions } from '@fastify/swagger-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';

const path = '/docs';

/** The API reference. What it names is relative to it: a proxy may put a folder before its path. */
export const referencePage: FastifySwaggerUiOptions = {
  routePrefix: path,
  uiHooks: { onRequest: leadToPage },
};

/** Other addresses of the page lead to the one that its files are named from. */
function leadToPage({ url }: FastifyRequest, reply: FastifyReply, next: () => void): void {
  const [asked] = url.split('?');
  if (asked === path) reply.redirect(`.${path}/`);
  else if (asked === `${path}/static/index.html`) reply.redirect('../');
  else next();
}
