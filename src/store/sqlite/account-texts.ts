import { setImmediate as nextTurn } from 'node:timers/promises';
import { keysOf } from '../rows.js';
import { type OnRemade, remadeAtOnce, textRules } from '../text-rules.js';
import { AccountIndex } from './account-index.js';
import { type Database, prepare } from './driver.js';
import { statements } from './statements.js';

/** Whether searches find every account by the rules of this release. */
export function hasTextsOfToday(db: Database): boolean {
  const made = prepare(db, statements.textRules).get();
  return made?.rules === textRules && made.made_upto === null;
}

/**
 * Makes anew what accounts are found by and their names are taken by, where other rules made it. Each
 * transaction leaves behind how far it came, so that whoever is ended in the middle goes on there.
 */
export async function remakeAccountTexts(db: Database, onRemade: OnRemade): Promise<void> {
  if (hasTextsOfToday(db)) return;
  const index = new AccountIndex(db);
  const made = prepare(db, statements.textRules);
  const note = prepare(db, statements.setTextRules);
  const setKeys = prepare(db, statements.setAccountKeys);
  const textsAfter = prepare(db, statements.textsAfter);
  const of = prepare(db, statements.lastAccountId).get()?.id ?? 0;
  const begin = db.transaction(() => {
    if (made.get()?.rules === textRules) return;
    prepare(db, statements.clearGrams).run();
    note.run(textRules, 0);
  });
  const goOn = db.transaction(() => {
    const after = made.get()?.made_upto;
    if (after === null || after === undefined) return null;
    const accounts = textsAfter.all(after, remadeAtOnce);
    for (const { id, nickname, signature } of accounts) {
      setKeys.run({ id, ...keysOf(nickname) });
      index.add(id, { nickname, signature });
    }
    const last = accounts.length < remadeAtOnce ? null : (accounts.at(-1)?.id ?? null);
    note.run(textRules, last);
    return last;
  });
  begin.immediate();
  for (;;) {
    const last = goOn.immediate();
    if (last === null) return;
    onRemade(last, of);
    // Signals are heard in between.
    await nextTurn();
  }
}
