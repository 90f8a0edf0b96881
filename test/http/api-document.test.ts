import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Ajv, type AnySchema } from 'ajv';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { demo } from '#guanzhu/demo/demo.js';
import {
  adminToken,
  type CallInput,
  callsOf,
  type DocumentedCall,
  readDocument,
  startForEveryCall,
  targetOf,
} from '../support/documented-calls.js';
import { temporaryFolder } from '../support/folder.js';
import type { Instance } from '../support/instance.js';
import { callV1 } from '../support/v1-call.js';

type Node = Record<string, unknown>;
const asNode = (value: unknown): Node => Object(value);

let instance: Instance;
let inputs: Readonly<Record<string, CallInput>>;
let document: Readonly<Record<string, unknown>>;
let calls: readonly DocumentedCall[];
beforeAll(async () => {
  // In 2040, when seconds since 1970 have passed 2^31 as well.
  const sinceThen = Date.now();
  const now = () => (Date.UTC(2040, 0) + Date.now() - sinceThen) * 1000;
  ({ instance, inputs } = await startForEveryCall({ clock: { now } }));
  document = await readDocument(instance.address);
  calls = callsOf(document);
});
afterAll(() => instance.stop());

const isContract = ({ path }: DocumentedCall) => path.startsWith('/gewe/');
const read = (name: string, headers: Record<string, string> = {}) =>
  fetch(`${instance.address}/${name}`, { headers });

/** Every schema below a node, the node included. */
function schemasBelow(node: unknown): readonly Node[] {
  if (typeof node !== 'object' || node === null) return [];
  return [asNode(node), ...Object.values(node).flatMap(schemasBelow)];
}

describe('the document itself', () => {
  test('is clean under the recommended rules, as JSON and as YAML', async () => {
    const redocly = fileURLToPath(
      new URL('../node_modules/@redocly/cli/bin/cli.js', import.meta.url),
    );
    using folder = temporaryFolder();
    for (const name of ['openapi.json', 'openapi.yaml']) {
      writeFileSync(join(folder.path, name), await (await read(name)).text());
      const { stdout } = await promisify(execFile)(
        process.execPath,
        [redocly, 'lint', name, '--extends=recommended', '--format=json'],
        { cwd: folder.path, env: { ...process.env, REDOCLY_TELEMETRY: 'off' } },
      );
      const { totals, problems } = JSON.parse(stdout);
      expect([name, totals.errors, totals.warnings, problems]).toEqual([name, 0, 0, []]);
    }
  });

  test('says the same as YAML, to pages of other origins too', async () => {
    const yaml = await read('openapi.yaml');
    expect(yaml.headers.get('content-type')).toBe('application/yaml; charset=utf-8');
    expect(parse(await yaml.text())).toEqual(document);
    expect(yaml.headers.get('access-control-allow-origin')).toBe('*');
  });

  test('is of the version that importers read, with operations of distinct names', () => {
    expect(document.openapi).toBe('3.0.3');
    const names = calls.map(({ operationId }) => operationId);
    expect(new Set(names).size).toBe(names.length);
    expect(names.sort()).toEqual(Object.keys(inputs).sort());
  });

  test.each([
    ['directly', {}, undefined],
    ['behind TLS', { 'x-forwarded-proto': 'https' }, /^https:\/\/127\.0\.0\.1:\d+$/],
    [
      'behind two proxies',
      { 'x-forwarded-proto': 'https, http', 'x-forwarded-host': 'follow.example, inner' },
      /^https:\/\/follow\.example$/,
    ],
    ['with a made-up host', { 'x-forwarded-host': 'a"b<c>' }, /^http:\/\/127\.0\.0\.1:\d+$/],
  ])('names the address by which it was asked %s', async (_, headers, expected) => {
    const url = expected ? expect.stringMatching(expected) : instance.address;
    expect(await (await read('openapi.json', headers)).json()).toMatchObject({
      servers: [{ url }],
    });
    const text = await (await read('openapi.yaml', headers)).text();
    expect(parse(text.slice(text.indexOf('\nservers:')))).toEqual({ servers: [{ url }] });
  });
});

describe('what a call takes', () => {
  test('is allowed by the scheme of its token, and never by a parameter that tools ignore', () => {
    const { securitySchemes } = asNode(document.components);
    expect(securitySchemes).toMatchObject({
      bearer: { type: 'http', scheme: 'bearer' },
      geweToken: { type: 'apiKey', in: 'header', name: 'X-GEWE-TOKEN' },
    });
    for (const call of calls) {
      const scheme = isContract(call) ? 'geweToken' : 'bearer';
      expect(call.definition.security).toEqual([{ [scheme]: [] }]);
      const names = [call.definition.parameters ?? []].flat().map((each) => asNode(each).name);
      for (const ignored of ['Authorization', 'Accept', 'Content-Type']) {
        expect(names).not.toContain(ignored);
      }
    }
  });

  test('need not be sent where it has a default', () => {
    for (const { operationId, definition } of calls) {
      const parameters = [definition.parameters ?? []].flat().map(asNode);
      const demanded = parameters.filter(
        ({ required, schema }) => required === true && 'default' in asNode(schema),
      );
      expect([operationId, demanded]).toEqual([operationId, []]);
      for (const schema of schemasBelow(definition.requestBody)) {
        const properties = asNode(schema.properties);
        const needed = Array.isArray(schema.required) ? schema.required : [];
        const both = needed.filter((name) => 'default' in asNode(properties[name]));
        expect([operationId, both]).toEqual([operationId, []]);
      }
    }
  });

  test('is refused without a member that the document requires, by its name', async () => {
    for (const call of calls) {
      const { body } = inputs[call.operationId] ?? {};
      const content = asNode(asNode(call.definition.requestBody).content);
      const { required } = asNode(asNode(content['application/json']).schema);
      for (const name of [required ?? []].flat().map(String)) {
        const { [name]: _, ...rest } = asNode(body);
        const { reply } = await send(call, { ...inputs[call.operationId], body: rest });
        const told = JSON.stringify(reply);
        // The contract's page requires some members that its own clients leave out.
        if (isContract(call) && asNode(reply).ret === 200) continue;
        expect([call.operationId, told]).toEqual([
          call.operationId,
          expect.stringMatching(`${name}(不可为空| is required)`),
        ]);
      }
    }
  });

  test('setCallback: callbackUrl must be sent, and an empty text ends the callback', async () => {
    const call = calls.find(({ operationId }) => operationId === 'setCallback');
    if (!call) throw new Error('setCallback is not documented');
    const content = asNode(asNode(call.definition.requestBody).content);
    expect(asNode(content['application/json']).schema).toMatchObject({
      required: ['token', 'callbackUrl'],
    });
    expect((await send(call, { body: { token: demo.token } })).reply).toEqual({
      ret: 500,
      msg: 'callbackUrl不可为空',
    });
    const ended = await send(call, { body: { token: demo.token, callbackUrl: '' } });
    expect(ended.reply).toMatchObject({ ret: 200 });
  });

  test.each([
    ['importGraph', 'requestBody', ['text/csv', 'application/x-ndjson']],
    ['exportGraph', 'response', ['application/x-ndjson', 'text/csv']],
    ['streamChanges', 'response', ['text/event-stream']],
  ])('%s: the %s has its own media types', (name, place, types) => {
    const { definition } = calls.find(({ operationId }) => operationId === name) ?? {};
    const { requestBody, responses } = asNode(definition);
    const holder = place === 'requestBody' ? requestBody : asNode(responses)['200'];
    expect(Object.keys(asNode(asNode(holder).content))).toEqual(types);
  });
});

/** Sends a call as the document says, and gives what came back with the schema that it documents for that. */
async function send(call: DocumentedCall, input: CallInput, token?: string) {
  const { body } = input;
  const stop = new AbortController();
  const response = await fetch(instance.address + targetOf(call, input), {
    method: call.method.toUpperCase(),
    headers: {
      ...(isContract(call)
        ? { 'X-GEWE-TOKEN': token ?? demo.token }
        : { Authorization: `Bearer ${token ?? adminToken}` }),
      ...(body !== undefined && {
        'Content-Type': typeof body === 'string' ? 'text/csv' : 'application/json',
      }),
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    signal: stop.signal,
  });
  const [type = ''] = (response.headers.get('content-type') ?? '').split(';');
  const text = type === 'text/event-stream' ? '' : await response.text();
  stop.abort();
  const documented = asNode(asNode(call.definition.responses)[response.status]);
  const { schema } = asNode(asNode(documented.content)[type]);
  const reply: unknown = /[/+]json$/.test(type) ? JSON.parse(text) : text;
  return { status: response.status, type, reply, documented, schema };
}

/** A schema by which an integer has 32 bits unless the document says more, as typed clients take it. */
function asTypedClientsRead(schema: unknown): AnySchema {
  return JSON.parse(JSON.stringify(schema), (_, node) =>
    node?.type === 'integer' && !/^u?int64$/.test(String(node.format))
      ? { ...node, maximum: 2 ** 31 - 1 }
      : node,
  );
}

describe('what a call answers', () => {
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const fits = (schema: unknown, reply: unknown) => {
    const validate = ajv.compile(
      asTypedClientsRead({ ...asNode(schema), components: document.components }),
    );
    return validate(reply) ? [] : validate.errors;
  };

  test('is what the document says, and no integer is longer than it says, in 2040 neither', async () => {
    for (const call of calls) {
      const { status, type, reply, documented, schema } = await send(
        call,
        inputs[call.operationId] ?? {},
      );
      const [success] = Object.keys(asNode(call.definition.responses));
      expect([call.operationId, String(status), reply]).toEqual([call.operationId, success, reply]);
      if (isContract(call)) expect(reply).toMatchObject({ ret: 200 });
      if (type === '')
        expect([call.operationId, documented.content]).toEqual([call.operationId, undefined]);
      else expect([call.operationId, fits(schema, reply)]).toEqual([call.operationId, []]);
    }
  });

  test.each([
    ['a wrong token', 'wrong'],
    ["a tenant's token", demo.token],
    ['a wrong name and no body', undefined],
  ])('to %s is documented as well', async (_, token) => {
    for (const call of calls) {
      const { path = {} } = inputs[call.operationId] ?? {};
      const nobody = Object.fromEntries(Object.keys(path).map((name) => [name, 'nobody']));
      const { status, reply, schema, type } = await send(call, { path: nobody }, token);
      if (status < 400) continue;
      expect([call.operationId, status, type, fits(schema, reply)]).toEqual([
        call.operationId,
        status,
        isContract(call) ? 'application/json' : 'application/problem+json',
        [],
      ]);
      expect(asNode(call.definition.responses)).toHaveProperty(String(status));
    }
  });

  test('as a failure of the contract has the envelope that the document describes', async () => {
    const [call] = calls.filter(isContract);
    const failure = asNode(asNode(document.components).schemas).Failure;
    for (const appId of ['', 'wx_nobody']) {
      if (!call) throw new Error('no operation of the contract is documented');
      const { body } = inputs[call.operationId] ?? {};
      const { reply } = await send(call, { body: { ...asNode(body), appId } });
      expect([reply, fits(failure, reply)]).toEqual([expect.objectContaining({ ret: 500 }), []]);
    }
  });

  test('to too many wrong tokens: 429 with the wait, as documented', async () => {
    const guesses = Array.from({ length: 30 }, () =>
      callV1(instance.address, 'GET', '/changes', { token: 'wrong-token' }),
    );
    const refused = (await Promise.all(guesses)).find(({ status }) => status === 429);
    const call = calls.find(({ operationId }) => operationId === 'listChanges');
    const { 401: unknown, 429: slow } = asNode(call?.definition.responses);
    expect(asNode(slow).headers).toHaveProperty('Retry-After');
    expect(unknown).toMatchObject({ description: expect.stringContaining('`token_invalid`') });
    expect(refused?.headers.get('retry-after')).toMatch(/^\d+$/);
  });
});
