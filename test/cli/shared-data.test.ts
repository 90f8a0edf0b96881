import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folder.js';
import { spawnServer } from '../support/server-process.js';
import { runCommand } from './run-command.js';

test('a folder that holds the demo, whose tokens are public, is served on loopback only', async () => {
  using folder = temporaryFolder();
  const server = await spawnServer(['--demo', '--data-dir', folder.path]);
  await server.end('SIGTERM');
  const args = ['serve', '--host', '0.0.0.0', '--port', '0', '--data-dir', folder.path];
  const { code, lines } = await runCommand(args);
  expect(code).toBe(2);
  expect(lines).toEqual([expect.stringMatching(/holds the demo.*--data-dir/)]);
});

test('a database in use is known by a link that stood there before it', async () => {
  using folder = temporaryFolder();
  const [place, link] = [join(folder.path, 'place'), join(folder.path, 'link.db')];
  mkdirSync(place);
  symlinkSync(join('place', 'real.db'), link);
  const args = ['--data-dir', folder.path, '--database-url', `sqlite:${link}`];
  await using server = await spawnServer(args);
  const again = await runCommand(['serve', '--port', '0', ...args]);
  expect(again.code).toBe(1);
  expect(again.lines).toEqual([expect.stringMatching(`in use by process ${server.child.pid}\\b`)]);
});

test('a database in use is known by any path that leads to it', async () => {
  using folder = temporaryFolder();
  const data = join(folder.path, 'data');
  await using server = await spawnServer(['--demo', '--data-dir', data]);
  symlinkSync(join(data, 'guanzhu.db'), join(folder.path, 'link.db'));
  const url = `sqlite:${join(folder.path, 'link.db')}`;
  const args = ['serve', '--port', '0', '--data-dir', folder.path, '--database-url', url];
  const { code, lines } = await runCommand(args);
  expect(code).toBe(1);
  expect(lines).toEqual([expect.stringMatching(`in use by process ${server.child.pid}\\b`)]);
});
