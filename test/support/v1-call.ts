import { demo } from '#guanzhu/demo/demo.js';
import { expectDocumented } from './documented-failures.js';

export interface V1Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

interface V1Options {
  readonly token?: string | null;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Sends a call of the graph API, as the demo's tenant unless another token (or none) is given. A failure must be
 * one that the document names.
 */
export async function callV1(
  address: string,
  method: string,
  path: string,
  { token = demo.token, body, headers = {} }: V1Options = {},
): Promise<V1Reply> {
  const response = await fetch(`${address}/v1${path}`, {
    method,
    headers: {
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const { status } = response;
  const reply: unknown = text === '' ? undefined : JSON.parse(text);
  if (status >= 400) {
    await expectDocumented(address, method, `/v1${path}`, { status, code: Object(reply).code });
  }
  return { status, headers: response.headers, body: reply };
}
