import type { FastifyReply, FastifyRequest } from 'fastify';
import { GuanzhuError } from '../../domain/errors.js';
import { isTls } from '../public-address.js';

/** Keeps who is signed in to the console. */
export interface Sessions {
  takeLink(code: string): boolean;
  open(before: string | undefined): string;
  isOpen(id: string): boolean;
  end(id: string): void;
}

export interface ConsoleAccess {
  readonly sessions: Sessions;
  /** Host names that the console may be opened by; null for any. */
  readonly hosts: readonly string[] | null;
}

/** What the console's own requests carry, and no form or link of another page can. */
const consoleHeader = 'x-guanzhu-console';

/**
 * Whether a request comes from the console in a session. One without the console's header does not,
 * whatever cookie it has.
 *
 * @throws GuanzhuError `host_refused`; `origin_refused` for a request of another origin.
 */
export function hasSession({ sessions, hosts }: ConsoleAccess, request: FastifyRequest): boolean {
  const id = sessionId(request);
  if (id === undefined || request.headers[consoleHeader] === undefined) return false;
  checkHost(hosts, request);
  checkOrigin(request);
  return sessions.isOpen(id);
}

/**
 * Refuses a name that is not the console's own: a page elsewhere could give its name this address, and
 * would then be of one origin with the console.
 */
export function checkHost(hosts: ConsoleAccess['hosts'], { host }: FastifyRequest): void {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  if (hosts && !hosts.includes(name)) throw new GuanzhuError('host_refused', { host: name });
}

/** Browsers name the origin of every write. */
export function checkOrigin({ headers, method, host }: FastifyRequest): void {
  const { origin } = headers;
  if (origin === undefined && (method === 'GET' || method === 'HEAD')) return;
  if (originHost(origin) !== host.toLowerCase()) throw new GuanzhuError('origin_refused');
}

function originHost(origin: string | undefined): string | undefined {
  try {
    return origin === undefined ? undefined : new URL(origin).host;
  } catch {
    return undefined;
  }
}

/** Cookies know no ports: the name keeps two instances on one host apart. */
const cookieName = ({ socket }: FastifyRequest) => `guanzhu_session_${socket.localPort ?? 0}`;

export function sessionId(request: FastifyRequest): string | undefined {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([name]) => name === cookieName(request))?.[1];
}

/** Gives the browser a session, or takes it away. */
export function setSession(request: FastifyRequest, reply: FastifyReply, id: string | null): void {
  reply.header(
    'set-cookie',
    [
      `${cookieName(request)}=${id ?? ''}`,
      'Path=/',
      'HttpOnly',
      'SameSite=Strict',
      ...(isTls(request) ? ['Secure'] : []),
      ...(id === null ? ['Max-Age=0'] : []),
    ].join('; '),
  );
}
