import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { openSqliteStore } from '#guanzhu/store/sqlite/sqlite-store.js';
import { temporaryFolder } from '../support/folder.js';
import { callFollow, demoBody } from '../support/follow-call.js';
import { readLedger } from '../support/ledger-fold.js';
import { spawnServer } from '../support/server-process.js';

/** The last change that a copy of the file alone holds; undefined for a copy that was made amid a write. */
async function lastChangeOfCopy(file: string, folder: string) {
  const copy = join(folder, 'copy.db');
  copyFileSync(file, copy);
  try {
    const store = await openSqliteStore(copy);
    const ledger = await readLedger(store);
    await store.close();
    return ledger.at(-1);
  } catch {
    return undefined;
  }
}

describe('cp guanzhu.db of a running instance', () => {
  test('has everything once nothing is written, after each write anew', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'data', 'guanzhu.db');
    await using server = await spawnServer(['--demo', '--data-dir', join(folder.path, 'data')]);
    for (const opType of [1, 2]) {
      expect((await callFollow(server.address, { ...demoBody, opType })).body.ret).toBe(200);
      // The log is folded a second after the last write; how long that takes is the machine's affair.
      const type = opType === 1 ? 'followed' : 'unfollowed';
      const isThere = async () => {
        const last = await lastChangeOfCopy(file, folder.path);
        return last?.target === demoBody.toUserName && last.type === type;
      };
      while (!(await isThere())) await sleep(100);
    }
  });

  test('that lacks everything starts as an empty instance, and says so', async () => {
    using folder = temporaryFolder();
    const [from, to] = [join(folder.path, 'from'), join(folder.path, 'to')];
    const server = await spawnServer(['--data-dir', from]);
    // The first page is written when the file is made: all that a copy had at that moment.
    await server.end('SIGTERM');
    mkdirSync(to);
    writeFileSync(join(to, 'guanzhu.db'), emptied(readFileSync(join(from, 'guanzhu.db'))));
    await using copy = await spawnServer(['--data-dir', to]);
    const warning = /its file was there and held no graph.*guanzhu backup/;
    expect(copy.stdout()).toMatch(warning);
    expect(copy.stderr()).toMatch(warning);
    await copy.end('SIGTERM');
    // It is said once: from then on there is a graph.
    await using next = await spawnServer(['--data-dir', to]);
    expect(next.stdout()).not.toMatch(/held no graph/);
  });
});

test('a database that is gone from a folder that was served is said to be', async () => {
  using folder = temporaryFolder();
  const first = await spawnServer(['--data-dir', folder.path]);
  expect(first.stdout()).not.toMatch(/Warning/);
  await first.end('SIGTERM');
  rmSync(join(folder.path, 'guanzhu.db'));
  await using second = await spawnServer(['--data-dir', folder.path]);
  expect(second.stdout()).toMatch(/Warning .*its file was gone, though it has been served before/);
});

/** A database of SQLite's with nothing in it, as it is before the first table. */
function emptied(file: Buffer): Buffer {
  const page = Buffer.alloc(4096);
  file.copy(page, 0, 0, 100);
  // One page, no schema, an empty leaf of the schema's table.
  page.writeUInt32BE(1, 28);
  page.writeUInt32BE(0, 32);
  page.writeUInt32BE(0, 36);
  page.writeUInt32BE(0, 60);
  page.writeUInt8(13, 100);
  page.writeUInt16BE(4096, 105);
  return page;
}
