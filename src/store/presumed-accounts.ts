import type { AddedAccount } from '../domain/account.js';
import type { InternedAccount, LedgerView } from './batch-plan.js';

const noCounts = { followers: 0, following: 0, gained: 0 };

/** A view in which some accounts exist that do not yet: those without follows, under ids of nobody. */
export function withAccounts(view: LedgerView, accounts: readonly AddedAccount[]): LedgerView {
  const presumed = new Map<string, InternedAccount>();
  const states = new Map<number, InternedAccount['state']>();
  for (const { state = 'active', ...account } of accounts) {
    if (presumed.has(account.username) || view.account(account.username)) continue;
    const id = -1 - presumed.size;
    presumed.set(account.username, { id, account, state });
    states.set(id, state);
  }
  const isNew = (...ids: readonly number[]) => ids.some((id) => id < 0);
  return {
    ...view,
    account: (username) => view.account(username) ?? presumed.get(username),
    stateOf: (account) => states.get(account) ?? view.stateOf(account),
    counts: (account) => (isNew(account) ? noCounts : view.counts(account)),
    followedAt: (from, to) => (isNew(from, to) ? undefined : view.followedAt(from, to)),
    blocks: (from, to) => !isNew(from, to) && view.blocks(from, to),
    isHidden: (from, to) => !isNew(from, to) && view.isHidden(from, to),
    followsOf: (account) => (isNew(account) ? [] : view.followsOf(account)),
    hiddenOf: (account) => (isNew(account) ? [] : view.hiddenOf(account)),
  };
}
