import type { FollowCommand, FollowResult, KeyedCommands } from '../../domain/follow.js';
import type { Micros } from '../../domain/time.js';
import {
  type BatchPlan,
  type KeptCounts,
  type PairKey,
  type Toggle,
  writesAnything,
} from '../batch-plan.js';
import { bucketOfId, noAccount } from '../bucket.js';
import { decideBatch } from '../decide.js';
import { sumChanges } from '../ledger-sums.js';
import { accountStateCode, changeCauseCode, changeTypeCode } from '../rows.js';
import { unindexAccounts } from './account-index.js';
import { findKeptResults, keepResults } from './kept-results.js';
import { type LoadedView, loadView } from './ledger-view.js';
import type { Column } from './statements/statement.js';
import { statements } from './statements.js';
import type { Transaction, Transactions } from './transactions.js';

/** See `GraphStore.apply`. */
export function applyBatch(
  transactions: Transactions,
  commands: readonly FollowCommand[],
  now: Micros,
  keyed: readonly KeyedCommands[] = [],
): Promise<readonly FollowResult[]> {
  return transactions.run(async (transaction) => {
    const { db, head } = transaction;
    const { identity, revisions } = transactions.ledger;
    const [view, known] = await Promise.all([
      loadView(db, head, commands, revisions),
      findKeptResults(db, keyed, now, identity),
    ]);
    const plan = decideBatch(view, commands, now, known);
    if (writesAnything(plan)) writePlan(transaction, plan, view);
    keepResults(transaction, keyed, plan.results, known, now, identity);
    return plan.results;
  });
}

/** Sends all that a batch writes: a statement for each table, however many rows. */
function writePlan(transaction: Transaction, plan: BatchPlan, view: LoadedView): void {
  writeFollows(transaction, plan);
  writeCounts(transaction, plan, view);
  writeChanges(transaction, plan, view);
  writeBlocks(transaction, plan);
  writeHidden(transaction, plan);
  writeStates(transaction, plan, view);
  writeSums(transaction, plan);
  transaction.write(statements.moveHead, noAccount, plan.head.position, plan.head.at);
}

function writeFollows(transaction: Transaction, { pairs, ended }: BatchPlan): void {
  const removed = pairs.filter(({ before }) => before !== undefined);
  const added = pairs.filter(({ after }) => after !== undefined);
  if (removed.length > 0) {
    const [from, to] = [removed.map(follower), removed.map(target)];
    const before = removed.map((pair) => pair.before ?? 0);
    transaction.write(statements.removeFollows, from.map(bucketOfId), from, to);
    transaction.write(statements.removeFollowers, to.map(bucketOfId), to, before);
  }
  if (added.length > 0) {
    const [from, to] = [added.map(follower), added.map(target)];
    const after = added.map((pair) => pair.after ?? 0);
    transaction.write(statements.addFollows, from.map(bucketOfId), from, to, after);
    transaction.write(statements.addFollowers, to.map(bucketOfId), to, after, from);
  }
  if (ended.length > 0) {
    const [from, to] = [ended.map(follower), ended.map(target)];
    const since = ended.map((row) => row.since);
    const until = ended.map((row) => row.until);
    const cause = ended.map((row) => changeCauseCode(row.cause));
    const b = from.map(bucketOfId);
    transaction.write(statements.addEndedFollows, b, from, to, since, until, cause);
    transaction.write(statements.addEndedFollowers, to.map(bucketOfId), to, from, since, until);
  }
}

function writeSums(transaction: Transaction, { changes, states }: BatchPlan): void {
  const { quarters, follows } = sumChanges(changes);
  if (quarters.length > 0) {
    transaction.write(
      statements.addToQuarters,
      noAccount,
      quarters.map((row) => row.quarter),
      quarters.map((row) => row.followed),
      quarters.map((row) => row.unfollowed),
    );
  }
  // A deleted account stays so, and is told of once.
  const gone = states.filter(({ state }) => state === 'deleted').length;
  if (follows !== 0 || gone > 0) {
    transaction.write(statements.addToTotals, noAccount, -gone, follows);
  }
}

function writeCounts(transaction: Transaction, { counts }: BatchPlan, view: LoadedView): void {
  const changed = (side: keyof KeptCounts) =>
    counts.filter((row) => row.counts[side] !== view.counts(row.account)[side]);
  const out = changed('following');
  if (out.length > 0) {
    const ids = out.map(({ account }) => account);
    const following = out.map((row) => row.counts.following);
    transaction.write(statements.setFollowingCounts, ids.map(bucketOfId), ids, following);
  }
  // A follow that is ended and begun again in one batch leaves the followers as many as they were.
  const into = [...new Set([...changed('followers'), ...changed('gained')])];
  if (into.length > 0) {
    const ids = into.map(({ account }) => account);
    const [followers, gained] = [
      into.map((row) => row.counts.followers),
      into.map((row) => row.counts.gained),
    ];
    transaction.write(statements.setFollowerCounts, ids.map(bucketOfId), ids, followers, gained);
  }
}

function writeChanges(transaction: Transaction, { changes }: BatchPlan, view: LoadedView): void {
  if (changes.length === 0) return;
  const attributions = changes.map(({ cause, command }) =>
    cause === 'request' ? command.attribution : null,
  );
  transaction.write(
    statements.addChanges,
    noAccount,
    changes.map(({ position }) => position),
    changes.map(({ at }) => at),
    changes.map(({ type }) => changeTypeCode(type)),
    changes.map(({ cause }) => changeCauseCode(cause)),
    changes.map(follower),
    changes.map(target),
    changes.map(({ command }) => command.roleType),
    changes.map(({ command }) => view.deviceId(command.device)),
    attributions.map((attribution) => attribution?.searchId ?? null),
    attributions.map((attribution) => attribution?.docId ?? null),
    attributions.map((attribution) => attribution?.query ?? null),
  );
}

function writeBlocks(transaction: Transaction, { blocks, head }: BatchPlan): void {
  const [added, removed] = columnsOf(blocks);
  if (added) transaction.write(statements.addBlocks, ...added.byFirst, head.at);
  if (removed) transaction.write(statements.removeBlocks, ...removed.byFirst);
}

function writeHidden(transaction: Transaction, { hidden }: BatchPlan): void {
  const [added, removed] = columnsOf(hidden);
  if (added) {
    transaction.write(statements.addHidden, ...added.byFirst);
    transaction.write(statements.addHiddenFollowers, ...added.bySecond);
  }
  if (removed) {
    transaction.write(statements.removeHidden, ...removed.byFirst);
    transaction.write(statements.removeHiddenFollowers, ...removed.bySecond);
  }
}

function writeStates(transaction: Transaction, { states }: BatchPlan, view: LoadedView): void {
  if (states.length === 0) return;
  const ids = states.map(({ account }) => account);
  const codes = states.map(({ state }) => accountStateCode(state));
  transaction.write(statements.setAccountStates, ids.map(bucketOfId), ids, codes);
  const deleted = states.filter(({ state }) => state === 'deleted').map(({ account }) => account);
  if (deleted.length === 0) return;
  // What a deleted account leaves is its username, which the ledger names.
  transaction.write(statements.blankAccounts, deleted.map(bucketOfId), deleted);
  transaction.write(statements.removeIdentitiesOf, noAccount, deleted);
  unindexAccounts(
    transaction,
    deleted.flatMap((id) => {
      const account = view.named(id);
      return account ? [{ id, ...account.profile }] : [];
    }),
  );
}

type Columns = readonly [b: Column, first: Column, second: Column];

/** What to add and what to remove, in the buckets of either account. */
function columnsOf(toggles: readonly Toggle[]) {
  return [true, false].map((set) => {
    const rows = toggles.filter((toggle) => toggle.set === set);
    if (rows.length === 0) return undefined;
    const first = rows.map((row) => row.first);
    const second = rows.map((row) => row.second);
    const byFirst: Columns = [first.map(bucketOfId), first, second];
    const bySecond: Columns = [second.map(bucketOfId), second, first];
    return { byFirst, bySecond };
  });
}

const follower = (pair: PairKey) => pair.follower;
const target = (pair: PairKey) => pair.target;
