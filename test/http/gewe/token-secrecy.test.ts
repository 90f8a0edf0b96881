import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { demo } from '#guanzhu/demo/demo.js';
import { temporaryFolder } from '../../support/folder.js';
import { callFollow, demoBody } from '../../support/follow-call.js';
import { requestHead, sendRaw } from '../../support/raw-http.js';
import { spawnServer } from '../../support/server-process.js';

test('a token is in no file and in no log line', async () => {
  using folder = temporaryFolder();
  const server = await spawnServer(['--demo', '--data-dir', folder.path, '--log-level', 'trace']);
  try {
    await callFollow(server.address, demoBody);
    await callFollow(server.address, demoBody, { 'X-GEWE-TOKEN': `${demo.token}-wrong` });
    await callFollow(server.address, '{', { 'X-GEWE-TOKEN': demo.token });
    await fetch(`${server.address}/?token=${demo.token}`);
    await fetch(`${server.address}/${demo.token}`);
    // Refused by hooks, by the parser, and for their size: none may log the headers that it saw.
    for (const header of [
      `X-GEWE-TOKEN: ${demo.token}`,
      'Bad : 1',
      `X-Big: ${'a'.repeat(20_000)}`,
    ]) {
      const answers = await sendRaw(server.address, [requestHead(0, [header])]);
      expect(answers.map(({ body }) => body.includes(demo.token))).toEqual([false]);
    }
    const files = readdirSync(folder.path).map((name) => readFileSync(join(folder.path, name)));
    expect(files.length).toBeGreaterThan(1);
    expect(files.some((bytes) => bytes.includes(demo.token))).toBe(false);
  } finally {
    await server.end('SIGTERM');
  }
  expect(server.stderr()).toContain('/gewe/v2/api/finder/follow');
  expect(server.stderr()).not.toContain(demo.token);
});
