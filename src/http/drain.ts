import { once } from 'node:events';
import { Server, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

/** How long an idle connection may still send a request that was under way, in ms. */
const idleGrace = 300;
/** How long requests being answered may take, in ms. Orchestrators kill after 10 s. */
const drainLimit = 8_000;

/**
 * Ends the server without losing a request that reached it: no new connections, every reply says
 * `Connection: close`, idle connections get a moment for what is on the wire, then all are closed.
 *
 * @returns aborted when the draining begins: replies without an end of their own must then end.
 */
export function drainOnClose(app: FastifyInstance): AbortSignal {
  const closing = new AbortController();
  const { server } = app;
  const sockets = new Set<Socket>();
  let draining = false;
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  app.addHook('onSend', async (_, reply) => {
    if (draining) reply.header('connection', 'close');
  });
  app.addHook('preClose', async () => {
    draining = true;
    closing.abort();
    if (!server.listening) return;
    const closed = once(server, 'close');
    // The HTTP server's own close would reset idle connections at once.
    Server.prototype.close.call(server);
    if (await settlesWithin(closed, idleGrace)) return;
    // On a busy machine the moment may pass with requests unread: read before judging who is idle.
    await nextTurn();
    server.closeIdleConnections();
    // The server counts a connection as idle only once it has carried a request.
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
    if (await settlesWithin(closed, drainLimit)) return;
    server.closeAllConnections();
  });
  return closing.signal;
}

async function settlesWithin(event: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, ms, false);
  });
  const settled = await Promise.race([event.then(() => true), expired]);
  clearTimeout(timer);
  return settled;
}
