import type { ApiResponse } from './api-call.js';
import { ConnectionError, GuanzhuApiError, RequestTimeoutError } from './api-error.js';
import { readBaseUrl } from './base-url.js';
import type { Endpoint } from './endpoint.js';
import { checkHeaderValue } from './header-value.js';
import { newKey } from './new-key.js';
import { ReadYourWrites } from './read-your-writes.js';
import { readRepeatedReply, readReply, replyError } from './reply.js';
import { buildRequest } from './request.js';
import { mayRepeat, pause, waitBefore } from './retry.js';

export interface ClientOptions {
  /** Such as `http://127.0.0.1:2531`; behind a proxy with the path that leads to the server. */
  readonly baseUrl: string;
  /** A tenant's token. */
  readonly token?: string | undefined;
  /** The administrator's token, for what is the administrator's alone. */
  readonly adminToken?: string | undefined;
  /** For each attempt of a call; 30 seconds unless set. */
  readonly timeoutMs?: number | undefined;
  /** Attempts after the first; 2 unless set. */
  readonly maxRetries?: number | undefined;
  /** Whether reads show what this client wrote before, whichever process answers them; true unless set. */
  readonly readYourWrites?: boolean | undefined;
  readonly fetch?: typeof fetch | undefined;
}

export interface CallOptions {
  /** Ends the call; it then fails with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** `Infinity` for none. */
  readonly timeoutMs?: number | undefined;
  readonly maxRetries?: number | undefined;
  /** Names a write, so that a repeat of it is answered as the first was; made when left out. */
  readonly idempotencyKey?: string | undefined;
}

/** A body that is no JSON. */
export interface Content {
  readonly type: string;
  readonly body: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;
}

/** Sends calls: attempts, waits, tokens, time limits. */
export class Transport {
  readonly #base: string;
  readonly #options: ClientOptions;
  readonly #fetch: typeof fetch;
  readonly #writes = new ReadYourWrites();

  constructor(options: ClientOptions) {
    this.#base = readBaseUrl(options.baseUrl);
    checkHeaderValue('token', options.token);
    checkHeaderValue('adminToken', options.adminToken);
    this.#options = options;
    // Called bare: a browser's fetch refuses to be another object's method.
    this.#fetch = options.fetch ?? fetch;
  }

  /** Sends a call, again when that is safe and may help, and reads its reply. */
  async send<T>(
    endpoint: Endpoint,
    input: object,
    given: CallOptions,
    content?: Content,
  ): Promise<ApiResponse<T>> {
    const { url, init } = this.#prepare(endpoint, input, given, content);
    return this.#persist(endpoint, given, async (mayHaveArrived) => {
      const { signal, expired } = this.#limit(given);
      const { response, text } = await this.#exchange(given, expired, async (fetch) => {
        const response = await fetch(url, { ...init, signal });
        return { response, text: await response.text() };
      });
      this.#writes.remember(response.headers);
      return mayHaveArrived
        ? readRepeatedReply<T>(endpoint, response, text)
        : readReply<T>(endpoint, response, text);
    });
  }

  /** Opens a stream. The time limit ends with the reply's head; `given.signal` ends the stream. */
  async open(
    endpoint: Endpoint,
    input: object,
    headers: Readonly<Record<string, string>>,
    given: CallOptions,
    content?: Content,
  ): Promise<ReadableStream<Uint8Array>> {
    const { url, init } = this.#prepare(endpoint, input, given, content);
    return this.#persist(endpoint, given, async () => {
      const head = new AbortController();
      const limit = this.#timeoutMs(given);
      const timer = Number.isFinite(limit) ? setTimeout(() => head.abort(), limit) : undefined;
      const signal = given.signal ? AbortSignal.any([given.signal, head.signal]) : head.signal;
      try {
        const { response, text } = await this.#exchange(given, head.signal, async (fetch) => {
          const response = await fetch(url, {
            ...init,
            headers: { ...init.headers, ...headers },
            signal,
          });
          return { response, text: response.ok ? '' : await response.text() };
        });
        if (!response.ok || !response.body) throw replyError(endpoint, response, text);
        return response.body;
      } finally {
        clearTimeout(timer);
      }
    });
  }

  #prepare(endpoint: Endpoint, input: object, given: CallOptions, content?: Content) {
    const { token, adminToken } = this.#options;
    // With one token alone, that one is tried: the server says what it lacks.
    const sent = endpoint.admin ? (adminToken ?? token) : (token ?? adminToken);
    const request = buildRequest(endpoint, input, sent);
    if (endpoint.retry === 'keyed') {
      checkHeaderValue('idempotencyKey', given.idempotencyKey);
      request.headers['idempotency-key'] = given.idempotencyKey ?? newKey();
    }
    // What may always be repeated is a read, or changes nothing by being one. A write under a key says by
    // it of which ledger the key is, should that be restored meanwhile.
    if (endpoint.retry !== 'unreceived' && this.#options.readYourWrites !== false) {
      Object.assign(request.headers, this.#writes.headers);
    }
    if (content) request.headers['content-type'] = content.type;
    const { method, headers } = request;
    const body = content?.body ?? request.body;
    // A redirect would carry the token to wherever it points.
    const init = {
      method,
      headers,
      ...(body !== undefined && { body }),
      // What fetch asks for where a body is sent as it comes.
      ...(body instanceof ReadableStream && { duplex: 'half' as const }),
      redirect: 'manual' as const,
    };
    return { url: `${this.#base}${request.path}`, init };
  }

  async #persist<T>(
    { retry }: Endpoint,
    given: CallOptions,
    attempt: (mayHaveArrived: boolean) => Promise<T>,
  ): Promise<T> {
    let mayHaveArrived = false;
    const retries = given.maxRetries ?? this.#options.maxRetries ?? 2;
    for (let tried = 0; ; tried += 1) {
      given.signal?.throwIfAborted();
      try {
        return await attempt(mayHaveArrived);
      } catch (error) {
        if (error instanceof GuanzhuApiError && error.code === 'ledger_changed')
          this.#writes.forget();
        if (tried >= retries || !mayRepeat(error, retry)) throw error;
        mayHaveArrived ||= !mayRepeat(error, 'unreceived');
        await pause(waitBefore(tried, error), given.signal);
      }
    }
  }

  #timeoutMs(given: CallOptions): number {
    return given.timeoutMs ?? this.#options.timeoutMs ?? 30_000;
  }

  #limit(given: CallOptions): { readonly signal: AbortSignal; readonly expired: AbortSignal } {
    const limit = this.#timeoutMs(given);
    const expired = Number.isFinite(limit)
      ? AbortSignal.timeout(limit)
      : new AbortController().signal;
    return { expired, signal: given.signal ? AbortSignal.any([given.signal, expired]) : expired };
  }

  async #exchange<T>(
    given: CallOptions,
    expired: AbortSignal,
    exchange: (send: typeof fetch) => Promise<T>,
  ): Promise<T> {
    try {
      return await exchange(this.#fetch);
    } catch (cause) {
      given.signal?.throwIfAborted();
      if (expired.aborted) {
        const detail = `${this.#base} did not answer within ${this.#timeoutMs(given)} ms`;
        throw new RequestTimeoutError({ code: 'timeout', status: 0, detail }, { cause });
      }
      const detail = `${this.#base} cannot be reached (${reasonOf(cause)})${this.#hint()}`;
      throw new ConnectionError({ code: 'connection_failed', status: 0, detail }, { cause });
    }
  }

  /** A browser hides from a page of another origin what happened. */
  #hint(): string {
    const page = pageOrigin();
    if (page === undefined || this.#base === page || this.#base.startsWith(`${page}/`)) return '';
    return `: unless it is down, have its GUANZHU_CORS_ORIGINS name this page's origin, ${page}`;
  }
}

/** The origin of the page that this runs in; undefined outside browsers. */
function pageOrigin(): string | undefined {
  const scope: object = globalThis;
  const location = 'location' in scope ? scope.location : undefined;
  if (typeof location !== 'object' || location === null || !('origin' in location)) {
    return undefined;
  }
  return String(location.origin);
}

/** Fetch hides what happened in its error's cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  const code = 'code' in cause ? String(cause.code) : '';
  return code !== '' && !cause.message.includes(code)
    ? `${code} ${cause.message}`.trim()
    : cause.message;
}
