import type { FastifyInstance, FastifyRequest } from 'fastify';
import { GuanzhuError } from '../domain/errors.js';

/** Refuses a path or method that is not served before its body is read, and tells the two apart. */
export function refuseUnknownRoutes(app: FastifyInstance) {
  return async (request: FastifyRequest): Promise<void> => {
    if (!request.is404) return;
    const [path = ''] = request.url.replace(/\/{2,}/g, '/').split('?');
    const allowed = ['GET', 'POST'].filter((method) => app.hasRoute({ method, url: path }));
    if (allowed.length === 0) throw new GuanzhuError('not_found');
    throw new GuanzhuError('method_not_allowed', { allow: allowed.join(', ') });
  };
}
