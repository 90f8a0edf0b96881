import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

export interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Answer = (response: ServerResponse, received: Received) => void;

/** A server that gives the answers of a script, one a request; after the last, that one again. */
export async function scriptedServer(...script: readonly Answer[]) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const { method, url, headers } = request;
    const got = { method, url, headers, body: await text(request) };
    const answer = script[Math.min(received.length, script.length - 1)];
    received.push(got);
    answer?.(response, got);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    baseUrl: `http://127.0.0.1:${address.port}`,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };

/** Takes the request and breaks the connection. */
export const broken: Answer = (response) => void response.destroy();

/** Sends the head of an event stream and these events, and breaks off unless it is to stay. */
export const events =
  (list: readonly { readonly revision: string }[], stay = false): Answer =>
  (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(': hello\n\n');
    for (const item of list) {
      response.write(`id: ${item.revision}\nevent: followed\ndata: ${JSON.stringify(item)}\n\n`);
    }
    if (!stay) setImmediate(() => response.destroy());
  };
