import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { connect, isIP, type LookupFunction } from 'node:net';
import type { Micros } from '../domain/time.js';
import type { DeliveryStep, TestDelivery } from '../domain/webhook.js';
import type { CallbackTargets, Target } from './callback-targets.js';

/** How long one delivery may take, name lookup included, in ms. */
const timeout = 15_000;
/** What is told of a message whose sender stopped before there was an answer. */
const brokenOff = 'broken off before there was an answer';
/** How much of an answer is read, to let the receiver end in peace. Nothing of it is used. */
const answerLimit = 64 * 1024;

export interface Message {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface PostResult {
  readonly status: number | null;
  /** Null when a 2xx answered. */
  readonly failedStep: DeliveryStep | null;
  /** What went wrong; `''` for nothing. */
  readonly detail: string;
  /** The answer's `Retry-After`. */
  readonly retryAfter: string | undefined;
}

/**
 * Posts one message as JSON, to none but addresses that may be called. Redirects are answers like any
 * other and not followed. Never rejects; once the signal is aborted it resolves as failed.
 */
export async function postMessage(
  targets: CallbackTargets,
  url: URL,
  message: Message,
  stopped: AbortSignal,
): Promise<PostResult> {
  const signal = AbortSignal.any([stopped, AbortSignal.timeout(timeout)]);
  let addresses: Target['addresses'];
  try {
    addresses = await targets.resolve(url.hostname, signal);
  } catch {
    const detail = stopped.aborted
      ? brokenOff
      : `${url.hostname} stands for no address that messages may be sent to`;
    return { status: null, failedStep: 'dns', detail, retryAfter: undefined };
  }
  return send(url, message, { signal, stopped }, pinned(addresses));
}

/** Opens the connection that a message would take and closes it again: nothing is sent. Never rejects. */
export function tryConnection({ url, addresses }: Target, ms: number): Promise<PostResult> {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  return new Promise((resolve) => {
    const socket = connect({ host, port, lookup: pinned(addresses) });
    const end = (failure: Partial<PostResult>) => {
      socket.destroy();
      resolve({ status: null, failedStep: null, detail: '', retryAfter: undefined, ...failure });
    };
    const fail = (detail: string) => end({ failedStep: 'connect', detail });
    socket.once('connect', () => end({}));
    socket.once('error', (error) => fail(error.message));
    socket.setTimeout(ms, () => fail(`no connection within ${ms / 1000} s`));
  });
}

/** What came of an attempt, as delivery logs keep it. */
export function toDelivery(
  { status, failedStep, detail }: PostResult,
  begun: Micros,
  ended: Micros,
): TestDelivery {
  const durationMs = Math.max(0, Math.round((ended - begun) / 1000));
  return { durationMs, status, failedStep, detail: detail.slice(0, 300) };
}

/** Gives a connection the addresses that were just judged: asking again could give others. */
function pinned(addresses: Target['addresses']): LookupFunction {
  return (_host, { all }, answer) => {
    const [first] = addresses;
    if (!all) return answer(null, first, isIP(first));
    answer(
      null,
      addresses.map((address) => ({ address, family: isIP(address) })),
    );
  };
}

function send(
  url: URL,
  { body, headers }: Message,
  { signal, stopped }: { readonly signal: AbortSignal; readonly stopped: AbortSignal },
  lookup: LookupFunction,
): Promise<PostResult> {
  return new Promise((resolve) => {
    const secure = url.protocol === 'https:';
    let step: DeliveryStep = 'connect';
    const request = (secure ? requestHttps : requestHttp)(url, {
      method: 'POST',
      agent: false,
      lookup,
      signal,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'Guanzhu',
        ...headers,
      },
    });
    request.on('socket', (socket) => {
      socket.once('connect', () => {
        step = secure ? 'tls' : 'answer';
      });
      socket.once('secureConnect', () => {
        step = 'answer';
      });
    });
    request.on('error', (error) => {
      const late = signal.aborted ? `no answer within ${timeout / 1000} s` : error.message;
      const detail = stopped.aborted ? brokenOff : late;
      resolve({ status: null, failedStep: step, detail, retryAfter: undefined });
    });
    // After an answer that would change the protocol there is neither a response nor an error.
    request.on('close', () => {
      const detail = 'the receiver ended the connection without an answer';
      resolve({ status: null, failedStep: step, detail, retryAfter: undefined });
    });
    request.on('response', (response) => {
      const { statusCode: status = 0 } = response;
      const taken = status >= 200 && status <= 299;
      // The status decides; a body that breaks off or drips on takes nothing away from it.
      const settle = () =>
        resolve({
          status,
          failedStep: taken ? null : 'status',
          detail: taken ? '' : `the receiver answered ${status}`,
          retryAfter: response.headers['retry-after'],
        });
      let read = 0;
      response.on('data', (chunk: Buffer) => {
        read += chunk.length;
        if (read > answerLimit) response.destroy();
      });
      response.on('error', settle);
      response.on('close', settle);
    });
    request.end(body);
  });
}
