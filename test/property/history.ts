import type { Counts } from '#guanzhu/domain/account.js';
import type { Change } from '#guanzhu/domain/change.js';
import type { FollowRow } from '#guanzhu/domain/follow.js';
import type { GraphStore } from '#guanzhu/domain/store.js';
import { decodeRevision } from '#guanzhu/store/revision.js';
import type { FollowReply } from '../support/follow-connection.js';
import { LedgerFold, readLedger, readList } from '../support/ledger-fold.js';
import type { FollowAction } from '../support/population.js';

/** A reply, and when its request left and it was read, on one clock that ticks at each of both. */
export interface TimedReply extends FollowReply {
  readonly sentAt: number;
  readonly readAt: number;
}

export interface AccountState {
  readonly counts: Counts;
  readonly followers: readonly FollowRow[];
  readonly following: readonly FollowRow[];
}

/** All that clients were told, and all that the store says once they are silent. */
export interface History {
  /** The ledger's last position before the first request. */
  readonly start: number;
  readonly replies: readonly TimedReply[];
  readonly ledger: readonly Change[];
  readonly accounts: Readonly<Record<string, AccountState>>;
}

/** The state of every account as a quiet store's readers give it. */
export async function readAccounts(
  store: Pick<GraphStore, 'counts' | 'followers' | 'following'>,
  usernames: readonly string[],
): Promise<Record<string, AccountState>> {
  const accounts: Record<string, AccountState> = {};
  for (const username of usernames) {
    accounts[username] = {
      counts: await store.counts(username),
      // A small page, so that most lists are read across the seam between two.
      followers: await readList((page) => store.followers(username, page), 3),
      following: await readList((page) => store.following(username, page), 3),
    };
  }
  return accounts;
}

export async function readHistory(
  store: GraphStore,
  usernames: readonly string[],
  { start, replies }: Pick<History, 'start' | 'replies'>,
): Promise<History> {
  const ledger = await readLedger(store);
  return { start, replies, ledger, accounts: await readAccounts(store, usernames) };
}

/**
 * Holds a history to the model of one ledger: each pair of accounts is a register that follow and
 * unfollow write, all writes have one order, and every reply and every reader agrees with it.
 *
 * @throws Error that says what contradicts what.
 */
export function checkHistory({ start, replies, ledger, accounts }: History): void {
  const fold = foldLedger(ledger);
  checkChangedReplies(replies, ledger, start);
  checkUnchangedReplies(replies, ledger);
  for (const reply of replies) {
    check(reply.followFlag === (reply.op === 'follow' ? 1 : 0), 'wrong flag', reply);
  }
  checkRealTimeOrder(replies);
  checkAccounts(accounts, fold);
}

/** Gap-free positions, rising times, and transitions only. */
export function foldLedger(ledger: readonly Change[]): LedgerFold {
  for (const [index, change] of ledger.entries()) {
    check(decodeRevision(change.revision) === index + 1, 'gap in the revisions', change);
  }
  return new LedgerFold(ledger);
}

/** Lists and counts in both directions, against the state that the ledger leads to. */
export function checkAccounts(
  accounts: Readonly<Record<string, AccountState>>,
  fold: LedgerFold,
): void {
  for (const [username, { counts, followers, following }] of Object.entries(accounts)) {
    const expected = {
      counts: fold.counts(username),
      followers: fold.followers(username),
      following: fold.following(username),
    };
    check(same(followers, expected.followers), 'wrong followers list', { username, followers });
    check(same(following, expected.following), 'wrong following list', { username, following });
    check(
      counts.followers === expected.counts.followers &&
        counts.following === expected.counts.following,
      'wrong counts',
      { username, counts, expected: expected.counts },
    );
  }
}

/** Whether a change is the one that a request for this would make. */
export function isChangeOf(change: Change, { op, follower, target }: FollowAction): boolean {
  const type = op === 'follow' ? 'followed' : 'unfollowed';
  return change.type === type && change.follower === follower && change.target === target;
}

function checkChangedReplies(
  replies: readonly TimedReply[],
  ledger: readonly Change[],
  start: number,
): void {
  const changed = replies.filter((reply) => reply.changed);
  const claimed = new Set<number>();
  for (const reply of changed) {
    const change = ledger[reply.position - 1];
    if (!change || !isChangeOf(change, reply)) fail('acknowledged change is missing', reply);
    check(reply.position > start, 'change is older than its request', reply);
    check(!claimed.has(reply.position), 'one change acknowledged twice', reply);
    claimed.add(reply.position);
  }
  for (const [index, change] of ledger.entries()) {
    const position = index + 1;
    check(position <= start || claimed.has(position), 'change that nobody was told of', change);
  }
}

/** A repeat must be true at its own revision: the last change of the pair up to it says the same. */
function checkUnchangedReplies(replies: readonly TimedReply[], ledger: readonly Change[]): void {
  const unchanged = replies
    .filter((reply) => !reply.changed)
    .toSorted((a, b) => a.position - b.position);
  const live = new Set<string>();
  let folded = 0;
  for (const reply of unchanged) {
    check(reply.position <= ledger.length, 'revision after the ledger', reply);
    for (; folded < reply.position; folded += 1) {
      const change = ledger[folded];
      if (change?.type === 'followed') live.add(pairOf(change));
      else if (change) live.delete(pairOf(change));
    }
    check(live.has(pairOf(reply)) === (reply.op === 'follow'), 'untrue at its revision', reply);
  }
}

/** A request sent after a reply was read must see at least the revision of that reply. */
function checkRealTimeOrder(replies: readonly TimedReply[]): void {
  const byReading = replies.toSorted((a, b) => a.readAt - b.readAt);
  let read = 0;
  let newest = 0;
  for (const reply of replies.toSorted((a, b) => a.sentAt - b.sentAt)) {
    for (let next = byReading[read]; next && next.readAt < reply.sentAt; next = byReading[read]) {
      newest = Math.max(newest, next.position);
      read += 1;
    }
    check(reply.position >= newest, `older than revision ${newest}, already answered`, reply);
  }
}

function pairOf({ follower, target }: { follower: string; target: string }): string {
  return `${follower} ${target}`;
}

function same(a: readonly FollowRow[], b: readonly FollowRow[]): boolean {
  return (
    a.length === b.length &&
    a.every((row, index) => {
      const other = b[index];
      return row.username === other?.username && row.followedAt === other.followedAt;
    })
  );
}

function check(holds: boolean, message: string, evidence: unknown): void {
  if (!holds) fail(message, evidence);
}

function fail(message: string, evidence: unknown): never {
  throw new Error(`${message}: ${JSON.stringify(evidence)}`);
}
