import { GuanzhuApiError, GuanzhuClient } from '#guanzhu/client/index.js';
import { ownHeaders, serverAddress } from './address.ts';
import { hearTime } from './clock.ts';
import { lostSession } from './session.ts';

/** The client leaves out this end, and nothing before it: the folder may be named as a path of the server. */
const baseUrl = `${serverAddress}/v1`;

/** The one way to the server: the public client, whose requests the browser's session vouches for. */
export const server = new GuanzhuClient({
  baseUrl,
  maxRetries: 1,
  fetch: async (address, init) => {
    const headers = new Headers(init?.headers);
    for (const [name, value] of Object.entries(ownHeaders)) headers.set(name, value);
    const sentAt = performance.now();
    const response = await fetch(address, { ...init, headers });
    hearTime(response, sentAt);
    // A call with a token of its own fails for its own reasons.
    if (response.status === 401 && !headers.has('x-gewe-token')) lostSession();
    return response;
  },
});

/** A client that speaks with a token instead of the session, as programs do. */
export function serverAs(token: string): GuanzhuClient {
  return new GuanzhuClient({ baseUrl, token, maxRetries: 0 });
}

export type * from '#guanzhu/client/index.js';
export { GuanzhuApiError };
