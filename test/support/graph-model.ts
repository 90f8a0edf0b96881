import type { Counts } from '#guanzhu/domain/account.js';
import type { Change } from '#guanzhu/domain/change.js';
import type { ErrorCode } from '#guanzhu/domain/errors.js';
import type { FollowCommand } from '#guanzhu/domain/follow.js';
import type { Micros } from '#guanzhu/domain/time.js';

/** What a command must answer. The place of its revision is counted in changes made so far. */
export type ExpectedResult =
  | {
      readonly ok: true;
      readonly changed: boolean;
      readonly previous: Micros | null;
      readonly followedAt: Micros | null;
      readonly place: number;
      readonly at: Micros;
      readonly counts: { readonly follower: Counts; readonly target: Counts };
    }
  | { readonly ok: false; readonly code: ErrorCode };

/** The rules of `GraphStore.apply`, written the short and slow way. */
export class GraphModel {
  readonly changes: Omit<Change, 'revision'>[] = [];
  readonly #accounts: ReadonlySet<string>;
  #live: readonly { follower: string; target: string; since: Micros }[] = [];
  #at: Micros;

  constructor(accounts: Iterable<string>, at: Micros = 0) {
    this.#accounts = new Set(accounts);
    this.#at = at;
  }

  apply(commands: readonly FollowCommand[], now: Micros): readonly ExpectedResult[] {
    return commands.map((command) => this.#decide(command, now));
  }

  #decide(command: FollowCommand, now: Micros): ExpectedResult {
    const { op, ...rest } = command;
    const { follower, target } = rest;
    if (!this.#accounts.has(follower)) return { ok: false, code: 'identity_unknown' };
    if (!this.#accounts.has(target)) return { ok: false, code: 'target_unknown' };

    const previous = this.#since(follower, target);
    const changed = (op === 'follow') === (previous === null);
    if (changed) {
      const at = now > this.#at ? now : this.#at + 1;
      this.#at = at;
      const type = op === 'follow' ? 'followed' : 'unfollowed';
      this.changes.push({ ...rest, type, cause: 'request', at });
      const others = this.#live.filter(
        (edge) => edge.follower !== follower || edge.target !== target,
      );
      this.#live = op === 'follow' ? [...others, { follower, target, since: at }] : others;
    }
    return {
      ok: true,
      changed,
      previous,
      followedAt: this.#since(follower, target),
      place: this.changes.length,
      at: this.#at,
      counts: { follower: this.#counts(follower), target: this.#counts(target) },
    };
  }

  #since(follower: string, target: string): Micros | null {
    const edge = this.#live.find((live) => live.follower === follower && live.target === target);
    return edge?.since ?? null;
  }

  #counts(username: string): Counts {
    return {
      followers: this.#live.filter(({ target }) => target === username).length,
      following: this.#live.filter(({ follower }) => follower === username).length,
    };
  }
}
