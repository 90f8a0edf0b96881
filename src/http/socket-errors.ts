import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { toEnvelope } from '../contract/errors.js';
import { GuanzhuError, type PlainErrorCode } from '../domain/errors.js';
import { isStreamed } from './streamed-body.js';

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** What Node's HTTP parser reports before there is a request. */
const codes: Readonly<Record<string, PlainErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
};

/**
 * How long a client may take to close its side after the last answer, in ms. Closing at once could
 * reset the connection before the answer is read; waiting for ever would let it be held open.
 */
const lingerTime = 1_000;

/** Answers a connection whose bytes are no HTTP request in the contract's envelope, and closes it. */
export class SocketErrors {
  readonly #newRequestId: () => string;
  readonly #open = new WeakMap<Socket, readonly Exchange[]>();
  readonly #waiting = new WeakSet<Socket>();

  constructor(newRequestId: () => string) {
    this.#newRequestId = newRequestId;
  }

  /** Notes a request, so that a fault behind it is never answered in its place. */
  observe(request: IncomingMessage, response: ServerResponse): void {
    this.#open.set(request.socket, [...this.#openOn(request.socket), { request, response }]);
  }

  answer(error: { code?: string }, socket: Socket): void {
    if (error.code === 'ECONNRESET') {
      socket.destroy();
      return;
    }
    if (this.#waiting.has(socket)) return;
    const open = this.#openOn(socket);
    const isLate = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
    // Such a body has a time limit of its own.
    if (isLate && open.some(({ request }) => isStreamed(request))) return;
    const owed = open.find(({ request }) => request.complete);
    if (owed) {
      // What came before the fault may have been carried out: its reply goes first.
      this.#waiting.add(socket);
      owed.response.once('close', () => {
        this.#waiting.delete(socket);
        this.answer(error, socket);
      });
      return;
    }
    // A request that is refused before all of it has arrived has its one answer already.
    const answered = open.some(({ response }) => response.headersSent);
    if (answered || !socket.writable) {
      socket.destroySoon();
      return;
    }
    socket.end(this.#reply(codes[error.code ?? ''] ?? 'request_malformed'));
    const timer = setTimeout(() => socket.destroy(), lingerTime);
    socket.once('close', () => clearTimeout(timer));
  }

  #openOn(socket: Socket): readonly Exchange[] {
    const exchanges = this.#open.get(socket) ?? [];
    return exchanges.filter(
      ({ request, response }) =>
        !(request.complete && (response.writableFinished || response.destroyed)),
    );
  }

  #reply(code: PlainErrorCode): string {
    const { status, body } = toEnvelope(new GuanzhuError(code));
    const text = JSON.stringify(body);
    return [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(text)}`,
      `X-Request-Id: ${this.#newRequestId()}`,
      'Connection: close',
      '',
      text,
    ].join('\r\n');
  }
}
