import type { AccountState, Counts } from '../domain/account.js';
import type { ChangeCause } from '../domain/change.js';
import type { FollowCommand, FollowOutcome, FollowResult } from '../domain/follow.js';
import type { Micros } from '../domain/time.js';
import type {
  BatchPlan,
  EndedFollow,
  InternedAccount,
  KeptCounts,
  LedgerView,
  PairKey,
  PairWrite,
  PlannedChange,
} from './batch-plan.js';
import { ToggleOverlay } from './overlay.js';

/** What the store holds, under what the commands of a batch have altered so far. */
export class BatchState {
  readonly #view: LedgerView;
  readonly #now: Micros;
  #position: number;
  #at: Micros;
  readonly #accounts = new Map<string, InternedAccount>();
  readonly #states = new Map<number, AccountState>();
  readonly #pairs = new Map<string, { -readonly [K in keyof PairWrite]: PairWrite[K] }>();
  readonly #counts = new Map<number, KeptCounts>();
  readonly #touched = new Set<number>();
  readonly #changes: PlannedChange[] = [];
  readonly #ended: EndedFollow[] = [];
  readonly blocks: ToggleOverlay;
  readonly hidden: ToggleOverlay;

  constructor(view: LedgerView, now: Micros) {
    this.#view = view;
    this.#now = now;
    this.#position = view.head.position;
    this.#at = view.head.at;
    this.blocks = new ToggleOverlay((blocker, blocked) => view.blocks(blocker, blocked));
    this.hidden = new ToggleOverlay((follower, target) => view.isHidden(follower, target));
  }

  account(username: string): InternedAccount | undefined {
    let found = this.#accounts.get(username);
    if (!found) {
      found = this.#view.account(username);
      if (found) this.#accounts.set(username, found);
    }
    return found;
  }

  stateOf(account: number): AccountState {
    return this.#states.get(account) ?? this.#view.stateOf(account);
  }

  setState(account: number, state: AccountState): void {
    this.#states.set(account, state);
  }

  followedAt(follower: number, target: number): Micros | undefined {
    return this.#pair(follower, target).after;
  }

  countsOf(account: number): KeptCounts {
    let counts = this.#counts.get(account);
    if (!counts) {
      counts = this.#view.counts(account);
      this.#counts.set(account, counts);
    }
    return counts;
  }

  /** Every follow from or to the account that is live by now, in the order of pairs. */
  followsOf(account: number): readonly PairKey[] {
    const pairs = new Map<string, PairKey>();
    for (const pair of [...this.#view.followsOf(account), ...this.#pairs.values()]) {
      const concerns = pair.follower === account || pair.target === account;
      if (concerns && this.followedAt(pair.follower, pair.target) !== undefined) {
        pairs.set(keyOf(pair.follower, pair.target), pair);
      }
    }
    return [...pairs.values()].sort(byPair);
  }

  /** Every hidden follow from or to the account by now, in the order of pairs. */
  hiddenOf(account: number): readonly PairKey[] {
    const added = this.hidden.writes().map(({ first, second }) => ({
      follower: first,
      target: second,
    }));
    const pairs = new Map(
      [...this.#view.hiddenOf(account), ...added]
        .filter(({ follower, target }) => follower === account || target === account)
        .filter(({ follower, target }) => this.hidden.has(follower, target))
        .map((pair) => [keyOf(pair.follower, pair.target), pair]),
    );
    return [...pairs.values()].sort(byPair);
  }

  /** Begins or ends a follow; false when that is how it stands already. */
  transition(pair: PairKey, live: boolean, cause: ChangeCause, command: FollowCommand): boolean {
    const row = this.#pair(pair.follower, pair.target);
    const previous = row.after;
    if (live === (previous !== undefined)) return false;
    // Both are read before the first write, so that a failing read leaves the batch as it was.
    this.countsOf(row.follower);
    this.countsOf(row.target);
    this.#position += 1;
    const wanted = Math.min(command.happenedAt ?? this.#now, this.#now);
    this.#at = Math.max(wanted, this.#at + 1);
    this.#changes.push({
      position: this.#position,
      at: this.#at,
      type: live ? 'followed' : 'unfollowed',
      cause,
      follower: row.follower,
      target: row.target,
      command,
    });
    if (previous !== undefined) {
      const { follower, target } = row;
      this.#ended.push({ follower, target, since: previous, until: this.#at, cause });
    }
    row.after = live ? this.#at : undefined;
    const step = live ? 1 : -1;
    this.#addToCounts(row.follower, 'following', step);
    this.#addToCounts(row.target, 'followers', step);
    if (live) this.#addToCounts(row.target, 'gained', 1);
    return true;
  }

  outcome(
    changed: boolean,
    previous: Micros | undefined,
    follower: InternedAccount,
    target: InternedAccount,
  ): FollowOutcome {
    return {
      changed,
      previous: previous ?? null,
      followedAt: this.followedAt(follower.id, target.id) ?? null,
      revision: this.#view.revisions.encode(this.#position),
      at: this.#at,
      target: target.account,
      counts: { follower: this.#shownCounts(follower.id), target: this.#shownCounts(target.id) },
    };
  }

  plan(results: readonly FollowResult[]): BatchPlan {
    return {
      results,
      head: { position: this.#position, at: this.#at },
      changes: this.#changes,
      pairs: [...this.#pairs.values()].filter((pair) => pair.before !== pair.after).sort(byPair),
      ended: this.#ended.sort((a, b) => byPair(a, b) || a.since - b.since),
      counts: [...this.#touched]
        .sort((a, b) => a - b)
        .map((account) => ({ account, counts: this.countsOf(account) })),
      blocks: this.blocks.writes(),
      hidden: this.hidden.writes(),
      states: [...this.#states]
        .sort(([a], [b]) => a - b)
        .map(([account, state]) => ({ account, state })),
    };
  }

  #pair(follower: number, target: number) {
    const key = keyOf(follower, target);
    let pair = this.#pairs.get(key);
    if (!pair) {
      const live = this.#view.followedAt(follower, target);
      pair = { follower, target, before: live, after: live };
      this.#pairs.set(key, pair);
    }
    return pair;
  }

  #shownCounts(account: number): Counts {
    const { followers, following } = this.countsOf(account);
    return { followers, following };
  }

  #addToCounts(account: number, side: keyof KeptCounts, step: number): void {
    const counts = this.countsOf(account);
    this.#touched.add(account);
    this.#counts.set(account, { ...counts, [side]: counts[side] + step });
  }
}

const keyOf = (follower: number, target: number) => `${follower}>${target}`;
const byPair = (a: PairKey, b: PairKey) => a.follower - b.follower || a.target - b.target;
