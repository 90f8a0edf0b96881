import type { FastifyInstance, FastifyRequest } from 'fastify';
import { GuanzhuError } from '../domain/errors.js';
import { routedPath } from './routed-path.js';

/** Which methods each served path takes. */
export interface ServedRoutes {
  methodsOf(url: string): readonly string[];
}

/** Watches what an app serves from now on. */
export function servedRoutes(app: FastifyInstance): ServedRoutes {
  const routes = new Map<string, { readonly path: RegExp; readonly methods: Set<string> }>();
  app.addHook('onRoute', ({ url, method }) => {
    const route = routes.get(url) ?? { path: pathPattern(url), methods: new Set() };
    for (const each of [method].flat()) route.methods.add(each);
    routes.set(url, route);
  });
  return {
    methodsOf: (url) => {
      const path = routedPath(url);
      const found = [...routes.values()].filter((route) => route.path.test(path));
      return [...new Set(found.flatMap(({ methods }) => [...methods]))].sort();
    },
  };
}

/** Refuses a path or method that is not served before its body is read, and tells the two apart. */
export function refuseUnknownRoutes(routes: ServedRoutes) {
  return async (request: FastifyRequest): Promise<void> => {
    if (!request.is404) return;
    const allowed = routes.methodsOf(request.url).filter((method) => method !== 'HEAD');
    if (allowed.length === 0) throw new GuanzhuError('not_found');
    throw new GuanzhuError('method_not_allowed', { allow: allowed.join(', ') });
  };
}

/** A route's path with its parameters open. One that takes anything says nothing about methods. */
function pathPattern(url: string): RegExp {
  if (url.includes('*')) return /^\b$/;
  const text = url.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/:\w+/g, '[^/]+');
  return new RegExp(`^${text}$`);
}
