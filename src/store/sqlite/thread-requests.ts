import { parentPort } from 'node:worker_threads';
import { translate } from './driver.js';
import type { Failure } from './store-thread.js';

/**
 * Answers a thread's requests in order; one of kind `close` is its last.
 *
 * @param answer may throw: that is an answer, too.
 */
export function answerRequests<Request extends { readonly kind: string }, Reply extends object>(
  answer: (request: Request) => Reply,
): void {
  const port = parentPort;
  if (!port) throw new Error('this runs as a worker thread');
  port.on('message', (request: Request & { readonly id: number }) => {
    port.postMessage({ ...settled(answer, request), id: request.id });
    if (request.kind === 'close') port.close();
  });
}

function settled<Request, Reply extends object>(
  answer: (request: Request) => Reply,
  request: Request,
): Reply | Failure {
  try {
    return answer(request);
  } catch (error) {
    const { refusal, cause } = translate(error);
    // A refusal is an answer, not a failure: nothing lies behind it that a log should tell.
    const detail = cause === undefined ? null : String(cause);
    return { kind: 'failed', refusal, detail };
  }
}
