import { join } from 'node:path';
import { expect, test } from 'vitest';
import { demoCaller, demoCast, demoTarget } from '#guanzhu/demo/cast.js';
import { fillWithDemo } from '#guanzhu/demo/demo.js';
import type { Change } from '#guanzhu/domain/change.js';
import type { GraphStore } from '#guanzhu/domain/store.js';
import { openSqliteStore } from '#guanzhu/store/sqlite/sqlite-store.js';
import { runCommand } from '../cli/run-command.js';
import { temporaryFolder } from '../support/folder.js';
import { readLedger } from '../support/ledger-fold.js';

const now = 1_795_000_000_000_000;
const week = 7 * 86_400_000_000;
const size = { accounts: 80, follows: 900 };

async function fill(folder: string, name: string): Promise<GraphStore> {
  const store = await openSqliteStore(join(folder, name));
  await fillWithDemo(store, { now: () => now }, size);
  return store;
}

const withoutLedger = (change: Change) => ({
  ...change,
  revision: change.revision.replace(/_.*/, ''),
});

test('the same crowd comes of the same size, with weeks of history and searches in it', async () => {
  using folder = temporaryFolder();
  const stores = [await fill(folder.path, 'a.db'), await fill(folder.path, 'b.db')];
  const [ledger, again] = await Promise.all(stores.map((store) => readLedger(store)));
  expect(ledger?.length).toBeGreaterThan(900);
  // But for the name of its ledger.
  expect(again?.map(withoutLedger)).toEqual(ledger?.map(withoutLedger));
  const [first] = ledger ?? [];
  expect(now - (first?.at ?? now)).toBeGreaterThan(4 * week);
  expect(ledger?.filter(({ attribution }) => attribution).length).toBeGreaterThan(50);
  expect(ledger?.filter(({ type }) => type === 'unfollowed').length).toBeGreaterThan(20);
  const [store] = stores;
  // The documented call must have something to change.
  expect(await store?.followedAt(demoCaller.username, demoTarget.username)).toBeUndefined();
  const { accounts } = (await store?.overview({ start: now, width: 1, buckets: 1 }, now)) ?? {};
  expect(accounts).toBe(size.accounts + demoCast.length + 2);
  for (const each of stores) await each.close();
});

test('guanzhu demo fills an empty database, and no other', async () => {
  using folder = temporaryFolder();
  const args = ['demo', '--accounts', '30', '--follows', '200', '--data-dir', folder.path];
  const first = await runCommand(args);
  expect(first.code).toBe(0);
  expect(first.stdout).toMatch(/52 accounts, \d+ follows/);
  const second = await runCommand(args);
  expect(second.code).toBe(1);
  expect(second.lines.join('\n')).toMatch(/has accounts already/);
});
