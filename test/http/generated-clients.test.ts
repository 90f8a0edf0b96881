import { execFileSync } from 'node:child_process';
import { readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createClient } from '@hey-api/openapi-ts';
import openapiTS, { astToString } from 'openapi-typescript';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { demo } from '#guanzhu/demo/demo.js';
import {
  adminToken,
  type CallInput,
  callsOf,
  type DocumentedCall,
  readDocument,
  startForEveryCall,
} from '../support/documented-calls.js';
import { temporaryFolder } from '../support/folder.js';
import type { Instance } from '../support/instance.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

let instance: Instance;
let document: Readonly<Record<string, unknown>>;
let calls: readonly DocumentedCall[];
let inputs: Readonly<Record<string, CallInput>>;
let folder: ReturnType<typeof temporaryFolder>;
beforeEach(async () => {
  ({ instance, inputs } = await startForEveryCall());
  document = await readDocument(instance.address);
  calls = callsOf(document);
  folder = temporaryFolder();
});
afterEach(async () => {
  await instance.stop();
  folder[Symbol.dispose]();
});

/** What a generated client got for one call. */
interface Outcome {
  readonly operationId: string;
  readonly status: number;
  readonly data: unknown;
}

const inputOf = ({ operationId }: DocumentedCall): CallInput => {
  const input = inputs[operationId];
  if (!input) throw new Error(`no input for ${operationId}: add one to documented-calls.ts`);
  return input;
};
const isContract = ({ path }: DocumentedCall) => path.startsWith('/gewe/');
const tokenHeader = { 'X-GEWE-TOKEN': demo.token };
const json = (value: unknown) => JSON.stringify(value);

/** Compiles what a folder holds as strictly as a user may, and runs what `calls.ts` exports. */
async function compileAndRun(): Promise<readonly Outcome[]> {
  writeFileSync(join(folder.path, 'package.json'), '{"type":"module"}');
  writeFileSync(
    join(folder.path, 'tsconfig.json'),
    json({
      compilerOptions: {
        ...{ strict: true, noUncheckedIndexedAccess: true, skipLibCheck: false },
        ...{ module: 'nodenext', target: 'es2023', lib: ['es2023', 'dom', 'dom.iterable'] },
        ...{ types: [], outDir: 'out' },
      },
    }),
  );
  symlinkSync(join(root, 'test', 'node_modules'), join(folder.path, 'node_modules'));
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  try {
    execFileSync(process.execPath, [tsc, '-p', folder.path], { encoding: 'utf8' });
  } catch (error) {
    throw new Error(`it does not compile:\n${Object(error).stdout}`);
  }
  const compiled = join(folder.path, 'out', 'calls.js');
  expect(readdirSync(join(folder.path, 'out'))).toContain('calls.js');
  const { run }: { run(): Promise<readonly Outcome[]> } = await import(
    pathToFileURL(compiled).href
  );
  return run();
}

function expectAllToWork(outcomes: readonly Outcome[]): void {
  expect(outcomes.map(({ operationId }) => operationId)).toEqual(
    calls.map(({ operationId }) => operationId),
  );
  for (const [index, call] of calls.entries()) {
    const [success] = Object.keys(Object(call.definition.responses));
    expect(outcomes[index]).toEqual({
      operationId: call.operationId,
      status: Number(success),
      data: isContract(call) ? expect.objectContaining({ ret: 200 }) : expect.any(Object),
    });
  }
}

test('openapi-typescript: its types compile, take every call, and each call works', async () => {
  writeFileSync(
    join(folder.path, 'schema.ts'),
    astToString(await openapiTS(JSON.stringify(document))),
  );
  const lines = calls.map((call) => {
    const { path, query, body } = inputOf(call);
    const isText = typeof body === 'string';
    const options = {
      params: { path, query, ...(isContract(call) && { header: tokenHeader }) },
      body,
      ...(isText && { headers: { 'Content-Type': 'text/csv' } }),
    };
    const parseAs = { streamChanges: "parseAs: 'stream'", exportGraph: "parseAs: 'text'" };
    const extra = [
      ...(isText ? ['bodySerializer: (text) => text'] : []),
      ...Object.entries(parseAs).flatMap(([id, text]) => (id === call.operationId ? [text] : [])),
    ];
    return `  await call(${json(call.operationId)}, client.${call.method.toUpperCase()}(${json(call.path)}, { ...${json(options)} as const, ${extra.join(', ')} }));`;
  });
  writeFileSync(
    join(folder.path, 'calls.ts'),
    `import createClient from 'openapi-fetch';
import type { paths } from './schema.js';

const client = createClient<paths>({
  baseUrl: ${json(instance.address)},
  headers: { Authorization: ${json(`Bearer ${adminToken}`)} },
});
const outcomes: { operationId: string; status: number; data: unknown }[] = [];
async function call(operationId: string, reply: Promise<{ data?: unknown; error?: unknown; response: Response }>) {
  const { data, error, response } = await reply;
  const { status } = response;
  if (data instanceof ReadableStream) {
    const reader = data.getReader();
    const { value } = await reader.read();
    await reader.cancel();
    outcomes.push({ operationId, status, data: { text: new TextDecoder().decode(value) } });
  } else {
    outcomes.push({ operationId, status, data: typeof data === 'string' ? { text: data } : (data ?? error ?? {}) });
  }
}
export async function run() {
${lines.join('\n')}
  return outcomes;
}
`,
  );
  expectAllToWork(await compileAndRun());
});

test('@hey-api/openapi-ts: its client compiles, and each of its calls works', async () => {
  await createClient({
    input: JSON.parse(JSON.stringify(document)),
    output: { path: join(folder.path, 'client'), clean: false, module: { extension: '.js' } },
    plugins: ['@hey-api/client-fetch', '@hey-api/typescript', '@hey-api/sdk'],
    logs: { level: 'silent' },
  });
  const lines = calls.map((call) => {
    const { operationId } = call;
    const headers = isContract(call) && { headers: tokenHeader };
    const options = `{ client, ...${json({ ...inputOf(call), ...headers })} as const }`;
    return operationId === 'streamChanges'
      ? `  await stream(${json(operationId)}, sdk.${operationId}(${options}));`
      : `  await call(${json(operationId)}, sdk.${operationId}(${options}));`;
  });
  writeFileSync(
    join(folder.path, 'calls.ts'),
    `import { createClient } from './client/client/index.js';
import * as sdk from './client/sdk.gen.js';

const client = createClient({
  baseUrl: ${json(instance.address)},
  auth: ({ type }) => (type === 'http' ? ${json(adminToken)} : ${json(demo.token)}),
});
const outcomes: { operationId: string; status: number; data: unknown }[] = [];
async function call(operationId: string, reply: Promise<{ data?: unknown; error?: unknown; response?: Response }>) {
  const { data, error, response } = await reply;
  const text = data instanceof Blob ? { text: await data.text() } : data;
  outcomes.push({ operationId, status: response?.status ?? 0, data: text ?? error ?? {} });
}
async function stream(operationId: string, opened: Promise<{ stream: AsyncIterable<unknown> }>) {
  for await (const data of (await opened).stream) {
    outcomes.push({ operationId, status: 200, data });
    return;
  }
}
export async function run() {
${lines.join('\n')}
  return outcomes;
}
`,
  );
  expectAllToWork(await compileAndRun());
});
