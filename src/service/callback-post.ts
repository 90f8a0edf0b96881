import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { CallbackTargets } from './callback-targets.js';

/** How long one delivery may take, name lookup included, in ms. */
const timeout = 15_000;
/** How much of an answer is read, to let the receiver end in peace. Nothing of it is used. */
const answerLimit = 64 * 1024;

/**
 * Posts one event. Resolves on a 2xx answer; redirects are answers like any other and not followed.
 *
 * @throws Error for any other answer, for none within 15 s, and once the signal is aborted;
 *   GuanzhuError `callback_refused` before anything is sent.
 */
export async function postCallback(
  targets: CallbackTargets,
  url: URL,
  body: string,
  stopped: AbortSignal,
): Promise<void> {
  const signal = AbortSignal.any([stopped, AbortSignal.timeout(timeout)]);
  const addresses = await targets.resolve(url.hostname, signal);
  // The connection takes the addresses that were just judged: asking again could give others.
  const lookup: LookupFunction = (_host, { all }, answer) => {
    const [first] = addresses;
    if (!all) return answer(null, first, isIP(first));
    answer(
      null,
      addresses.map((address) => ({ address, family: isIP(address) })),
    );
  };
  const status = await send(url, body, signal, lookup);
  if (status < 200 || status > 299) throw new Error(`the receiver answered ${status}`);
}

function send(
  url: URL,
  body: string,
  signal: AbortSignal,
  lookup: LookupFunction,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, {
      method: 'POST',
      agent: false,
      lookup,
      signal,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'Guanzhu',
      },
    });
    request.on('error', reject);
    request.on('response', (response) => {
      const { statusCode = 0 } = response;
      // The status decides; a body that breaks off or drips on takes nothing away from it.
      const settle = () => resolve(statusCode);
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
