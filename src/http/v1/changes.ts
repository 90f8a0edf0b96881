import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { listChanges, streamChanges, toChangesReply, toEvents } from '../../contract/v1/changes.js';
import { toFeedStart } from '../../contract/v1/feed-start.js';
import { GuanzhuError } from '../../domain/errors.js';
import type { FeedPage } from '../../domain/feed.js';
import type { FollowGraph } from '../../domain/graph.js';
import { rules, underField } from '../../domain/rule.js';
import { type Callers, isStillAllowed, serveCall } from './serve-call.js';

/** How often a stream without news says that it lives, in ms. */
const heartbeat = 15_000;
/** How long a stream may take to end with the server, in ms. */
const lastMoment = 1_000;
/** How long a stream goes on without asking whether its reader may still read, in ms. */
const longestTrust = 500;
/** How many streams are open at once, and how many of them are one tenant's. */
const mostStreams = 1_000;
const mostOfTenant = 200;

/** The change feed: by pages, and as server-sent events. */
export function routeChanges(
  app: FastifyInstance,
  callers: Callers,
  graph: FollowGraph,
  closing: AbortSignal,
): void {
  serveCall(app, callers, listChanges, async ({ caller, query }) => {
    const { after, from, limit, ...selection } = query;
    return toChangesReply(
      await graph.readChanges(caller, toFeedStart(after, from), limit, selection),
    );
  });

  const streams = new Map<AbortController, { response: ServerResponse; owner: string | null }>();
  // A stream has no end of its own: it must not hold up the server's.
  closing.addEventListener('abort', () => {
    for (const [stream, { response }] of streams) {
      stream.abort();
      // A reader that does not read never lets a reply end by itself.
      setTimeout(() => response.destroy(), lastMoment).unref();
    }
  });

  serveCall(app, callers, streamChanges, async ({ caller, query, request, reply }) => {
    // Who left while the token was looked up has closed the reply already: nothing would end the stream.
    if (request.raw.socket.destroyed) return reply.hijack();
    const owner = caller.kind === 'tenant' ? caller.tenant.id : null;
    const own = [...streams.values()].filter((each) => each.owner === owner).length;
    if (streams.size >= mostStreams || (owner !== null && own >= mostOfTenant)) {
      throw new GuanzhuError('overloaded');
    }
    const stream = new AbortController();
    streams.set(stream, { response: reply.raw, owner });
    const end = () => {
      stream.abort();
      streams.delete(stream);
    };
    reply.raw.once('close', end);
    const resumed = lastEventId(request);
    try {
      const start = toFeedStart(resumed ?? query.after, query.from);
      const pages = graph.followChanges(caller, start, {
        idleMs: heartbeat,
        signal: stream.signal,
        ...(query.account !== undefined && { account: query.account }),
      });
      const events = readEvents(pages[Symbol.asyncIterator](), () =>
        isStillAllowed(request, callers),
      );
      // The first page is read before the status is sent: what is refused then has its problem.
      const first = await events.next();
      return reply
        .header('content-type', 'text/event-stream; charset=utf-8')
        .header('cache-control', 'no-store')
        .header('x-accel-buffering', 'no')
        .send(Readable.from(joined(first, events), { objectMode: false }));
    } catch (error) {
      end();
      const named = resumed !== undefined && error instanceof GuanzhuError;
      throw named && error.params.field === 'after'
        ? underField(error, 'Last-Event-ID', rules.revision)
        : error;
    }
  });
}

async function* readEvents(
  pages: AsyncIterator<FeedPage>,
  isAllowed: () => Promise<boolean>,
): AsyncGenerator<string> {
  let askedAt = performance.now();
  for (;;) {
    const { done, value } = await pages.next();
    if (done) return;
    if (performance.now() - askedAt > longestTrust) {
      askedAt = performance.now();
      if (!(await isAllowed())) return;
    }
    yield toEvents(value);
  }
}

async function* joined(
  first: IteratorResult<string>,
  rest: AsyncGenerator<string>,
): AsyncGenerator<string> {
  if (!first.done) yield `retry: 1000\n${first.value}`;
  yield* rest;
}

function lastEventId({ headers }: FastifyRequest): string | undefined {
  const id = headers['last-event-id'];
  return typeof id === 'string' && id !== '' ? id : undefined;
}
