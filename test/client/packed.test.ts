import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { documentedFollow } from '#guanzhu/contract/follow-example.js';
import { demo } from '#guanzhu/demo/demo.js';
import { temporaryFolder } from '../support/folder.js';
import { type Instance, startInstance } from '../support/instance.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = temporaryFolder();
const project = join(folder.path, 'project');
let instance: Instance;
let fresh: Instance;

beforeAll(async () => {
  instance = await startInstance();
  fresh = await startInstance();
  const packed = await run(process.execPath, [
    join(root, 'scripts', 'pack-client.mjs'),
    folder.path,
  ]);
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{"private":true,"type":"module"}');
  const install = ['install', '--offline', '--no-audit', '--no-fund', packed.stdout.trim()];
  await run('npm', install, { cwd: project });
}, 60_000);
afterAll(async () => {
  await instance.stop();
  await fresh.stop();
  folder[Symbol.dispose]();
});

test('the package of the server offers the client too', async () => {
  const program = "import('guanzhu/client').then((m) => console.log(typeof m.GuanzhuClient))";
  const { stdout } = await run(process.execPath, ['-e', program], { cwd: root });
  expect(stdout).toBe('function\n');
});

test('the packed client needs nothing else', () => {
  const lock: { packages: object } = JSON.parse(
    readFileSync(join(project, 'package-lock.json'), 'utf8'),
  );
  expect(Object.keys(lock.packages)).toEqual(['', 'node_modules/guanzhu-client']);
});

test.each(['guanzhu-client', 'guanzhu-client/client'])('%s follows an account', async (name) => {
  const { myUserName, myRoleType, toUserName } = documentedFollow.request;
  const body = { appId: demo.appId, myUserName, myRoleType, toUserName, opType: 1 };
  writeFileSync(
    join(project, 'follow.js'),
    `import { GuanzhuClient } from '${name}';
    const [baseUrl, token, body] = process.argv.slice(2);
    const client = new GuanzhuClient({ baseUrl, token });
    console.log(JSON.stringify(await client.finder.follow(JSON.parse(body))));`,
  );
  const args = ['follow.js', instance.address, demo.token, JSON.stringify(body)];
  const { stdout } = await run(process.execPath, args, { cwd: project });
  expect(JSON.parse(stdout)).toEqual(documentedFollow.reply.data);
});

test('the example of docs/sdk.md does what it says', async () => {
  const text = readFileSync(join(root, 'docs', 'sdk.md'), 'utf8');
  const [, example = ''] = /```js\n([\s\S]*?)```/.exec(text) ?? [];
  const [, told] = /console\.log\(.*\); \/\/ (.*)/.exec(example) ?? [];
  const program = example.replace('http://127.0.0.1:2531', fresh.address);
  writeFileSync(join(project, 'example.js'), program);
  const { stdout } = await run(process.execPath, ['example.js'], { cwd: project });
  expect(stdout).toBe(`${told}\n`);
});

test.each([
  ['a browser', ['es2022', 'dom', 'dom.asynciterable'], []],
  ['Node', ['es2023'], ['node']],
])('its types serve a strict program for %s', async (_, lib, types) => {
  writeFileSync(
    join(project, 'program.ts'),
    `import { type Contact, GuanzhuApiError, GuanzhuClient, NotFoundError } from 'guanzhu-client';
    const client = new GuanzhuClient({ baseUrl: 'http://127.0.0.1:2531', token: 't' });
    const actor = { appId: 'a', myUserName: 'm', myRoleType: 3 };
    export async function program(signal: AbortSignal): Promise<Contact | undefined> {
      try {
        const call = client.finder.follow({ ...actor, toUserName: 't', opType: 1 }, { signal });
        const changed: boolean | undefined = (await call.withResponse()).changed;
        if (changed) return await call;
        for await (const item of client.accounts.followers({ username: 'u', limit: 10 })) {
          const at: number = item.followedAt;
          if (at === 0) break;
        }
        for await (const { type } of client.changes.stream()) if (type === 'followed') break;
      } catch (error) {
        if (error instanceof NotFoundError && error.code === 'target_unknown') return undefined;
        if (error instanceof GuanzhuApiError) throw new Error(error.detail);
      }
      // @ts-expect-error: the target is missing.
      return client.finder.follow({ ...actor, opType: 1 });
    }`,
  );
  const compilerOptions = {
    strict: true,
    noEmit: true,
    target: 'es2022',
    module: 'nodenext',
    moduleResolution: 'nodenext',
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    typeRoots: [join(root, 'node_modules', '@types')],
    lib,
    types,
  };
  writeFileSync(
    join(project, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, files: ['program.ts'] }),
  );
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const checked = await run(process.execPath, [tsc, '-p', project]).catch(
    (error: { stdout?: string }) => error,
  );
  expect(checked.stdout).toBe('');
});
