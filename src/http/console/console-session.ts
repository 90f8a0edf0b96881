import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GuanzhuError } from '../../domain/errors.js';
import type { Micros } from '../../domain/time.js';
import { isTls } from '../public-address.js';

/** Keeps who is signed in to the console. */
export interface Sessions {
  takeLink(code: string): Promise<boolean>;
  open(before: string | undefined): Promise<string>;
  isOpen(id: string): Promise<boolean>;
  end(id: string): void;
}

export interface ConsoleAccess {
  readonly sessions: Sessions;
  /** Host names that the console may be opened by; null for any. */
  readonly hosts: readonly string[] | null;
  /** Host names of proxies before it, which it may see under a name of its own. */
  readonly proxies: readonly string[];
  /** What browsers know it by, such as `https://example.com/guanzhu`; `''` when nobody said. */
  readonly publicUrl: string;
}

/** Where the console lives. */
export const consolePrefix = '/console';

/** What the console's own requests carry, and no form or link of another page can. */
const consoleHeader = 'x-guanzhu-console';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whether it was found to come from the console in a session, and is let in for that. */
    inSession: boolean;
  }
}

/** Whether the console sends a request for itself, or is being loaded. What a header claims does not count. */
export function isOfConsole({ inSession, routeOptions }: FastifyRequest): boolean {
  return inSession || isConsolePath(routeOptions.url ?? '');
}

export function isConsolePath(path: string): boolean {
  return path === consolePrefix || path.startsWith(`${consolePrefix}/`);
}

/**
 * Whether a request comes from the console in a session. One without the console's header does not,
 * whatever cookie it has.
 *
 * @throws GuanzhuError `host_refused`; `origin_refused` for a request of another origin.
 */
export async function hasSession(access: ConsoleAccess, request: FastifyRequest): Promise<boolean> {
  const id = sessionId(request);
  if (id === undefined || request.headers[consoleHeader] === undefined) return false;
  checkHost(access.hosts, request);
  checkOrigin(access, request);
  request.inSession = await access.sessions.isOpen(id);
  return request.inSession;
}

/**
 * Refuses a name that is not the console's own: a page elsewhere could give its name this address, and
 * would then be of one origin with the console.
 */
export function checkHost(hosts: ConsoleAccess['hosts'], { host }: FastifyRequest): void {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  if (hosts && !hosts.includes(name)) throw new GuanzhuError('host_refused', { host: name });
}

/**
 * Browsers name the origin of every write, and newer ones say whether it is the page's own: that holds
 * also behind a proxy that calls this server by another name than the browser called the proxy.
 */
export function checkOrigin(
  access: Pick<ConsoleAccess, 'proxies' | 'publicUrl'>,
  { headers, method, host }: FastifyRequest,
): void {
  const { origin } = headers;
  if (origin === undefined && (method === 'GET' || method === 'HEAD')) return;
  const from = URL.parse(origin ?? '');
  const isOwn =
    headers['sec-fetch-site'] === 'same-origin' ||
    (from !== null && isOwnOrigin(access, from, host.toLowerCase()));
  if (!from || !isOwn) throw new GuanzhuError('origin_refused');
}

/** Whether an origin is the server's own. Of a name whose scheme and port are known, no others are. */
function isOwnOrigin(
  { proxies, publicUrl }: Pick<ConsoleAccess, 'proxies' | 'publicUrl'>,
  from: URL,
  host: string,
): boolean {
  const known = URL.parse(publicUrl);
  if (from.host === known?.host) return from.origin === known.origin;
  if (from.host === host) return true;
  return from.hostname !== known?.hostname && proxies.includes(from.hostname);
}

/** Cookies know no ports: the name keeps two instances on one host apart. */
const cookieName = ({ socket }: FastifyRequest) => `guanzhu_session_${socket.localPort ?? 0}`;

export function sessionId(request: FastifyRequest): string | undefined {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([name]) => name === cookieName(request))?.[1];
}

/** The path that the browser has this server at, as the console's requests say. */
function pathOf({ headers }: FastifyRequest): string {
  const said = String(headers[consoleHeader] ?? '');
  return /^\/(?:[\w.~%-]+\/)*$/.test(said) ? said : '/';
}

/** Tells the console the server's time: the clock of a browser's computer may be wrong by any amount. */
export function tellTime(app: FastifyInstance, now: () => Micros): void {
  app.addHook('onSend', async ({ headers }, reply) => {
    if (headers[consoleHeader] !== undefined) reply.header('guanzhu-time', String(now()));
  });
}

/** Gives the browser a session, or takes it away. */
export function setSession(request: FastifyRequest, reply: FastifyReply, id: string | null): void {
  reply.header(
    'set-cookie',
    [
      `${cookieName(request)}=${id ?? ''}`,
      `Path=${pathOf(request)}`,
      'HttpOnly',
      'SameSite=Strict',
      ...(isTls(request) ? ['Secure'] : []),
      ...(id === null ? ['Max-Age=0'] : []),
    ].join('; '),
  );
}
