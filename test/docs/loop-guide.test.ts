import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startInstance } from '../support/instance.js';

const guide = readFileSync(new URL('../../docs/loop.md', import.meta.url), 'utf8');
const blocks = [...guide.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block);

test('the commands of docs/loop.md work one after the other, as pasted', async () => {
  const instance = await startInstance();
  try {
    const script = blocks.join('\n').replaceAll('http://127.0.0.1:2531', instance.address);
    const { stdout } = await promisify(execFile)('sh', ['-e', '-c', script]);
    const replies = stdout.split('\n').filter((line) => line.startsWith('{'));
    expect(replies).toHaveLength(blocks.length - 1);
    for (const reply of replies) expect(JSON.parse(reply)).toMatchObject({ ret: 200 });
  } finally {
    await instance.stop();
  }
});
