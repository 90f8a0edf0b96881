import type { FastifyReply } from 'fastify';

/** Aborted when nobody waits for a reply any more: its client left, or the server ends. */
export function whileWanted({ raw, request }: FastifyReply, closing: AbortSignal): AbortSignal {
  const left = new AbortController();
  raw.once('close', () => left.abort());
  // Who left while the token was looked up has closed the reply already.
  if (request.raw.socket.destroyed) left.abort();
  return AbortSignal.any([left.signal, closing]);
}
