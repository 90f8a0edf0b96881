import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { startInstance } from '../support/instance.js';

const file = new URL('../../docs/reference.md', import.meta.url);

test('docs/reference.md is what the definitions say', async () => {
  const instance = await startInstance();
  try {
    const document: unknown = await (await fetch(`${instance.address}/openapi.json`)).json();
    const text = referenceOf(document);
    if (process.env.UPDATE_REFERENCE) writeFileSync(file, text);
    expect(
      readFileSync(file, 'utf8'),
      'out of date: write it anew with UPDATE_REFERENCE=1 npx vitest run test/docs/reference.test.ts',
    ).toBe(text);
  } finally {
    await instance.stop();
  }
});

type Json = Record<string, unknown>;
const asRecord = (value: unknown): Json => Object(value);
const entriesOf = (value: unknown) => Object.entries(asRecord(value));

/** The graph API, a section for each call in the order of paths. */
function referenceOf(document: unknown): string {
  const parts = [
    '# Reference of the graph API',
    'Generated from the definitions in src/contract/v1/. 由定义生成，说明见各指南。The server shows the same, to try, at `/docs/`.',
  ];
  const paths = entriesOf(asRecord(document).paths).filter(([path]) => path.startsWith('/v1/'));
  const calls = paths
    .sort(byName)
    .flatMap(([path, item]) =>
      entriesOf(item).map(([method, call]) => ({ path, method, call: asRecord(call) })),
    );
  const [first = [], ...others] = calls.map(({ call }) => failuresOf(call));
  const ofEvery = first.filter((failure) => others.every((each) => each.includes(failure)));
  parts.push(
    `Every call can fail with ${ofEvery.join(', ')}; docs/errors.md says what each means.`,
  );
  for (const { method, path, call } of calls) parts.push(sectionOf(method, path, call, ofEvery));
  return `${parts.join('\n\n')}\n`;
}

const byName = ([a]: [string, unknown], [b]: [string, unknown]) => (a < b ? -1 : 1);

function sectionOf(method: string, path: string, call: Json, ofEvery: readonly string[]): string {
  const parameters = Array.isArray(call.parameters) ? call.parameters.map(asRecord) : [];
  const lines = [
    `## ${method.toUpperCase()} ${path}`,
    `**${call.operationId}** · ${call.summary}`,
    String(call.description),
  ];
  if (parameters.length > 0) {
    const rows = parameters.map((each) =>
      fieldRow(
        String(each.name),
        { ...asRecord(each.schema), description: each.description },
        each.required === true,
        String(each.in),
      ),
    );
    lines.push(
      ['| parameter | in | type | meaning |', '| --- | --- | --- | --- |', ...rows].join('\n'),
    );
  }
  if (call.requestBody) lines.push(`Body${contentOf(call.requestBody)}`);
  const replies = entriesOf(call.responses);
  for (const [status, response] of replies.filter(([status]) => status < '400')) {
    lines.push(`Reply ${status}${contentOf(response)}`);
  }
  const own = failuresOf(call).filter((failure) => !ofEvery.includes(failure));
  if (own.length > 0) lines.push(`Failures: ${own.join(', ')}.`);
  return lines.join('\n\n');
}

/** The members of a body or reply, or the media types of one that is no JSON. */
function contentOf(holder: unknown): string {
  const schema = schemaOf(holder);
  if (schema) return `:\n\n${fieldTable(schema)}`;
  const types = Object.keys(asRecord(asRecord(holder).content)).map((type) => `\`${type}\``);
  return types.length > 0 ? `: ${types.join(' or ')}.` : ', without a body.';
}

/** What a call can fail with, each as its status and code. */
function failuresOf(call: Json): readonly string[] {
  const failed = entriesOf(call.responses).filter(([status]) => status >= '400');
  return failed.flatMap(([status, response]) =>
    (String(asRecord(response).description).match(/`\w+`/g) ?? []).map(
      (code) => `${status} ${code}`,
    ),
  );
}

function schemaOf(holder: unknown): Json | undefined {
  const [first] = entriesOf(asRecord(holder).content);
  const schema = first ? asRecord(asRecord(first[1]).schema) : undefined;
  return schema && Object.keys(asRecord(schema.properties)).length > 0 ? schema : undefined;
}

function fieldTable(schema: Json): string {
  return ['| member | type | meaning |', '| --- | --- | --- |', ...fieldRows(schema, '')].join(
    '\n',
  );
}

function fieldRows(schema: Json, prefix: string): string[] {
  const required = Array.isArray(schema.required) ? schema.required : [];
  return entriesOf(schema.properties).flatMap(([name, given]) => {
    const field = asRecord(given);
    const item = asRecord(field.items);
    const rows = [fieldRow(prefix + name, field, required.includes(name))];
    if (field.type === 'object') rows.push(...fieldRows(field, `${prefix}${name}.`));
    if (field.type === 'array') rows.push(...fieldRows(item, `${prefix}${name}[].`));
    return rows;
  });
}

function fieldRow(name: string, schema: unknown, required: boolean, place?: string): string {
  const field = asRecord(schema);
  const notes = [
    field.description,
    field.default === undefined ? undefined : `Default \`${JSON.stringify(field.default)}\``,
    field.maxItems === undefined ? undefined : `At most ${field.maxItems} items`,
    field.minimum === undefined || field.maximum === undefined
      ? undefined
      : `${field.minimum} to ${field.maximum}`,
  ].filter((note) => note !== undefined);
  const optional = required || field.default !== undefined ? '' : ', optional';
  const cells = [
    `\`${name}\``,
    ...(place ? [place] : []),
    `${typeOf(field)}${optional}`,
    notes.join('. '),
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function typeOf(field: Json): string {
  if (Array.isArray(field.enum)) return field.enum.map((word) => `\`${word}\``).join(' or ');
  const alternatives = field.anyOf ?? field.oneOf;
  if (Array.isArray(alternatives))
    return alternatives.map((each) => typeOf(asRecord(each))).join(' or ');
  if (field.type === 'array') return `array of ${typeOf(asRecord(field.items))}`;
  return String(field.type ?? 'any');
}
