import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
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

const guide = () => readFileSync(join(project, 'node_modules/guanzhu-client/README.md'), 'utf8');
const blocks = () => [...guide().matchAll(/```ts\n([\s\S]*?)```/g)].map(([, block = '']) => block);

test('the first example of its README does what it says', async () => {
  const [example = ''] = blocks();
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
    const actor = { appId: 'a', myUserName: 'm', myRoleType: 3 } as const;
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
    }
    // @ts-expect-error: there is no such type of operation.
    client.finder.follow({ ...actor, toUserName: 't', opType: 9 });
    // @ts-expect-error: nor such a role.
    client.finder.followList({ ...actor, myRoleType: 2 });
    // @ts-expect-error: nor such a scene.
    client.finder.mentionList({ ...actor, reqScene: 6 });
    // @ts-expect-error: nor such a category.
    client.finder.search({ appId: 'a', content: 'c', category: 3 });
    // @ts-expect-error: nor such a sex.
    client.finder.createFinder({ appId: 'a', nickName: 'nn', headImg: 'h', sex: 3 });
    // @ts-expect-error: nor such a role.
    client.devices.create({ tenant: 't', identities: [{ username: 'u', roleType: 2 }] });`,
  );
  expect(await complaints('program.ts', { lib, types })).toBe('');
});

const node10 = { ignoreDeprecations: '5.0', moduleResolution: 'node10' };
const older = join(root, 'test', 'node_modules', 'typescript');
const newer = join(root, 'node_modules', 'typescript');

test.each([
  ['nodenext', newer, {}],
  ['bundler', newer, { module: 'esnext', moduleResolution: 'bundler' }],
  ['node10', older, { module: 'esnext', ...node10 }],
])('the code of its README compiles under moduleResolution %s', async (_, typescript, options) => {
  expect(blocks().length).toBeGreaterThan(2);
  writeFileSync(join(project, 'readme.ts'), blocks().join('\n'));
  expect(await complaints('readme.ts', options, typescript)).toBe('');
});

test.each([
  ['guanzhu-client', 'esnext'],
  ['guanzhu-client/client', 'esnext'],
  ['guanzhu/client', 'esnext'],
  ['guanzhu-client', 'commonjs'],
])('%s resolves for moduleResolution node10 and module %s', async (name, module) => {
  const beside = join(project, 'node_modules', 'guanzhu');
  if (!existsSync(beside)) symlinkSync(root, beside, 'junction');
  writeFileSync(
    join(project, 'older.ts'),
    `import { GuanzhuClient, type Contact } from '${name}';
    const client: GuanzhuClient = new GuanzhuClient({ baseUrl: 'http://127.0.0.1:2531' });
    const contact: Contact | undefined = undefined;
    export const both = [client, contact];`,
  );
  expect(await complaints('older.ts', { module, ...node10 }, older)).toBe('');
});

test('what reads no exports finds the code as well', async () => {
  const { main, types } = JSON.parse(
    readFileSync(join(project, 'node_modules/guanzhu-client/package.json'), 'utf8'),
  );
  for (const file of [main, types]) {
    expect(existsSync(join(project, 'node_modules/guanzhu-client', file))).toBe(true);
  }
});

test('the links of its README lead to what is in the package', () => {
  const links = [...guide().matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => link);
  const headings = [...guide().matchAll(/^#+ (.*)$/gm)].map(
    ([, text = '']) => `#${text.toLowerCase().replaceAll(' ', '-')}`,
  );
  for (const link of links) {
    const there = existsSync(join(project, 'node_modules/guanzhu-client', link));
    expect(there || headings.includes(link), link).toBe(true);
  }
});

/** What the compiler says of a file of the project. */
async function complaints(
  file: string,
  options: object,
  typescript = newer,
): Promise<string | undefined> {
  const compilerOptions = {
    strict: true,
    noEmit: true,
    target: 'es2022',
    module: 'nodenext',
    moduleResolution: 'nodenext',
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    typeRoots: [join(root, 'node_modules', '@types')],
    lib: ['es2022', 'dom', 'dom.asynciterable'],
    types: [],
    ...options,
  };
  const config = join(project, 'tsconfig.json');
  writeFileSync(config, JSON.stringify({ compilerOptions, files: [file] }));
  const tsc = join(typescript, 'bin', 'tsc');
  const checked = await run(process.execPath, [tsc, '-p', config]).catch(
    (error: { stdout?: string }) => error,
  );
  return checked.stdout;
}
