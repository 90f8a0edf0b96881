import type { AccountState, Counts } from '#guanzhu/domain/account.js';
import type { ChangeCause, ChangeType } from '#guanzhu/domain/change.js';
import type { ErrorCode } from '#guanzhu/domain/errors.js';
import type { FollowCommand } from '#guanzhu/domain/follow.js';

export interface Effect {
  readonly type: ChangeType;
  readonly cause: ChangeCause;
  readonly follower: string;
  readonly target: string;
}

export type Verdict =
  | { readonly refusal: ErrorCode }
  | {
      readonly refusal: null;
      readonly changed: boolean;
      /** In no order of theirs. */
      readonly effects: readonly Effect[];
      readonly following: boolean;
      readonly counts: { readonly follower: Counts; readonly target: Counts };
    };

/** What every command of the ledger means, said as simply as can be: sets of pairs, and no time. */
export class CommandModel {
  readonly live = new Set<string>();
  readonly hidden = new Set<string>();
  readonly blocks = new Set<string>();
  readonly states = new Map<string, AccountState>();

  constructor(usernames: readonly string[]) {
    for (const username of usernames) this.states.set(username, 'active');
  }

  apply({ op, follower, target }: FollowCommand): Verdict {
    if (!this.states.has(follower)) return { refusal: 'identity_unknown' };
    if (!this.states.has(target)) return { refusal: 'target_unknown' };
    const effects: Effect[] = [];
    const begin = (pair: string, cause: ChangeCause) => {
      if (this.live.has(pair)) return;
      this.live.add(pair);
      effects.push({ type: 'followed', cause, ...endsOf(pair) });
    };
    const end = (pair: string, cause: ChangeCause) => {
      if (this.live.delete(pair)) effects.push({ type: 'unfollowed', cause, ...endsOf(pair) });
    };
    const pair = pairOf(follower, target);
    const back = pairOf(target, follower);
    const state = this.states.get(target);
    let changed: boolean | undefined;
    switch (op) {
      case 'follow':
        if (state === 'deleted') return { refusal: 'target_unknown' };
        if (this.states.get(follower) !== 'active') return { refusal: 'identity_suspended' };
        if (state === 'suspended') return { refusal: 'target_suspended' };
        if (this.blocks.has(pair) || this.blocks.has(back)) return { refusal: 'blocked' };
        begin(pair, 'request');
        break;
      case 'unfollow':
      case 'remove':
        this.hidden.delete(pair);
        end(pair, op === 'remove' ? 'removal' : 'request');
        break;
      case 'block':
        for (const each of [pair, back]) {
          this.hidden.delete(each);
          end(each, 'block');
        }
        changed = !this.blocks.has(pair);
        this.blocks.add(pair);
        break;
      case 'unblock':
        changed = this.blocks.delete(pair);
        break;
      case 'suspend':
        if (state === 'deleted') return { refusal: 'account_deleted' };
        changed = state === 'active';
        this.states.set(target, 'suspended');
        for (const each of this.#of(this.live, target)) {
          end(each, 'suspension');
          this.hidden.add(each);
        }
        break;
      case 'restore':
        if (state === 'deleted') return { refusal: 'account_deleted' };
        changed = state === 'suspended';
        this.states.set(target, 'active');
        for (const each of this.#of(this.hidden, target)) {
          const { follower: from, target: to } = endsOf(each);
          if (this.states.get(from) !== 'active' || this.states.get(to) !== 'active') continue;
          this.hidden.delete(each);
          if (!this.blocks.has(each) && !this.blocks.has(pairOf(to, from))) {
            begin(each, 'restoration');
          }
        }
        break;
      case 'delete':
        changed = state !== 'deleted';
        this.states.set(target, 'deleted');
        for (const each of this.#of(this.live, target)) end(each, 'deletion');
        for (const each of this.#of(this.hidden, target)) this.hidden.delete(each);
        break;
    }
    return {
      refusal: null,
      changed: changed ?? effects.length > 0,
      effects,
      following: this.live.has(pair),
      counts: { follower: this.counts(follower), target: this.counts(target) },
    };
  }

  counts(username: string): Counts {
    const ends = [...this.live].map(endsOf);
    return {
      followers: ends.filter(({ target }) => target === username).length,
      following: ends.filter(({ follower }) => follower === username).length,
    };
  }

  #of(pairs: ReadonlySet<string>, username: string): string[] {
    return [...pairs].filter((pair) => {
      const { follower, target } = endsOf(pair);
      return follower === username || target === username;
    });
  }
}

export const pairOf = (follower: string, target: string) => `${follower} ${target}`;

export function endsOf(pair: string): { readonly follower: string; readonly target: string } {
  const [follower = '', target = ''] = pair.split(' ');
  return { follower, target };
}
