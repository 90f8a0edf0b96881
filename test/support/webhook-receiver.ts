import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { createServer as createSecureServer, type ServerOptions } from 'node:https';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';

export interface ReceivedMessage {
  readonly id: string;
  readonly timestamp: number;
  readonly signature: string;
  readonly body: string;
  /** The body's members. */
  readonly type: string;
  readonly sentAt: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export type AnswerMessage = (
  response: ServerResponse,
  message: ReceivedMessage,
  nth: number,
) => void;

export interface WebhookReceiver {
  readonly port: number;
  readonly url: string;
  /** Every message so far, repeated ones too, in the order of arrival. */
  readonly messages: readonly ReceivedMessage[];
  until(done: () => boolean): Promise<void>;
  close(): Promise<void>;
}

/** A webhook receiver on the loopback address; answers with 204 unless told otherwise. */
export async function startWebhookReceiver(
  answer: AnswerMessage = (response) => response.writeHead(204).end(),
  tls?: ServerOptions,
): Promise<WebhookReceiver> {
  const messages: ReceivedMessage[] = [];
  const waiting = new Set<() => void>();
  const server = tls ? createSecureServer(tls) : createServer();
  server.on('request', async (request, response) => {
    const body = await text(request);
    const parsed: unknown = JSON.parse(body);
    const { type, timestamp, data } = Object(parsed);
    const { headers } = request;
    const message: ReceivedMessage = {
      id: String(headers['webhook-id']),
      timestamp: Number(headers['webhook-timestamp']),
      signature: String(headers['webhook-signature']),
      body,
      type,
      sentAt: timestamp,
      data,
    };
    messages.push(message);
    answer(response, message, messages.length);
    for (const look of waiting) look();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const { port } = address;
  return {
    port,
    url: tls ? `https://localhost:${port}/hook` : `http://127.0.0.1:${port}/hook`,
    messages,
    until: (done) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (!done()) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Whether the message is signed with the secret, by the verifier of the Standard Webhooks project. */
export function isSignedWith(secret: string, message: ReceivedMessage): boolean {
  try {
    new Webhook(secret).verify(message.body, {
      'webhook-id': message.id,
      'webhook-timestamp': String(message.timestamp),
      'webhook-signature': message.signature,
    });
    return true;
  } catch {
    return false;
  }
}
