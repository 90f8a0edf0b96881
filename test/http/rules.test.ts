import { afterAll, describe, expect, test } from 'vitest';
import { demo } from '#guanzhu/demo/demo.js';
import { type Instance, startInstance } from '../support/instance.js';

const adminToken = 'test-admin-token-0123456789';
const instance: Instance = await startInstance({ adminToken });
afterAll(() => instance.stop());

type Json = Record<string, unknown>;
const asRecord = (value: unknown): Json => Object(value);
const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** A value that breaks one thing that a field's schema asks, and what its refusal has to say of it. */
interface Breach {
  readonly value: unknown;
  readonly says: readonly string[];
}

/** One field of one call, in one of the places where a request has fields. */
interface Case extends Breach {
  readonly method: string;
  readonly path: string;
  readonly place: 'path' | 'query' | 'body';
  readonly field: string;
  readonly others: Json;
}

/** A value for each thing that a schema asks. Parameters are texts, so they have no other type. */
function breachesOf(schema: Json, place: Case['place']): readonly Breach[] {
  const { type, enum: words, minimum, maximum, maxLength, pattern, format } = schema;
  const breaches: Breach[] = [];
  const inBody = place === 'body';
  if (type === 'integer') {
    const limits = [minimum, maximum].filter((limit) => limit !== undefined).map(String);
    const form = words ? asList(words).map(String) : ['integer', ...limits];
    for (const value of ['twelve', inBody ? 3.5 : '3.5']) {
      breaches.push({ value, says: [...form, `is ${value}`] });
    }
    if (words) breaches.push({ value: 9, says: [...form, 'is 9'] });
    if (typeof minimum === 'number') {
      breaches.push({ value: minimum - 1, says: [...form, `is ${minimum - 1}`] });
    }
    if (typeof maximum === 'number') {
      breaches.push({ value: maximum + 1, says: [...form, `is ${maximum + 1}`] });
    }
    if (format === 'uint64') {
      const value = '18446744073709551616';
      breaches.push({ value, says: ['integer from 0 to 18446744073709551615', `is ${value}`] });
    }
  }
  if (type === 'boolean') {
    breaches.push({ value: 'yes', says: ['true or false', 'the text yes'] });
  }
  if (type === 'array') {
    breaches.push({ value: 'several', says: ['list', 'the text several'] });
  }
  if (type === 'object') breaches.push({ value: 7, says: ['object', 'the number 7'] });
  if (type === 'string') {
    if (inBody) breaches.push({ value: 12, says: ['text', 'the number 12'] });
    if (words) breaches.push({ value: 'other', says: [...asList(words).map(String), 'is other'] });
    if (typeof maxLength === 'number' && maxLength <= 1024) {
      const value = 'x'.repeat(maxLength + 1);
      breaches.push({
        value,
        says: [`at most ${maxLength} characters`, `has ${maxLength + 1}`],
      });
    }
    if (pattern !== undefined) {
      const value = 'a\u0007b';
      const form = String(pattern).includes('\\d') ? '+08:00' : 'control characters';
      breaches.push({ value, says: [form, 'is a\\u0007b'] });
    }
  }
  return breaches;
}

/** A value that a field takes, for the fields of a request that are not the one tried. */
function takenBy(schema: Json): unknown {
  const { type, enum: words, default: fallback, minimum } = schema;
  if (fallback !== undefined) return fallback;
  if (words) return asList(words)[0];
  if (type === 'integer') return minimum ?? 1;
  if (type === 'boolean') return true;
  if (type === 'array') return [];
  if (type !== 'object') return 'v2_x@finder';
  const fields = Object.entries(asRecord(schema.properties));
  return Object.fromEntries(fields.map(([name, field]) => [name, takenBy(asRecord(field))]));
}

function casesIn(
  call: Pick<Case, 'method' | 'path' | 'place'>,
  properties: Json,
  prefix = '',
  whole = (own: Json): Json => own,
): readonly Case[] {
  const taken = Object.fromEntries(
    Object.entries(properties).map(([name, field]) => [name, takenBy(asRecord(field))]),
  );
  return Object.entries(properties).flatMap(([name, field]) => {
    const schema = asRecord(field);
    const place = (value: unknown) => whole({ ...taken, [name]: value });
    const own = breachesOf(schema, call.place).map((breach): Case => {
      return { ...call, ...breach, field: prefix + name, others: place(breach.value) };
    });
    const members = asRecord(schema.properties);
    const inner = casesIn(call, members, `${prefix}${name}.`, (value) => place(value));
    const item = asRecord(asRecord(schema.items).properties);
    // Rows of a batch fail each by itself: refused-values.test.ts tries those.
    const items =
      name === 'rows'
        ? []
        : casesIn(call, item, `${prefix}${name}[1].`, (value) => {
            const fine = Object.fromEntries(
              Object.entries(item).map(([each, member]) => [each, takenBy(asRecord(member))]),
            );
            return place([fine, value]);
          });
    return [...own, ...inner, ...items];
  });
}

const document: unknown = await (await fetch(`${instance.address}/openapi.json`)).json();
const cases = Object.entries(asRecord(asRecord(document).paths)).flatMap(([path, item]) =>
  Object.entries(asRecord(item)).flatMap(([method, operation]) => {
    const { parameters, requestBody } = asRecord(operation);
    const json = asRecord(asRecord(asRecord(requestBody).content)['application/json']);
    const call = { method: method.toUpperCase(), path };
    const fieldsIn = (place: string): Json =>
      Object.fromEntries(
        asList(parameters)
          .map(asRecord)
          .filter((each) => each.in === place)
          .map(({ name, schema }) => [String(name), asRecord(schema)]),
      );
    return [
      ...casesIn({ ...call, place: 'path' }, fieldsIn('path')),
      ...casesIn({ ...call, place: 'query' }, fieldsIn('query')),
      ...casesIn({ ...call, place: 'body' }, asRecord(asRecord(json.schema).properties)),
    ];
  }),
);

async function refusalOf({ method, path, place, others }: Case) {
  const inPath = place === 'path' ? others : {};
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(inPath[name] ?? 'v2_x@finder')),
  );
  const query = place === 'query' ? new URLSearchParams() : undefined;
  for (const [name, value] of Object.entries(others)) query?.set(name, String(value));
  const response = await fetch(`${instance.address}${filled}${query ? `?${query}` : ''}`, {
    method,
    headers: {
      ...(path.startsWith('/v1')
        ? { authorization: `Bearer ${adminToken}` }
        : { 'x-gewe-token': demo.token }),
      ...(place === 'body' && { 'content-type': 'application/json' }),
    },
    ...(place === 'body' && { body: JSON.stringify(others) }),
  });
  const body: unknown = await response.json();
  return { status: response.status, headers: response.headers, body: asRecord(body) };
}

const names = (given: readonly Case[]) =>
  given.map((each) => {
    const value = JSON.stringify(each.value);
    const shown = value.length > 30 ? `${value.slice(0, 27)}...` : value;
    return [`${each.method} ${each.path}`, each.field, shown, each] as const;
  });
const ofGraph = cases.filter(({ path }) => path.startsWith('/v1'));
const ofContract = cases.filter(({ path }) => path.startsWith('/gewe'));

describe('a refused value of the graph API', () => {
  test('is looked for in every call that has a field', () => {
    expect(ofGraph.length).toBeGreaterThan(150);
    expect(ofContract.length).toBeGreaterThan(100);
  });

  test.each(names(ofGraph))('%s %s: %s is told with its rule', async (_, field, _value, each) => {
    const { status, body } = await refusalOf(each);
    expect(body).toMatchObject({ code: 'parameter_invalid', field });
    expect(status).toBe(400);
    expect(String(body.detail)).toMatch(new RegExp(`^${escaped(field)} must (be|have) .*\\.$`));
    for (const words of each.says) expect(body.detail).toContain(words);
    expect(body.detailZh).toMatch(/须|不得/);
  });
});

describe('a refused value of the contract', () => {
  test.each(names(ofContract))(
    '%s %s: %s is told with its rule',
    async (_, field, _value, each) => {
      const { status, headers, body } = await refusalOf(each);
      expect({ status, body }).toEqual({
        status: 200,
        body: { ret: 500, msg: `${field}参数错误` },
      });
      const rule = decodeURI(headers.get('guanzhu-rule') ?? '');
      expect(rule).toMatch(new RegExp(`^${escaped(field)} must (be|have) `));
      for (const words of each.says) expect(rule).toContain(words);
    },
  );
});

const escaped = (text: string) => text.replace(/[.[\]]/g, '\\$&');
