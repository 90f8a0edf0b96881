import type { FastifyInstance, FastifyRequest } from 'fastify';
import { stringify } from 'lossless-json';
import { remedyOf } from '../../contract/remedies.js';
import type { ErrorCode, GuanzhuError } from '../../domain/errors.js';
import { type Bilingual, isNumber } from '../../domain/rule.js';
import { isSecret, maskNumber, maskText } from '../../domain/shown-value.js';
import type { Micros } from '../../domain/time.js';
import { maskToken } from '../../domain/token.js';
import { toKnownError } from '../errors.js';

/** One answered call of the contract. */
export interface RecordedCall {
  readonly requestId: string;
  readonly at: Micros;
  readonly appId: string;
  readonly tenant: string;
  /** Masked. */
  readonly token: string;
  readonly path: string;
  readonly status: number;
  readonly ms: number;
  readonly request: string;
  readonly reply: string;
  readonly failure: { readonly code: ErrorCode; readonly remedy: Bilingual } | null;
}

const callsOfDevice = 50;
const mostDevices = 200;
/** Of a body, in characters. */
const mostText = 4096;

/**
 * The contract's calls answered last, for whoever asks why one failed: a fixed number of each device,
 * of a fixed number of devices, those used last. In memory only.
 */
export class CallRecord {
  /** By tenant and appId, those used last at the end. */
  readonly #devices = new Map<string, readonly RecordedCall[]>();

  add(call: RecordedCall): void {
    const key = JSON.stringify([call.tenant, call.appId]);
    const calls = [...(this.#devices.get(key) ?? []), call].slice(-callsOfDevice);
    this.#devices.delete(key);
    this.#devices.set(key, calls);
    if (this.#devices.size > mostDevices) this.#devices.delete(this.#leastMissed());
  }

  /** Newest first. */
  list(appId: string | undefined, limit: number): readonly RecordedCall[] {
    return [...this.#devices.values()]
      .flat()
      .filter((call) => appId === undefined || call.appId === appId)
      .sort((a, b) => b.at - a.at)
      .slice(0, limit);
  }

  /** Whoever names the most devices loses one first: nobody can push out another tenant's calls. */
  #leastMissed(): string {
    const keysOf = new Map<string, string[]>();
    for (const [key, [call]] of this.#devices) {
      const tenant = call?.tenant ?? '';
      keysOf.set(tenant, [...(keysOf.get(tenant) ?? []), key]);
    }
    const [longest = []] = [...keysOf.values()].sort((a, b) => b.length - a.length);
    return longest[0] ?? '';
  }
}

declare module 'fastify' {
  interface FastifyRequest {
    /** What the record keeps of a call until it is answered. */
    answered: { error?: GuanzhuError; reply?: string } | null;
  }
}

/** Records every call that an app answers. */
export function recordCalls(app: FastifyInstance, record: CallRecord, now: () => Micros): void {
  app.decorateRequest('answered', null);
  app.addHook('onRequest', async (request) => {
    request.answered = {};
  });
  app.addHook('onError', async (request, _, error) => {
    if (request.answered) request.answered.error = toKnownError(error);
  });
  app.addHook('onSend', async (request, _, payload) => {
    if (request.answered && typeof payload === 'string') request.answered.reply = payload;
    return payload;
  });
  app.addHook('onResponse', async (request, { statusCode, elapsedTime }) => {
    const { error, reply = '' } = request.answered ?? {};
    const remedy = error && remedyOf(error);
    const token = request.headers['x-gewe-token'];
    const hide = (text: string) => cut(typeof token === 'string' ? masked(text, token) : text);
    record.add({
      requestId: request.id,
      at: now(),
      appId: appIdOf(request),
      tenant: request.tenant?.id ?? '',
      token: typeof token === 'string' && token !== '' ? maskToken(token) : '',
      path: request.routeOptions.url ?? '',
      status: statusCode,
      ms: Math.round(elapsedTime * 10) / 10,
      request: hide(stringify(veiled(request.body)) ?? ''),
      reply: hide(reply),
      failure:
        error && remedy
          ? { code: error.code, remedy: { zh: hide(remedy.zh), en: hide(remedy.en) } }
          : null,
    });
  });
}

/** A token that a client also wrote into a body. */
function masked(text: string, token: string): string {
  return token.length < 8 ? text : text.replaceAll(token, maskToken(token));
}

/** More deeply than any documented body. */
const mostDepth = 16;

/** A body without what only its owner should know: a token of any type, a password in an address. */
function veiled(value: unknown, field = '', depth = 0): unknown {
  if (typeof value === 'string') return maskText(value, field);
  if (isNumber(value)) return isSecret(field) ? maskNumber(String(value), field) : value;
  if (typeof value !== 'object' || value === null) return value ?? null;
  const isList = Array.isArray(value);
  if (isSecret(field) || depth === mostDepth) return isList ? '[…]' : '{…}';
  if (isList) return value.map((item: unknown) => veiled(item, field, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, veiled(inner, name, depth + 1)]),
  );
}

/** A copy: a mere slice would keep the whole text in memory. */
const copyOf = (text: string, length: number) => Buffer.from(text.slice(0, length)).toString();

function cut(text: string): string {
  return text.length > mostText ? `${copyOf(text, mostText)}…` : text;
}

function appIdOf({ body }: FastifyRequest): string {
  if (typeof body !== 'object' || body === null || !('appId' in body)) return '';
  return typeof body.appId === 'string' ? copyOf(body.appId, 256) : '';
}
