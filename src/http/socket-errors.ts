import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { toEnvelope } from '../contract/errors.js';
import { type ErrorCode, GuanzhuError } from '../domain/errors.js';

/** What Node's HTTP parser reports before there is a request. */
const codes: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
};

/** Answers a connection whose bytes are no HTTP request in the contract's envelope, and closes it. */
export function answerClientError(
  error: { code?: string },
  socket: Socket,
  requestId: string,
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const code = codes[error.code ?? ''] ?? 'request_malformed';
  const { status, body } = toEnvelope(new GuanzhuError(code));
  const text = JSON.stringify(body);
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(text)}`,
      `X-Request-Id: ${requestId}`,
      'Connection: close',
      '',
      text,
    ].join('\r\n'),
  );
}
