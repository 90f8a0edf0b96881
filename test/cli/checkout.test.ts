import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { version } from '#guanzhu/config/version.js';
import { documentedFollow } from '#guanzhu/contract/follow-example.js';
import { temporaryFolder } from '../support/folder.js';
import { callFollow, demoBody } from '../support/follow-call.js';
import { type ServerProcess, watchServer } from '../support/server-process.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('npm start builds and serves in a folder with a space in its name, and builds once', async () => {
  using parent = temporaryFolder();
  const copy = join(parent.path, 'a b');
  copyCheckout(copy);
  const env = {
    ...process.env,
    PATH: pathWithoutNpm(parent.path),
    npm_lifecycle_event: 'start',
  };
  const args = ['--port', '0', '--data-dir', join(parent.path, 'da ta')];
  const start = (wrapper: readonly string[] = []): Promise<ServerProcess> => {
    const command = [...wrapper, otherNode(parent.path), join('scripts', 'start.mjs'), ...args];
    const [program = '', ...rest] = command;
    return watchServer(spawn(program, rest, { cwd: copy, env, stdio: ['ignore', 'pipe', 'pipe'] }));
  };
  const built = join(copy, 'dist', 'cli', 'main.js');
  expect(existsSync(built)).toBe(false);

  {
    await using first = await start();
    expect(first.stderr()).toMatch(/^guanzhu: building$/m);
    expect(first.stdout()).toMatch(/^Guanzhu listening on http:\/\/127\.0\.0\.1:\d+\n/);
    expect((await callFollow(first.address, demoBody)).body).toEqual(documentedFollow.reply);
    const console = await fetch(`${first.address}/console/`);
    expect(await console.text()).toContain('/console/assets/');
    expect(await first.end('SIGTERM')).toEqual({ code: 0, signal: null });
  }

  const { mtimeMs } = statSync(built);
  {
    await using second = await start();
    expect(second.stderr()).not.toContain('building');
    expect(statSync(built).mtimeMs).toBe(mtimeMs);
    const { headers } = await callFollow(second.address, demoBody);
    expect(headers.get('guanzhu-changed')).toBe('false');
    // The server is a process of its own, on the checkout's Node: it must not outlive what started it.
    await second.end('SIGKILL');
    await expect.poll(() => isServed(second.address)).toBe(false);
  }

  // A changed source is what must build again.
  const source = join(copy, 'src', 'cli', 'banner.ts');
  writeFileSync(source, `${readFileSync(source, 'utf8')}\n// Changed.\n`);
  // As npm runs it: a signal ends the shell between, which tells nobody.
  await using third = await start(['sh', '-c', '"$@"; true', 'sh']);
  expect(third.stderr()).toMatch(/^guanzhu: building$/m);
  await third.end('SIGTERM');
  await expect.poll(() => isServed(third.address)).toBe(false);
});

describe('a Node that is too old', () => {
  test('gets a plain line from the published package', () => {
    using folder = temporaryFolder();
    mkdirSync(join(folder.path, 'bin'));
    cpSync(join(root, 'bin', 'guanzhu.mjs'), join(folder.path, 'bin', 'guanzhu.mjs'));
    const { status, stdout, stderr } = runOld(folder.path, ['--version']);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toBe('guanzhu: Node 18.20.8 is too old: install Node 22.12 or newer\n');
  });

  test('makes way for the Node of the checkout', () => {
    const { status, stdout } = runOld(root, ['--version']);
    expect({ status, stdout }).toEqual({ status: 0, stdout: `${version}\n` });
  });

  function runOld(folder: string, args: readonly string[]) {
    const pretended =
      "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.8' } })";
    using home = temporaryFolder();
    return spawnSync(
      otherNode(home.path),
      ['--import', `data:text/javascript,${pretended}`, join('bin', 'guanzhu.mjs'), ...args],
      { cwd: folder, encoding: 'utf8' },
    );
  }
});

async function isServed(address: string): Promise<boolean> {
  try {
    return (await fetch(`${address}/healthz`)).ok;
  } catch {
    return false;
  }
}

/** A Node that is not the checkout's own, as far as its place can tell. */
function otherNode(folder: string): string {
  const node = join(folder, 'other-node');
  if (!existsSync(node)) cpSync(process.execPath, node);
  return node;
}

/** What a fresh clone holds, and the packages that are installed here, as links to the same bytes. */
function copyCheckout(copy: string): void {
  const listed = execFileSync('git', ['ls-files', '-co', '-z', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  mkdirSync(copy);
  for (const file of listed.split('\0').filter((name) => name && existsSync(join(root, name)))) {
    cpSync(join(root, file), join(copy, file));
  }
  for (const home of ['.', 'runtime']) copyPackages(join(root, home), join(copy, home));
}

function copyPackages(from: string, to: string): void {
  const stamp = join(from, 'node_modules', '.guanzhu-installed');
  if (!existsSync(stamp)) {
    throw new Error(
      `${stamp} is missing: run npm test or npm start once, which installs and marks`,
    );
  }
  const packages = [join(from, 'node_modules'), join(to, 'node_modules')];
  try {
    execFileSync('cp', ['-al', ...packages], { stdio: 'ignore' });
  } catch {
    // Links do not cross file systems; the attempt leaves folders, into which a copy would go.
    rmSync(join(to, 'node_modules'), { recursive: true, force: true });
    execFileSync('cp', ['-a', ...packages]);
  }
  // What a start writes must not reach the original through a link.
  const mark = readFileSync(stamp);
  const copiedStamp = join(to, 'node_modules', '.guanzhu-installed');
  rmSync(copiedStamp);
  writeFileSync(copiedStamp, mark);
}

/** A search path on which npm fails: a start of what is installed has no need of it. */
function pathWithoutNpm(folder: string): string {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'npm'), '#!/bin/sh\necho "npm must not run here" >&2\nexit 1\n', {
    mode: 0o755,
  });
  return `${bin}${delimiter}${process.env.PATH ?? ''}`;
}
