import { readFileSync } from 'node:fs';
import { Ajv, type AnySchema } from 'ajv';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { documentedFollow } from '#guanzhu/contract/follow-example.js';
import { demoCast } from '#guanzhu/demo/cast.js';
import { callFollow, demoBody } from '../support/follow-call.js';
import { type Instance, startInstance } from '../support/instance.js';

type Node = Record<string, unknown>;

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The member at a path of a document; fails where the path does not lead on. */
function at(document: unknown, ...path: (string | number)[]): unknown {
  return path.reduce<unknown>((value, key) => {
    if (Array.isArray(value)) return value[Number(key)];
    if (!isNode(value)) throw new Error(`nothing at ${path.join('.')}`);
    return value[key];
  }, document);
}

const page = readFileSync(new URL('../fixtures/follow.seed.md', import.meta.url), 'utf8');
const documented: unknown = parse(/```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? '');
const path = '/gewe/v2/api/finder/follow';
const documentedCall = at(documented, 'paths', path, 'post');
const documentedReply = at(documentedCall, 'responses', '200', 'content', 'application/json');
const documentedBody = at(documentedCall, 'requestBody', 'content', 'application/json');

let instance: Instance;
let served: unknown;
beforeAll(async () => {
  instance = await startInstance();
  served = await (await fetch(`${instance.address}/openapi.json`)).json();
});
afterAll(() => instance.stop());

test('the example in the source is the documented one', () => {
  expect(documentedFollow.request).toEqual(at(documentedBody, 'example'));
  expect(documentedFollow.reply).toEqual(at(documentedReply, 'example'));
});

describe('success replies fit the documented schema', () => {
  const schema = at(documentedReply, 'schema');
  if (!isNode(schema)) throw new Error('the document has no reply schema');
  const validate = new Ajv({ strict: false }).compile(schema satisfies AnySchema);

  test.each([1, 1, 2, 2])('opType %i to every demo account', async (opType) => {
    for (const { username } of [...demoCast, { username: demoBody.toUserName }]) {
      const { body } = await callFollow(instance.address, {
        ...demoBody,
        opType,
        toUserName: username,
      });
      expect(validate(body), JSON.stringify(validate.errors)).toBe(true);
    }
  });
});

/** Compares a served schema with the documented one; ours may add keywords, never lose or alter one. */
function compare(ours: unknown, theirs: unknown, where: string): string[] {
  if (!isNode(ours) || !isNode(theirs)) return [`${where} is missing`];
  const differences: string[] = [];
  for (const key of ['type', 'description']) {
    if (theirs[key] !== undefined && ours[key] !== theirs[key]) differences.push(`${where}.${key}`);
  }
  const required = (node: Node) => JSON.stringify([...[node.required ?? []].flat()].sort());
  if (required(ours) !== required(theirs)) differences.push(`${where}.required`);
  const ourFields = isNode(ours.properties) ? ours.properties : {};
  const theirFields = isNode(theirs.properties) ? theirs.properties : {};
  if (Object.keys(ourFields).sort().join() !== Object.keys(theirFields).sort().join()) {
    differences.push(`${where}.properties`);
  }
  for (const [name, field] of Object.entries(theirFields)) {
    differences.push(...compare(ourFields[name], field, `${where}.${name}`));
  }
  return differences;
}

describe('/openapi.json says what the document says', () => {
  test('path, method, names and header', () => {
    const call = at(served, 'paths', path, 'post');
    expect(
      Object.keys(isNode(at(served, 'paths', path)) ? Object(at(served, 'paths', path)) : {}),
    ).toEqual(['post']);
    expect(at(call, 'summary')).toBe(at(documentedCall, 'summary'));
    expect(at(call, 'tags')).toEqual(at(documentedCall, 'tags'));
    const pick = (from: unknown) =>
      ['name', 'in', 'required', 'example']
        .map((key) => at(from, 'parameters', 0, key))
        .concat(at(from, 'parameters', 0, 'schema', 'type'));
    expect(pick(call)).toEqual(pick(documentedCall));
    expect(at(call, 'parameters')).toHaveLength(1);
  });

  test('request and reply: fields, types, required lists, descriptions, examples', () => {
    const call = at(served, 'paths', path, 'post');
    const body = at(call, 'requestBody', 'content', 'application/json');
    const reply = at(call, 'responses', '200', 'content', 'application/json');
    expect(compare(at(body, 'schema'), at(documentedBody, 'schema'), 'request')).toEqual([]);
    expect(compare(at(reply, 'schema'), at(documentedReply, 'schema'), 'reply')).toEqual([]);
    expect(at(body, 'example')).toEqual(at(documentedBody, 'example'));
    expect(at(reply, 'example')).toEqual(at(documentedReply, 'example'));
  });

  test('the comparison itself sees a difference', () => {
    const schema = at(documentedBody, 'schema');
    expect(compare({}, schema, 'request')).not.toEqual([]);
  });
});
