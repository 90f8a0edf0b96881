import { execFileSync, spawn } from 'node:child_process';
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
import { expect, test } from 'vitest';
import { documentedFollow } from '#guanzhu/contract/follow-example.js';
import { temporaryFolder } from '../support/folder.js';
import { callFollow, demoBody } from '../support/follow-call.js';
import { type ServerProcess, watchServer } from '../support/server-process.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('npm start builds and serves in a folder with a space in its name, and builds once', {
  timeout: 90_000,
}, async () => {
  using parent = temporaryFolder();
  const copy = join(parent.path, 'a b');
  copyCheckout(copy);
  const env = { ...process.env, PATH: pathWithoutNpm(parent.path) };
  const args = ['--port', '0', '--data-dir', join(parent.path, 'da ta')];
  const start = (): Promise<ServerProcess> =>
    watchServer(
      spawn(process.execPath, [join('scripts', 'start.mjs'), ...args], {
        cwd: copy,
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
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
    await second.end('SIGTERM');
  }

  // A changed source is what must build again.
  const source = join(copy, 'src', 'cli', 'banner.ts');
  writeFileSync(source, `${readFileSync(source, 'utf8')}\n// Changed.\n`);
  await using third = await start();
  expect(third.stderr()).toMatch(/^guanzhu: building$/m);
});

/** What a fresh clone holds, and the packages that are installed here, as links to the same bytes. */
function copyCheckout(copy: string): void {
  const stamp = join(root, 'node_modules', '.guanzhu-installed');
  if (!existsSync(stamp)) {
    throw new Error(
      `${stamp} is missing: run npm test or npm start once, which installs and marks`,
    );
  }
  const listed = execFileSync('git', ['ls-files', '-co', '-z', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  mkdirSync(copy);
  for (const file of listed.split('\0').filter((name) => name && existsSync(join(root, name)))) {
    cpSync(join(root, file), join(copy, file));
  }
  const packages = [join(root, 'node_modules'), join(copy, 'node_modules')];
  try {
    execFileSync('cp', ['-al', ...packages], { stdio: 'ignore' });
  } catch {
    // Links do not cross file systems.
    execFileSync('cp', ['-a', ...packages]);
  }
  // What a start writes must not reach the original through a link.
  const mark = readFileSync(stamp);
  const copiedStamp = join(copy, 'node_modules', '.guanzhu-installed');
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
