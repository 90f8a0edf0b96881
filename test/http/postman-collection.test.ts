import postman from 'openapi-to-postmanv2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demo } from '#guanzhu/demo/demo.js';
import {
  adminToken,
  type CallInput,
  callsOf,
  type DocumentedCall,
  readDocument,
  startForEveryCall,
} from '../support/documented-calls.js';
import type { Instance } from '../support/instance.js';

interface Entry {
  readonly key: string;
  readonly value: string;
  /** Whether it stands in the collection without being sent. */
  readonly disabled?: boolean;
}

interface Request {
  readonly method: string;
  readonly url: {
    readonly path: readonly string[];
    readonly query: readonly Entry[];
    readonly variable: readonly Entry[];
  };
  readonly header: readonly Entry[];
  readonly body?: { readonly mode?: string; readonly raw?: string };
  readonly auth: {
    readonly type: 'apikey' | 'bearer';
    readonly apikey?: readonly Entry[];
    readonly bearer?: readonly Entry[];
  };
}

interface Item {
  readonly item?: readonly Item[];
  readonly request?: Request;
}

let instance: Instance;
let inputs: Readonly<Record<string, CallInput>>;
let calls: readonly DocumentedCall[];
let requests: readonly Request[];
/** What a user of the collection fills in. */
let variables: Readonly<Record<string, string>>;

beforeAll(async () => {
  ({ instance, inputs } = await startForEveryCall());
  const document = await readDocument(instance.address);
  calls = callsOf(document);
  const collection: { item: Item[]; variable: Entry[] } = await new Promise((done, failed) => {
    postman.convertV2(
      { type: 'json', data: document },
      { parametersResolution: 'Example', enableOptionalParameters: false },
      (error, { result, reason, output }) =>
        result ? done(Object(output?.[0]?.data)) : failed(new Error(reason ?? String(error))),
    );
  });
  requests = collection.item.flatMap(requestsOf);
  variables = {
    ...Object.fromEntries(collection.variable.map(({ key, value }) => [key, value])),
    bearerToken: adminToken,
    apiKey: demo.token,
    'gewe-token': demo.token,
    appid: demo.appId,
  };
});
afterAll(() => instance.stop());

const requestsOf = ({ item = [], request }: Item): Request[] => [
  ...(request ? [request] : []),
  ...item.flatMap(requestsOf),
];

const fill = (text: string) =>
  text.replace(/\{\{([\w-]+)\}\}/g, (whole, name: string) => variables[name] ?? whole);

/** What Postman sends of a request, with the values that its user knows in place of samples. */
function sent(request: Request, { path = {}, query = {}, body }: CallInput) {
  const url = new URL(fill(`{{baseUrl}}/${request.url.path.join('/')}`));
  const places = request.url.path.map((part) =>
    part.startsWith(':') ? encodeURIComponent(path[part.slice(1)] ?? part) : part,
  );
  url.pathname = places.join('/');
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
  const enabled = request.header.filter(({ disabled }) => disabled !== true);
  const headers = new Headers(enabled.map(({ key, value }) => [key, fill(value)]));
  const auth = Object.fromEntries(
    (request.auth[request.auth.type] ?? []).map(({ key, value }) => [key, fill(value)]),
  );
  if (request.auth.type === 'bearer') headers.set('authorization', `Bearer ${auth.token}`);
  else headers.set(auth.key ?? '', auth.value ?? '');
  const raw = fill(request.body?.raw ?? '');
  const text =
    typeof body === 'string' || raw === ''
      ? body
      : JSON.stringify({ ...JSON.parse(raw), ...Object(body) });
  return { url, headers, ...(text !== undefined && { body: String(text) }) };
}

test('an import into Postman has every call, with the token where Postman keeps it', () => {
  expect(requests).toHaveLength(calls.length);
  expect(variables.baseUrl).toBe(instance.address);
  for (const { url, auth, header } of requests) {
    expect([url.path, auth.type]).toEqual([url.path, url.path[0] === 'v1' ? 'bearer' : 'apikey']);
    expect(header.map(({ key }) => key.toLowerCase())).not.toContain('authorization');
  }
});

test('each of its requests works once the tokens are filled in', async () => {
  for (const { operationId, method, path, definition } of calls) {
    const request = requests.find(
      (each) =>
        each.method === method.toUpperCase() &&
        `/${each.url.path.join('/')}`.replace(/:(\w+)/g, '{$1}') === path,
    );
    if (!request) throw new Error(`${operationId} is not in the collection`);
    const { url, ...init } = sent(request, inputs[operationId] ?? {});
    const stop = new AbortController();
    const reply = await fetch(url, { method: request.method, ...init, signal: stop.signal });
    const isStream = reply.headers.get('content-type')?.startsWith('text/event-stream');
    const text = isStream ? '' : await reply.text();
    stop.abort();
    const [success] = Object.keys(Object(definition.responses));
    expect([operationId, String(reply.status), text]).toEqual([operationId, success, text]);
    if (path.startsWith('/gewe/')) {
      expect([operationId, JSON.parse(text)]).toMatchObject([operationId, { ret: 200 }]);
    }
  }
});
