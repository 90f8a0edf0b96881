import { type Account, emptyProfile, type Profile } from '#guanzhu/domain/account.js';
import type { FollowCommand, FollowOutcome, FollowResult } from '#guanzhu/domain/follow.js';

/** The accounts that most tests play with. */
export const alice = 'v2_alice@finder';
export const bob = 'v2_bob@finder';
export const carol = 'v2_carol@finder';
export const dave = 'v2_dave@finder';
export const cast = [alice, bob, carol, dave] as const;

/** An account that no test provisions. */
export const nobody = 'v2_nobody@finder';

export const microsPerHour = 3_600_000_000;
/** A wall-clock time to start from. */
export const noon = 1_760_000_000_000_000;

export function accountNamed(username: string, profile: Partial<Profile> = {}): Account {
  return { username, profile: { ...emptyProfile, nickname: username, ...profile } };
}

type Origin = Partial<Pick<FollowCommand, 'roleType' | 'device' | 'attribution'>>;

export function follow(follower: string, target: string, origin: Origin = {}): FollowCommand {
  return {
    op: 'follow',
    follower,
    target,
    roleType: 3,
    device: null,
    attribution: null,
    ...origin,
  };
}

export function unfollow(follower: string, target: string, origin: Origin = {}): FollowCommand {
  return { ...follow(follower, target, origin), op: 'unfollow' };
}

/** The outcomes of commands none of which may have been refused. */
export function outcomesOf(results: readonly FollowResult[]): readonly FollowOutcome[] {
  return results.map((result) => {
    if (!result.ok) throw new Error(`refused with ${result.refusal.code}`);
    return result.outcome;
  });
}

/** The outcome of a batch of one. */
export function outcomeOf(results: readonly FollowResult[]): FollowOutcome {
  const [outcome, ...others] = outcomesOf(results);
  if (!outcome || others.length > 0) throw new Error(`${results.length} results, not one`);
  return outcome;
}
