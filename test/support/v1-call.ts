import { demo } from '#guanzhu/demo/demo.js';

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

/** Sends a call of the graph API, as the demo's tenant unless another token (or none) is given. */
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
  return { status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
}
