import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { documentedFollow } from '#guanzhu/contract/follow-example.js';
import { demo } from '#guanzhu/demo/demo.js';

export interface RawAnswer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/**
 * Writes bytes to a socket, with `pause` ms between the chunks, and reads until the server closes it;
 * the answers come in order.
 */
export function sendRaw(
  address: string,
  chunks: readonly (string | Uint8Array)[],
  pause = 0,
): Promise<RawAnswer[]> {
  const { hostname, port } = new URL(address);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let text = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      text = Buffer.concat([text, chunk]);
    });
    socket.on('close', () => resolve(parseAnswers(text)));
    socket.on('error', (error) => (text.length > 0 ? undefined : reject(error)));
    void writeAll();

    async function writeAll() {
      for (const chunk of chunks) {
        if (!socket.writable) return;
        socket.write(chunk);
        if (pause > 0) await sleep(pause);
      }
    }
  });
}

function parseAnswers(bytes: Buffer): RawAnswer[] {
  const answers: RawAnswer[] = [];
  let rest = bytes;
  while (rest.length > 0) {
    const end = rest.indexOf('\r\n\r\n');
    if (end < 0) throw new Error(`no HTTP answer: ${rest.toString().slice(0, 200)}`);
    const head = rest.subarray(0, end).toString();
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]);
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    const body = rest.subarray(end + 4, end + 4 + length).toString();
    if (status !== 100) answers.push({ status, head, body });
    rest = rest.subarray(end + 4 + (status === 100 ? 0 : length));
  }
  return answers;
}

/** The head of a follow request, its last line included, with `Connection: close`. */
export function requestHead(
  length: number,
  headers: readonly string[] = [],
  path = '/gewe/v2/api/finder/follow',
): string {
  const lines = [
    `POST ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    `X-GEWE-TOKEN: ${demo.token}`,
    `Content-Length: ${length}`,
    'Connection: close',
    ...(headers.some((line) => /^content-type/i.test(line))
      ? headers
      : ['Content-Type: application/json', ...headers]),
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** One follow request with exactly these body bytes. */
export async function postRaw(
  address: string,
  body: string | Uint8Array,
  headers: readonly string[] = [],
): Promise<RawAnswer> {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const [answer] = await sendRaw(address, [requestHead(bytes.length, headers), bytes]);
  if (!answer) throw new Error('the connection closed without an answer');
  return answer;
}

/** The documented request as text, with one member replaced by JSON text. */
export function demoText(member?: string, json?: string): string {
  const members = Object.entries({ ...documentedFollow.request, appId: demo.appId }).map(
    ([key, value]) => `"${key}":${key === member ? json : JSON.stringify(value)}`,
  );
  return `{${members.join(',')}}`;
}
