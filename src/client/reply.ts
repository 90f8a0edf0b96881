import type { ApiResponse } from './api-call.js';
import { apiError, GuanzhuApiError } from './api-error.js';
import { contractFailure } from './contract-failure.js';
import type { Endpoint } from './endpoint.js';

/** Reads the reply to a call: its data, or the error that it tells of, thrown. */
export function readReply<T>(endpoint: Endpoint, response: Response, text: string): ApiResponse<T> {
  if (!response.ok) throw replyError(endpoint, response, text);
  if (endpoint.api === 'contract') {
    const body: { ret?: unknown; data: T } = parse(response, text);
    if (body.ret !== 200) throw replyError(endpoint, response, text);
    return toResponse(response, body.data);
  }
  if (response.status === 204) return toResponse<T>(response, parse(response, 'null'));
  return toResponse<T>(response, parse(response, text));
}

/**
 * Reads the reply to a call that an earlier attempt may have carried out: where that deleted what the call
 * names, the server does not know it any more, and what was asked for is so.
 */
export function readRepeatedReply<T>(
  endpoint: Endpoint,
  response: Response,
  text: string,
): ApiResponse<T> {
  if (endpoint.gone !== undefined && response.status === 404) {
    const { code } = replyError(endpoint, response, text);
    if (code === endpoint.gone) return toResponse<T>(response, parse(response, 'null'));
  }
  return readReply(endpoint, response, text);
}

/** The error that a reply tells of. */
export function replyError({ api }: Endpoint, response: Response, text: string): GuanzhuApiError {
  const { status } = response;
  const body: unknown = parseLeniently(text);
  const reply = {
    status,
    body,
    requestId: response.headers.get('x-request-id') ?? undefined,
    retryAfterMs: readRetryAfter(response.headers.get('retry-after')),
  };
  if (typeof body === 'object' && body !== null) {
    const rule = response.headers.get('guanzhu-rule') ?? undefined;
    if (api === 'contract' && 'ret' in body) return contractFailure(body, reply, rule);
    if ('code' in body && typeof body.code === 'string') {
      const detail = 'detail' in body ? String(body.detail) : body.code;
      const broken = { field: textOf(body, 'field'), rule: textOf(body, 'rule') };
      return apiError(status, { ...reply, code: body.code, detail, ...broken });
    }
    // What stands before the routes answers in the contract's form.
    if ('ret' in body) return contractFailure(body, reply, rule);
  }
  if (response.type === 'opaqueredirect' || (status >= 300 && status < 400)) {
    const place = response.headers.get('location');
    const detail = `the server sends to ${place ?? 'another address'}: give that one as baseUrl`;
    return apiError(status, { ...reply, code: 'unknown', detail });
  }
  const excerpt = text.replace(/\s+/g, ' ').trim().slice(0, 200);
  const detail = `HTTP ${status}${excerpt === '' ? '' : `: ${excerpt}`}`;
  return apiError(status, { ...reply, code: 'unknown', detail });
}

function textOf(body: object, name: string): string | undefined {
  const value: unknown = Reflect.get(body, name);
  return typeof value === 'string' ? value : undefined;
}

function toResponse<T>({ status, headers }: Response, data: T): ApiResponse<T> {
  const changed = headers.get('guanzhu-changed');
  return {
    data,
    status,
    headers,
    requestId: headers.get('x-request-id') ?? undefined,
    changed: changed === null ? undefined : changed === 'true',
    revision: headers.get('guanzhu-revision') ?? undefined,
  };
}

function parse<T>({ status, headers }: Response, text: string): T {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const type = headers.get('content-type') ?? 'nothing';
    const detail = `the reply is not JSON but ${type}: is this the address of a Guanzhu server?`;
    const requestId = headers.get('x-request-id') ?? undefined;
    const fields = { code: 'reply_unreadable', status, detail, requestId, body: text };
    throw new GuanzhuApiError(fields, { cause });
  }
}

function parseLeniently(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Seconds, or a date. */
function readRetryAfter(text: string | null): number | undefined {
  if (text === null) return undefined;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
