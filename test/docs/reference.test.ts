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
  for (const [path, item] of entriesOf(asRecord(document).paths).sort(byName)) {
    if (!path.startsWith('/v1/')) continue;
    for (const [method, call] of entriesOf(item))
      parts.push(sectionOf(method, path, asRecord(call)));
  }
  return `${parts.join('\n\n')}\n`;
}

const byName = ([a]: [string, unknown], [b]: [string, unknown]) => (a < b ? -1 : 1);

function sectionOf(method: string, path: string, call: Json): string {
  const parameters = Array.isArray(call.parameters) ? call.parameters.map(asRecord) : [];
  const shown = parameters.filter(({ name }) => name !== 'Authorization');
  const lines = [
    `## ${method.toUpperCase()} ${path}`,
    `**${call.operationId}** · ${call.summary}`,
    String(call.description),
  ];
  if (shown.length > 0) {
    const rows = shown.map((each) =>
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
  const body = schemaOf(call.requestBody);
  if (body) lines.push(`Body:\n\n${fieldTable(body)}`);
  for (const [status, response] of entriesOf(call.responses)) {
    const reply = schemaOf(response);
    lines.push(
      reply ? `Reply ${status}:\n\n${fieldTable(reply)}` : `Reply ${status}, without a body.`,
    );
  }
  return lines.join('\n\n');
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
