import type { KeptCounts, LedgerView } from '../batch-plan.js';
import type { Revisions } from '../revision.js';
import { accountStateOf, toAccount } from '../rows.js';
import { type Database, prepare } from './driver.js';
import { readRevisions } from './ledger-identity.js';
import { statements } from './statements.js';

const noCounts: KeptCounts = { followers: 0, following: 0, gained: 0 };

/** What batches are decided on, read inside the transaction that its caller holds. */
export class LedgerViewReader {
  readonly #prepared: ReturnType<typeof prepareAll>;
  readonly #revisions: Revisions;

  constructor(db: Database) {
    this.#prepared = prepareAll(db);
    this.#revisions = readRevisions(db);
  }

  view(): LedgerView {
    const prepared = this.#prepared;
    const head = prepared.head.get();
    if (!head) throw new Error('the ledger has no head');
    return {
      head,
      revisions: this.#revisions,
      account: (username) => {
        const row = prepared.accountByUsername.get(username);
        return row && { id: row.id, account: toAccount(row), state: accountStateOf(row.state) };
      },
      stateOf: (account) => accountStateOf(prepared.accountState.get(account)?.state ?? 1),
      followedAt: (follower, target) => prepared.followedAt.get(follower, target)?.at,
      counts: (account) => prepared.keptCounts.get(account) ?? noCounts,
      blocks: (blocker, blocked) => prepared.blockedAt.get(blocker, blocked) !== undefined,
      isHidden: (follower, target) => prepared.isHidden.get(follower, target) !== undefined,
      followsOf: (account) => [
        ...prepared.followsOfFollower.all(account),
        ...prepared.followsOfTarget.all(account),
      ],
      hiddenOf: (account) => [
        ...prepared.hiddenOfFollower.all(account),
        ...prepared.hiddenOfTarget.all(account),
      ],
    };
  }
}

function prepareAll(db: Database) {
  return {
    head: prepare(db, statements.head),
    accountByUsername: prepare(db, statements.accountByUsername),
    accountState: prepare(db, statements.accountState),
    followedAt: prepare(db, statements.followedAt),
    keptCounts: prepare(db, statements.keptCounts),
    blockedAt: prepare(db, statements.blockedAt),
    isHidden: prepare(db, statements.isHidden),
    followsOfFollower: prepare(db, statements.followsOfFollower),
    followsOfTarget: prepare(db, statements.followsOfTarget),
    hiddenOfFollower: prepare(db, statements.hiddenOfFollower),
    hiddenOfTarget: prepare(db, statements.hiddenOfTarget),
  };
}
