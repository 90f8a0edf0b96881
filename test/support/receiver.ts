import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** An event as it came in. */
export interface Received {
  readonly path: string;
  readonly contentType: string | undefined;
  readonly event: {
    readonly TypeName: string;
    readonly Appid: string;
    readonly Wxid: string;
    readonly Data: { readonly username: string; readonly svrMentionId: number };
  };
}

export interface Receiver {
  readonly port: number;
  readonly url: string;
  /** Every request so far, in the order of arrival. */
  readonly received: readonly Received[];
  /** Usernames of the followers told of so far. */
  followers(): string[];
  /** Resolves once so many requests have come in. */
  until(count: number): Promise<void>;
  close(): Promise<void>;
}

export type Answer = (response: ServerResponse, nth: number, request: IncomingMessage) => void;

/** A callback receiver on the loopback address; answers each request with 200 unless told otherwise. */
export async function startReceiver(
  answer: Answer = (response) => response.end('ok'),
  wantedPort = 0,
): Promise<Receiver> {
  const received: Received[] = [];
  let notice = () => {};
  const server = createServer(async (request, response) => {
    const event = JSON.parse(await text(request));
    const { url: path = '', headers } = request;
    received.push({ path, contentType: headers['content-type'], event });
    answer(response, received.length, request);
    notice();
  });
  server.listen(wantedPort, '127.0.0.1');
  await once(server, 'listening');
  const { port } = addressOf(server.address());
  return {
    port,
    url: `http://127.0.0.1:${port}/callback`,
    received,
    followers: () => received.map(({ event }) => event.Data.username),
    until: async (count) => {
      while (received.length < count) {
        await new Promise<void>((resolve) => {
          notice = resolve;
        });
      }
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address;
}
