import { expect } from 'vitest';
import type { Counts } from '#guanzhu/domain/account.js';
import type { Change } from '#guanzhu/domain/change.js';
import type { FollowRow } from '#guanzhu/domain/follow.js';
import type { Revision } from '#guanzhu/domain/revision.js';
import type { FollowPage, GraphStore } from '#guanzhu/domain/store.js';
import type { Micros } from '#guanzhu/domain/time.js';

export interface EndedFollow {
  readonly follower: string;
  readonly target: string;
  readonly since: Micros;
  readonly until: Micros;
}

/** The state that a run of changes leads to, worked out from nothing else. */
export class LedgerFold {
  readonly #live = new Map<string, Map<string, Micros>>();
  readonly ended: EndedFollow[] = [];
  #at: Micros = 0;

  constructor(changes: readonly Change[] = []) {
    for (const change of changes) this.add(change);
  }

  add({ at, type, follower, target }: Change): void {
    if (at <= this.#at) throw new Error(`time ${at} comes after ${this.#at} in the ledger`);
    this.#at = at;
    const since = this.followedAt(follower, target);
    if ((type === 'followed') !== (since === undefined)) {
      throw new Error(`${follower} ${type} ${target} at ${at} is no transition`);
    }
    const targets = this.#live.get(follower) ?? new Map<string, Micros>();
    this.#live.set(follower, targets);
    if (since === undefined) {
      targets.set(target, at);
    } else {
      targets.delete(target);
      this.ended.push({ follower, target, since, until: at });
    }
  }

  followedAt(follower: string, target: string): Micros | undefined {
    return this.#live.get(follower)?.get(target);
  }

  followers(target: string): readonly FollowRow[] {
    return newestFirst(
      [...this.#live].flatMap(([username, targets]) => {
        const followedAt = targets.get(target);
        return followedAt === undefined ? [] : [{ username, followedAt }];
      }),
    );
  }

  following(follower: string): readonly FollowRow[] {
    const targets = this.#live.get(follower) ?? [];
    return newestFirst([...targets].map(([username, followedAt]) => ({ username, followedAt })));
  }

  counts(username: string): Counts {
    return {
      followers: this.followers(username).length,
      following: this.following(username).length,
    };
  }
}

function newestFirst(rows: readonly FollowRow[]): readonly FollowRow[] {
  return rows.toSorted((a, b) => b.followedAt - a.followedAt);
}

/** All changes after a revision, read in pages. */
export async function readLedger(
  store: GraphStore,
  after?: Revision,
  pageSize = 500,
): Promise<readonly Change[]> {
  const changes: Change[] = [];
  for (let from = after; ; from = changes.at(-1)?.revision) {
    const page = await store.changes(from, pageSize);
    if (page.some(({ at }) => at <= (changes.at(-1)?.at ?? -1)))
      throw new Error('a page goes back');
    changes.push(...page);
    if (page.length < pageSize) return changes;
  }
}

/** A whole list, read in pages. */
export async function readList(
  readPage: (page: FollowPage) => Promise<readonly FollowRow[]>,
  limit = 500,
): Promise<readonly FollowRow[]> {
  const rows: FollowRow[] = [];
  for (;;) {
    const after = rows.at(-1);
    const page = await readPage(after ? { limit, after } : { limit });
    if (after && page.some(({ followedAt }) => followedAt >= after.followedAt)) {
      throw new Error('a page goes back');
    }
    rows.push(...page);
    if (page.length < limit) return rows;
  }
}

/**
 * Holds every reader of a quiet store to the ledger, for these accounts and every pair of them, and
 * gives the ledger back. With `after`, only to its changes since then, which must be all that these
 * accounts have.
 */
export async function expectReadersToMatchLedger(
  store: GraphStore,
  usernames: readonly string[],
  after?: Revision,
): Promise<readonly Change[]> {
  const ledger = await readLedger(store, after);
  expect(new Set(ledger.map(({ revision }) => revision)).size).toBe(ledger.length);
  const last = ledger.at(-1);
  if (last) expect(await store.head()).toEqual({ revision: last.revision, at: last.at });

  const fold = new LedgerFold(ledger);
  for (const username of usernames) {
    const followers = await readList((page) => store.followers(username, page));
    const following = await readList((page) => store.following(username, page));
    expect(followers).toEqual(fold.followers(username));
    expect(following).toEqual(fold.following(username));
    expect(await store.counts(username)).toEqual({
      followers: followers.length,
      following: following.length,
    });
    for (const target of usernames) {
      expect(await store.followedAt(username, target)).toBe(fold.followedAt(username, target));
    }
  }
  return ledger;
}
