import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { GuanzhuError } from '../domain/errors.js';

/** Requests whose body may take as long as it likes, as long as it moves. */
const streamed = new WeakSet<IncomingMessage>();

export const isStreamed = (request: IncomingMessage): boolean => streamed.has(request);

/** How long a body may stand still while it is waited for, in ms: as long as other requests may take. */
const longestPause = 15_000;

/**
 * The bytes of a body of any length, as they come. What is left of it when the reader stops is read
 * and thrown away, so that the connection stays for the reply.
 *
 * @throws GuanzhuError `request_timeout` when the sender stops; `request_malformed` when it breaks off.
 */
export async function* readStreamedBody(
  request: IncomingMessage,
  body: Readable,
): AsyncGenerator<Uint8Array> {
  streamed.add(request);
  const chunks: AsyncIterator<Uint8Array> = body.iterator({ destroyOnReturn: false });
  try {
    for (;;) {
      const next = await withinPause(chunks.next());
      if (next.done) return;
      yield next.value;
    }
  } finally {
    body.on('error', () => {});
    body.resume();
  }
}

async function withinPause<T>(next: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new GuanzhuError('request_timeout')), longestPause);
  });
  try {
    return await Promise.race([next, expired]);
  } catch (error) {
    throw error instanceof GuanzhuError ? error : new GuanzhuError('request_malformed');
  } finally {
    clearTimeout(timer);
  }
}
