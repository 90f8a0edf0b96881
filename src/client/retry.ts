import { ConnectionError, GuanzhuApiError } from './api-error.js';
import type { Retry } from './endpoint.js';

/** By these the server says that it has not touched anything. */
const untouched: readonly string[] = ['overloaded', 'store_unavailable', 'request_timeout'];
/** By these the connection was never made. */
const unconnected: readonly string[] = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
];
const longestWaitMs = 60_000;

/** Whether a failed attempt may be made again. */
export function mayRepeat(error: unknown, retry: Retry): boolean {
  if (!(error instanceof GuanzhuApiError)) return false;
  const { code, status, retryAfterMs = 0 } = error;
  if (retryAfterMs > longestWaitMs) return false;
  if (status === 408 || status === 429 || untouched.includes(code)) return true;
  if (error instanceof ConnectionError && unconnected.includes(causeCode(error))) return true;
  if (retry === 'unreceived') return false;
  const passing = [502, 503, 504].includes(status) || code === 'outcome_unknown';
  return passing || error instanceof ConnectionError;
}

/** How long to wait after attempt number `tried`: twice as long each time, half of it at random. */
export function waitBefore(tried: number, error: unknown): number {
  const asked = error instanceof GuanzhuApiError ? (error.retryAfterMs ?? 0) : 0;
  const backOff = Math.min(250 * 2 ** Math.min(tried, 10), 10_000);
  return Math.max(asked, backOff * (0.5 + Math.random() / 2));
}

/** Waits; fails at once with the signal's reason when it ends the wait. */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}

function causeCode({ cause }: Error): string {
  const inner = cause instanceof Error && cause.cause !== undefined ? cause.cause : cause;
  return typeof inner === 'object' && inner !== null && 'code' in inner ? String(inner.code) : '';
}
