import type { ChangeCause } from '../domain/change.js';
import { asGuanzhuError, GuanzhuError } from '../domain/errors.js';
import type { CommandOp, FollowCommand, FollowOutcome, FollowResult } from '../domain/follow.js';
import type { Micros } from '../domain/time.js';
import type { BatchPlan, InternedAccount, LedgerView } from './batch-plan.js';
import { BatchState } from './batch-state.js';

/**
 * Decides a batch without writing: which commands are transitions, at which positions and times, and
 * what each caller is told. Pure but for what it reads through the view, so both engines share it.
 *
 * @param known results that some commands have already, by index: those are not carried out again.
 */
export function decideBatch(
  view: LedgerView,
  commands: readonly FollowCommand[],
  now: Micros,
  known: ReadonlyMap<number, FollowResult> = new Map(),
): BatchPlan {
  const batch = new BatchState(view, now);
  const results = commands.map((command, index): FollowResult => {
    const before = known.get(index);
    if (before) return before;
    if (command.refusal) return { ok: false, refusal: command.refusal };
    try {
      return { ok: true, outcome: decide(batch, command) };
    } catch (error) {
      if (!(error instanceof GuanzhuError) && !single.has(command.op)) throw error;
      // Every read of a command comes before its first write, so one that fails leaves nothing behind.
      return { ok: false, refusal: asGuanzhuError(error).refusal };
    }
  });
  return batch.plan(results);
}

/** What touches one follow. The others touch many: one that fails half-way fails its batch. */
const single: ReadonlySet<CommandOp> = new Set(['follow', 'unfollow', 'remove']);

function decide(batch: BatchState, command: FollowCommand): FollowOutcome {
  const follower = batch.account(command.follower);
  if (!follower) throw new GuanzhuError('identity_unknown', { myUserName: command.follower });
  const target = batch.account(command.target);
  if (!target) throw new GuanzhuError('target_unknown', { toUserName: command.target });
  const previous = batch.followedAt(follower.id, target.id);
  batch.countsOf(follower.id);
  batch.countsOf(target.id);
  const changed = carryOut(batch, command, follower, target);
  return batch.outcome(changed, previous, follower, target);
}

/** Whether the command altered anything. */
function carryOut(
  batch: BatchState,
  command: FollowCommand,
  follower: InternedAccount,
  target: InternedAccount,
): boolean {
  const pair = { follower: follower.id, target: target.id };
  switch (command.op) {
    case 'follow':
      refuseFollow(batch, follower, target);
      return batch.transition(pair, true, 'request', command);
    case 'unfollow':
    case 'remove':
      // A hidden follow that is given up must not come back with its account.
      batch.hidden.set(pair.follower, pair.target, false);
      return batch.transition(pair, false, causeOfEnd[command.op], command);
    case 'block': {
      const back = { follower: target.id, target: follower.id };
      // Read first: see decideBatch.
      batch.followedAt(back.follower, back.target);
      for (const each of [pair, back]) {
        batch.hidden.set(each.follower, each.target, false);
        batch.transition(each, false, 'block', command);
      }
      return batch.blocks.set(follower.id, target.id, true);
    }
    case 'unblock':
      return batch.blocks.set(follower.id, target.id, false);
    case 'suspend':
      if (batch.stateOf(target.id) !== 'active') return refuseDeleted(batch, target);
      for (const each of batch.followsOf(target.id)) {
        batch.transition(each, false, 'suspension', command);
        batch.hidden.set(each.follower, each.target, true);
      }
      batch.setState(target.id, 'suspended');
      return true;
    case 'restore':
      if (batch.stateOf(target.id) !== 'suspended') return refuseDeleted(batch, target);
      batch.setState(target.id, 'active');
      for (const { follower: from, target: to } of batch.hiddenOf(target.id)) {
        // The other account may be suspended itself: the follow then waits for that one.
        if (batch.stateOf(from) !== 'active' || batch.stateOf(to) !== 'active') continue;
        // A block has taken away what it refuses.
        batch.hidden.set(from, to, false);
        batch.transition({ follower: from, target: to }, true, 'restoration', command);
      }
      return true;
    case 'delete':
      if (batch.stateOf(target.id) === 'deleted') return false;
      for (const each of batch.followsOf(target.id)) {
        batch.transition(each, false, 'deletion', command);
      }
      for (const each of batch.hiddenOf(target.id)) {
        batch.hidden.set(each.follower, each.target, false);
      }
      batch.setState(target.id, 'deleted');
      return true;
  }
}

const causeOfEnd: Readonly<Record<'unfollow' | 'remove', ChangeCause>> = {
  unfollow: 'request',
  remove: 'removal',
};

function refuseFollow(
  batch: BatchState,
  { id: follower, account: { username: myUserName } }: InternedAccount,
  { id: target, account: { username: toUserName } }: InternedAccount,
): void {
  const state = batch.stateOf(target);
  if (state === 'deleted') throw new GuanzhuError('target_unknown', { toUserName });
  if (batch.stateOf(follower) !== 'active') {
    throw new GuanzhuError('identity_suspended', { myUserName });
  }
  if (state !== 'active') throw new GuanzhuError('target_suspended', { toUserName });
  if (batch.blocks.has(follower, target) || batch.blocks.has(target, follower)) {
    throw new GuanzhuError('blocked');
  }
}

/** Nothing to do for an account that is in the wanted state; a deleted one has no way back. */
function refuseDeleted(batch: BatchState, { id, account: { username } }: InternedAccount): false {
  if (batch.stateOf(id) === 'deleted') throw new GuanzhuError('account_deleted', { username });
  return false;
}
