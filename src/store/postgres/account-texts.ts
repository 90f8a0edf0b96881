import { bucketOfId, noAccount } from '../bucket.js';
import { keysOf } from '../rows.js';
import { type OnRemade, remadeAtOnce, textRules } from '../text-rules.js';
import { indexAccounts } from './account-index.js';
import type { Connection } from './driver.js';
import { statements } from './statements.js';
import { runOnce } from './transactions.js';

/** Whether searches find every account by the rules of this release. */
export async function hasTextsOfToday(db: Connection): Promise<boolean> {
  const made = await db.get(statements.textRules, noAccount);
  return made?.rules === textRules && made.made_upto === null;
}

/**
 * Makes anew what accounts are found by and their names are taken by, where other rules made it. Each
 * transaction leaves behind how far it came: whoever is ended in the middle goes on there, and processes
 * that start at once take turns.
 */
export async function remakeAccountTexts(db: Connection, onRemade: OnRemade): Promise<void> {
  if (await hasTextsOfToday(db)) return;
  await runOnce(db, async (transaction) => {
    await transaction.head;
    const made = await db.get(statements.textRules, noAccount);
    if (made?.rules === textRules) return;
    await db.script('TRUNCATE account_grams');
    transaction.write(statements.setTextRules, noAccount, textRules, '');
  });
  let done = 0;
  for (;;) {
    const { remade, of, more } = await remakeSome(db);
    done += remade;
    if (!more) return;
    onRemade(done, of);
  }
}

function remakeSome(db: Connection) {
  return runOnce(db, async (transaction) => {
    const { accounts: of } = await transaction.head;
    const after = (await db.get(statements.textRules, noAccount))?.made_upto;
    if (after === null || after === undefined) return { remade: 0, of, more: false };
    const accounts = await db.all(statements.textsAfter, after, remadeAtOnce);
    const keys = accounts.map(({ nickname }) => keysOf(nickname));
    transaction.write(
      statements.setAccountKeys,
      accounts.map(({ id }) => bucketOfId(id)),
      accounts.map(({ id }) => id),
      keys.map((key) => key.name_key),
      keys.map((key) => key.letters_key),
      keys.map((key) => key.look_key),
    );
    indexAccounts(transaction, accounts);
    const more = accounts.length === remadeAtOnce;
    const last = more ? (accounts.at(-1)?.username ?? null) : null;
    transaction.write(statements.setTextRules, noAccount, textRules, last);
    return { remade: accounts.length, of, more };
  });
}
