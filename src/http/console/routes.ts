import type { FastifyInstance, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { createBodyReader } from '../../contract/body-reader.js';
import { GuanzhuError } from '../../domain/errors.js';
import type { Micros } from '../../domain/time.js';
import { GuessLimit } from '../v1/guess-limit.js';
import { sendProblem } from '../v1/problem.js';
import type { ConsoleFiles } from './console-files.js';
import {
  type ConsoleAccess,
  checkHost,
  checkOrigin,
  hasSession,
  sessionId,
  setSession,
  tellTime,
} from './console-session.js';

export interface ConsoleOptions extends ConsoleAccess {
  readonly files: ConsoleFiles;
  readonly version: string;
  /** What opens the demo, when it is served. */
  readonly demo: { readonly token: string; readonly appId: string } | null;
  /** Whether a token is the administrator's. */
  isAdmin(token: string): Promise<boolean>;
  /** The wall clock. */
  now(): Micros;
}

const readSignIn = createBodyReader(
  Type.Object({
    link: Type.Optional(Type.String({ maxLength: 64 })),
    token: Type.Optional(Type.String({ maxLength: 256 })),
  }),
);

/** The console: its files, and signing in to it. */
export async function consoleRoutes(app: FastifyInstance, options: ConsoleOptions): Promise<void> {
  const { files, hosts, sessions, version, demo } = options;
  const guesses = new GuessLimit();
  const hidden = { schema: { hide: true } };
  app.setErrorHandler((error, _, reply) => sendProblem(error, reply));
  app.setNotFoundHandler(() => {
    throw new GuanzhuError('not_found');
  });
  tellTime(app, options.now);
  app.addHook('onRequest', async (request) => checkHost(hosts, request));

  app.get('/', hidden, (request, reply) => files.send('', request, reply));
  app.get<{ Params: { '*': string } }>('/*', hidden, (request, reply) =>
    files.send(request.params['*'], request, reply),
  );

  app.get('/session', hidden, async (request, reply) => {
    reply.header('cache-control', 'no-store');
    return (await hasSession(options, request))
      ? { signedIn: true, version, demo }
      : { signedIn: false, version: null, demo: null };
  });
  app.post('/session', hidden, async (request, reply) => {
    checkOrigin(options, request);
    const { link, token } = readSignIn(request.body);
    const isRight = await (link === undefined ? isAdmin(token) : sessions.takeLink(link));
    if (!isRight) refuse(request, link === undefined);
    setSession(request, reply, await sessions.open(sessionId(request)));
    return reply.code(204).send();
  });
  app.delete('/session', hidden, async (request, reply) => {
    checkOrigin(options, request);
    const id = sessionId(request);
    if (id !== undefined) sessions.end(id);
    setSession(request, reply, null);
    return reply.code(204).send();
  });

  async function isAdmin(token: string | undefined): Promise<boolean> {
    return token !== undefined && options.isAdmin(token.trim());
  }

  function refuse({ ip }: FastifyRequest, byToken: boolean): never {
    const wait = guesses.count(ip);
    if (wait !== undefined) {
      throw new GuanzhuError('too_many_attempts', { retryAfter: String(wait) });
    }
    throw new GuanzhuError(byToken ? 'admin_token_invalid' : 'sign_in_link_invalid');
  }
}
