import type { Account, Counts } from '../domain/account.js';
import type { ChangeType } from '../domain/change.js';
import type { ErrorCode, ErrorParams } from '../domain/errors.js';
import { asGuanzhuError } from '../domain/errors.js';
import type { FollowCommand, FollowResult } from '../domain/follow.js';
import type { Micros } from '../domain/time.js';
import { encodeRevision } from './revision.js';

/** An account under the integer that stands for its username in every table of follows. */
export interface InternedAccount {
  readonly id: number;
  readonly account: Account;
}

/** What a batch is decided on: the state that the store holds once the ledger head is locked. */
export interface LedgerView {
  readonly head: { readonly position: number; readonly at: Micros };
  account(username: string): InternedAccount | undefined;
  followedAt(follower: number, target: number): Micros | undefined;
  counts(account: number): Counts;
}

export interface PlannedChange {
  readonly position: number;
  readonly at: Micros;
  readonly type: ChangeType;
  readonly follower: number;
  readonly target: number;
  readonly command: FollowCommand;
}

/** A follow whose live row the batch replaces: from `before` to `after`, undefined meaning no row. */
export interface PairWrite {
  readonly follower: number;
  readonly target: number;
  readonly before: Micros | undefined;
  readonly after: Micros | undefined;
}

export interface EndedFollow {
  readonly follower: number;
  readonly target: number;
  readonly since: Micros;
  readonly until: Micros;
}

/** All that a batch writes. Every list is sorted by key, so that writers never cross. */
export interface BatchPlan {
  readonly results: readonly FollowResult[];
  readonly head: { readonly position: number; readonly at: Micros };
  readonly changes: readonly PlannedChange[];
  readonly pairs: readonly PairWrite[];
  readonly ended: readonly EndedFollow[];
  readonly counts: readonly { readonly account: number; readonly counts: Counts }[];
}

/**
 * Decides a batch without writing: which commands are transitions, at which positions and times, and
 * what each caller is told. Pure but for what it reads through the view, so both engines share it.
 */
export function decideBatch(
  view: LedgerView,
  commands: readonly FollowCommand[],
  now: Micros,
): BatchPlan {
  const batch = new BatchState(view, now);
  const results = commands.map((command): FollowResult => {
    try {
      return batch.decide(command);
    } catch (error) {
      // Deciding only reads, so a command that fails here leaves nothing behind.
      const { code, params } = asGuanzhuError(error);
      return refused(code, params);
    }
  });
  return batch.plan(results);
}

class BatchState {
  readonly #view: LedgerView;
  readonly #now: Micros;
  #position: number;
  #at: Micros;
  readonly #accounts = new Map<string, InternedAccount>();
  readonly #pairs = new Map<string, { -readonly [K in keyof PairWrite]: PairWrite[K] }>();
  readonly #counts = new Map<number, Counts>();
  readonly #touched = new Set<number>();
  readonly #changes: PlannedChange[] = [];
  readonly #ended: EndedFollow[] = [];

  constructor(view: LedgerView, now: Micros) {
    this.#view = view;
    this.#now = now;
    this.#position = view.head.position;
    this.#at = view.head.at;
  }

  decide(command: FollowCommand): FollowResult {
    const follower = this.#account(command.follower);
    if (!follower) return refused('identity_unknown', { myUserName: command.follower });
    const target = this.#account(command.target);
    if (!target) return refused('target_unknown', { toUserName: command.target });

    const pair = this.#pair(follower.id, target.id);
    // Both are read before the first write, so that a failing read leaves the batch as it was.
    this.#countsOf(follower.id);
    this.#countsOf(target.id);

    const previous = pair.after;
    const changed = (command.op === 'follow') === (previous === undefined);
    if (changed) {
      this.#position += 1;
      this.#at = Math.max(this.#now, this.#at + 1);
      this.#changes.push({
        position: this.#position,
        at: this.#at,
        type: command.op === 'follow' ? 'followed' : 'unfollowed',
        follower: follower.id,
        target: target.id,
        command,
      });
      if (previous !== undefined) {
        this.#ended.push({
          follower: follower.id,
          target: target.id,
          since: previous,
          until: this.#at,
        });
      }
      pair.after = command.op === 'follow' ? this.#at : undefined;
      const step = command.op === 'follow' ? 1 : -1;
      this.#addToCounts(follower.id, 'following', step);
      this.#addToCounts(target.id, 'followers', step);
    }
    return {
      ok: true,
      outcome: {
        changed,
        previous: previous ?? null,
        followedAt: pair.after ?? null,
        revision: encodeRevision(this.#position),
        at: this.#at,
        target: target.account,
        counts: { follower: this.#countsOf(follower.id), target: this.#countsOf(target.id) },
      },
    };
  }

  plan(results: readonly FollowResult[]): BatchPlan {
    const byPair = (a: PairKey, b: PairKey) => a.follower - b.follower || a.target - b.target;
    return {
      results,
      head: { position: this.#position, at: this.#at },
      changes: this.#changes,
      pairs: [...this.#pairs.values()].filter((pair) => pair.before !== pair.after).sort(byPair),
      ended: this.#ended.sort((a, b) => byPair(a, b) || a.since - b.since),
      counts: [...this.#touched]
        .sort((a, b) => a - b)
        .map((account) => ({ account, counts: this.#countsOf(account) })),
    };
  }

  #account(username: string): InternedAccount | undefined {
    let found = this.#accounts.get(username);
    if (!found) {
      found = this.#view.account(username);
      if (found) this.#accounts.set(username, found);
    }
    return found;
  }

  #pair(follower: number, target: number) {
    const key = `${follower}>${target}`;
    let pair = this.#pairs.get(key);
    if (!pair) {
      const live = this.#view.followedAt(follower, target);
      pair = { follower, target, before: live, after: live };
      this.#pairs.set(key, pair);
    }
    return pair;
  }

  #countsOf(account: number): Counts {
    let counts = this.#counts.get(account);
    if (!counts) {
      counts = this.#view.counts(account);
      this.#counts.set(account, counts);
    }
    return counts;
  }

  #addToCounts(account: number, side: keyof Counts, step: number): void {
    const counts = this.#countsOf(account);
    this.#touched.add(account);
    this.#counts.set(account, { ...counts, [side]: counts[side] + step });
  }
}

interface PairKey {
  readonly follower: number;
  readonly target: number;
}

function refused(code: ErrorCode, params: ErrorParams): FollowResult {
  return { ok: false, refusal: { code, params } };
}
