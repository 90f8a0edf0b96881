import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore } from '#guanzhu/store/open.js';
import { AccountIndex } from '#guanzhu/store/sqlite/account-index.js';
import { openDatabase } from '#guanzhu/store/sqlite/driver.js';
import { accountOf, searchAll } from '../support/accounts.js';
import { temporaryFolder } from '../support/folder.js';

test('what replaces an account’s grams leaves nothing of the old ones', async () => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'index.db');
  const store = await openStore({ engine: 'sqlite', file });
  await store.provision({ accounts: [accountOf('a', '旧名字', '旧简介'), accountOf('b', '旧友')] });
  // An account that exists is left as it is, and so are its grams.
  await store.provision({ accounts: [accountOf('a', '别名')] });
  expect((await searchAll(store, { text: '别名' })).usernames).toEqual([]);

  const db = openDatabase(file, 'write');
  new AccountIndex(db).replace(1, { nickname: '新名字', signature: '' });
  const grams = db.prepare<[string], { rowid: number }>(
    'SELECT rowid FROM account_grams WHERE account_grams MATCH ?',
  );
  expect(grams.all('"065e7"*')).toEqual([{ rowid: 2 }]);
  expect(grams.all('"065b0"*')).toEqual([{ rowid: 1 }]);
  db.close();
  await store.close();
});
