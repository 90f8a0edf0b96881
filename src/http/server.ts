import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { GuanzhuError } from '../domain/errors.js';
import type { FollowGraph } from '../domain/graph.js';
import type { Micros } from '../domain/time.js';
import type { Metrics } from '../telemetry/metrics.js';
import { documentApi } from './api-document.js';
import { consolePrefix } from './console/console-session.js';
import { type ConsoleOptions, consoleRoutes } from './console/routes.js';
import { CrossOrigin } from './cross-origin.js';
import { drainOnClose } from './drain.js';
import { bodyLimit, sendError } from './errors.js';
import { CallRecord } from './gewe/call-record.js';
import { contractAlias, contractPrefix } from './gewe/prefixes.js';
import { contractRoutes } from './gewe/routes.js';
import { parseRequestBody } from './json-body.js';
import { operationsRoutes } from './operations.js';
import { forgetTypeOfNoBody, readTypeOfChunks, refuseAmbiguousHeaders } from './request-headers.js';
import { OwnRequestLines, tellOfRequests } from './request-log.js';
import { SocketErrors } from './socket-errors.js';
import { refuseUnknownRoutes, servedRoutes } from './unknown-routes.js';
import { v1Prefix } from './v1/prefix.js';
import { graphApiRoutes } from './v1/routes.js';

export interface ServerOptions {
  readonly graph: FollowGraph;
  readonly logger: FastifyBaseLogger;
  readonly metrics: Metrics;
  readonly version: string;
  newRequestId(): string;
  /** Whether a token is the administrator's. */
  isAdmin(token: string): Promise<boolean>;
  /** Null when the instance can take writes now. */
  whyNotReady(): Promise<string | null>;
  /** The wall clock. */
  now(): Micros;
  /** The origins whose pages may call; `*` for any. */
  readonly corsOrigins: readonly string[];
  /** What callers know it by, such as `https://example.com/guanzhu`; `''` for where it listens. */
  readonly publicUrl: string;
  /** What opens the demo, when it is served: everybody may know it. */
  readonly demo: ConsoleOptions['demo'];
  /** The console; absent when it has not been built. */
  readonly console: Omit<ConsoleOptions, 'isAdmin' | 'now' | 'version' | 'demo'> | undefined;
}

/** Builds the HTTP server without listening. Each setting differs from a default for a reason. */
export async function buildServer(options: ServerOptions): Promise<FastifyInstance> {
  const { logger, newRequestId, publicUrl } = options;
  const publicPath = publicUrl === '' ? '' : new URL(publicUrl).pathname.replace(/\/$/, '');
  const socketErrors = new SocketErrors(newRequestId);
  const crossOrigin = new CrossOrigin(options.corsOrigins);
  const tell = tellOfRequests(options.metrics);
  const app = Fastify({
    loggerInstance: logger,
    logController: new OwnRequestLines(),
    genReqId: newRequestId,
    rewriteUrl: ({ url = '/' }) => belowPath(publicPath, url),
    bodyLimit,
    // A request that drips in must end: headers in 10 s, the whole in 15 s.
    requestTimeout: 15_000,
    http: {
      headersTimeout: 10_000,
      connectionsCheckingInterval: 1_000,
      // Checked by a hook instead, whose answer has the contract's form.
      requireHostHeader: false,
    },
    // Longer than the 60 s that proxies keep an idle connection, so that they never reuse a dead one.
    keepAliveTimeout: 72_000,
    // While closing, what still arrives is answered; Fastify's own 503 has a foreign shape.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    // A username has up to 256 characters, each up to 12 in a path.
    routerOptions: { ignoreDuplicateSlashes: true, maxParamLength: 4096 },
    frameworkErrors: (error, request, reply) => {
      crossOrigin.mark(request, reply);
      // No hook runs for these.
      tell(request, reply);
      sendError(error, reply.header('x-request-id', request.id));
    },
    clientErrorHandler: (error, socket) => socketErrors.answer(error, socket),
  });
  app.server.maxConnections = 10_000;
  app.server.on('request', (request, response) => socketErrors.observe(request, response));
  app.server.on('checkExpectation', (request, response) => {
    // Node hands such a request over in place of the usual event: route it, to be refused in form.
    app.server.emit('request', request, response);
  });

  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (_request: unknown, body: Buffer) => parseRequestBody(body),
  );
  app.setErrorHandler((error, _, reply) => sendError(error, reply));
  // For a route that finds nothing to send, such as a file of the API reference.
  app.setNotFoundHandler(() => {
    throw new GuanzhuError('not_found');
  });
  app.decorateRequest('inSession', false);
  const closing = drainOnClose(app);
  const routes = servedRoutes(app);
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    tell(request, reply);
  });
  app.addHook('onRequest', crossOrigin.hook(routes));
  app.addHook('onRequest', refuseUnknownRoutes(routes));
  app.addHook('onRequest', refuseAmbiguousHeaders);
  app.addHook('onRequest', forgetTypeOfNoBody);
  app.addHook('preParsing', readTypeOfChunks);

  const { demo, version } = options;
  await documentApi(app, { version, demo, publicUrl });
  const calls = new CallRecord();
  const { graph, now } = options;
  for (const prefix of [contractPrefix, contractAlias]) {
    await app.register(contractRoutes, { prefix, graph, calls, now });
  }
  await app.register(graphApiRoutes, {
    prefix: v1Prefix,
    graph,
    calls,
    isAdmin: options.isAdmin,
    closing,
    now,
    console: options.console,
  });
  if (options.console) {
    const { isAdmin } = options;
    await app.register(consoleRoutes, {
      prefix: consolePrefix,
      ...options.console,
      isAdmin,
      demo,
      now,
      version,
    });
  }
  await app.register(operationsRoutes, { ...options, hasConsole: options.console !== undefined });
  return app;
}

/** A request's path as routes know it: a proxy may have kept the folder that it serves them in. */
function belowPath(folder: string, url: string): string {
  if (folder === '' || !url.startsWith(folder)) return url;
  const rest = url.slice(folder.length);
  if (rest === '' || rest.startsWith('?')) return `/${rest}`;
  return rest.startsWith('/') ? rest : url;
}
