import type { Account } from '../../domain/account.js';
import { brokenRule, rules } from '../../domain/rule.js';
import type { AccountPage, AccountQuery } from '../../domain/search.js';
import { type SearchText, toSearchText } from '../../text/search-text.js';
import {
  decodePlace,
  encodePlace,
  hasUsernamePrefix,
  isOfUsernames,
  type Place,
  prefixEnd,
  type Tier,
  tierOf,
  tiers,
} from '../account-ranking.js';
import { bucketOf, bucketOfId } from '../bucket.js';
import { type AccountRow, toAccount } from '../rows.js';
import type { Connection } from './driver.js';
import { GramIndex } from './gram-index.js';
import type { ReadPool } from './pool.js';
import { inChunks } from './row-stream.js';
import { statements } from './statements.js';

/** The most accounts looked at for one page, so that no search holds up what comes after it. */
const examinedAtMost = 1000;
/** Likewise when each must be looked up among the follows of friends. */
const examinedAmongFriends = 200;

const noPage: AccountPage = { accounts: [], next: null };

interface Candidate {
  readonly id: number;
  readonly account: Account;
  readonly place: Place;
  /** Whether it stands here; if not, an earlier tier has it, or the index let it through in vain. */
  readonly belongs: boolean;
}

/** `GraphStore.searchAccounts`: streams in the order of their indexes, one tier after the other. */
export class AccountSearch {
  readonly #pool: ReadPool;

  constructor(pool: ReadPool) {
    this.#pool = pool;
  }

  async find(query: AccountQuery): Promise<AccountPage> {
    const text = toSearchText(query.text);
    const after = query.after === undefined ? undefined : decodePlace(query.after);
    // The username tiers have one order: too many usernames share a beginning to sort them by age.
    const newest = query.order === 'newest' && query.scope === 'all';
    if (after !== undefined && (after.tier === tiers.newest) !== newest) {
      throw brokenRule('after', rules.cursor, query.after);
    }
    if (text.key === '') return noPage;
    return this.#pool.use(async (db) => {
      const friends = query.likedBy === undefined ? undefined : await friendsOf(db, query.likedBy);
      if (friends?.length === 0) return noPage;
      const candidates = newest
        ? newestFirst(db, text, after?.id ?? Number.MAX_SAFE_INTEGER)
        : byRelevance(db, text, query.scope, after);
      return friends === undefined
        ? pageOf(candidates, query.limit, examinedAtMost)
        : pageOf(likedBy(db, candidates, friends), query.limit, examinedAmongFriends);
    });
  }
}

async function pageOf(
  candidates: AsyncIterable<Candidate>,
  limit: number,
  examined: number,
): Promise<AccountPage> {
  const accounts: Account[] = [];
  let budget = examined;
  let last: Place | undefined;
  const resume = () => (last === undefined ? null : encodePlace(last));
  for await (const { account, place, belongs } of candidates) {
    if (budget === 0) return { accounts, next: resume() };
    budget -= 1;
    if (belongs) {
      if (accounts.length === limit) return { accounts, next: resume() };
      accounts.push(account);
    }
    last = place;
  }
  return { accounts, next: null };
}

async function friendsOf(db: Connection, viewer: string): Promise<readonly number[]> {
  const row = await db.get(statements.accountId, bucketOf(viewer), viewer);
  if (!row) return [];
  return (await db.all(statements.friends, bucketOfId(row.id), row.id)).map(({ id }) => id);
}

/** The same candidates, of which only those that a friend follows belong. */
async function* likedBy(
  db: Connection,
  candidates: AsyncIterable<Candidate>,
  friends: readonly number[],
): AsyncGenerator<Candidate> {
  const buckets = friends.map(bucketOfId);
  for await (const group of inGroups(candidates, 50)) {
    const ids = group.filter(({ belongs }) => belongs).map(({ id }) => id);
    const rows =
      ids.length === 0 ? [] : await db.all(statements.likedByFriends, buckets, friends, ids);
    const liked = new Set(rows.map(({ id }) => id));
    for (const candidate of group) yield { ...candidate, belongs: liked.has(candidate.id) };
  }
}

async function* inGroups<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<readonly T[]> {
  let group: T[] = [];
  for await (const item of items) {
    group.push(item);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

async function* byRelevance(
  db: Connection,
  text: SearchText,
  scope: AccountQuery['scope'],
  after: Place | undefined,
): AsyncGenerator<Candidate> {
  const { newest, ...ranked } = tiers;
  const grams = new GramIndex(db, text);
  for (const tier of Object.values(ranked)) {
    if (tier < (after?.tier ?? newest)) continue;
    if (scope === 'username' && !isOfUsernames(tier)) continue;
    for await (const row of rowsOf(
      db,
      grams,
      tier,
      text,
      after?.tier === tier ? after : undefined,
    )) {
      const account = toAccount(row);
      yield {
        id: row.id,
        account,
        place: { tier, id: row.id, key: keyOf(tier, row) },
        belongs: tierOf(account, text, scope) === tier,
      };
    }
  }
}

async function* rowsOf(
  db: Connection,
  grams: GramIndex,
  tier: Tier,
  text: SearchText,
  from: Place | undefined,
): AsyncGenerator<AccountRow> {
  const afterId = from?.id ?? 0;
  if (tier === tiers.username) {
    if (from === undefined) yield* await namedExactly(db, text);
  } else if (tier === tiers.usernamePrefix) {
    if (!hasUsernamePrefix(text)) return;
    yield* inChunks(
      from?.key ?? text.exact,
      (after, limit) =>
        db.all(statements.accountsByUsernamePrefix, after, prefixEnd(text.exact), limit),
      ({ username }) => username,
    );
  } else if (tier === tiers.nickname) {
    yield* inChunks(
      afterId,
      (after, limit) => db.all(statements.accountsByName, text.key, after, limit),
      ({ id }) => id,
    );
  } else if (tier === tiers.nicknamePrefix) {
    yield* inChunks(
      { key: from?.key ?? text.key, id: from?.id ?? Number.MAX_SAFE_INTEGER },
      ({ key, id }, limit) =>
        db.all(statements.accountsByNamePrefix, key, id, prefixEnd(text.key), limit),
      ({ name_key, id }) => ({ key: name_key, id }),
    );
  } else if (text.words.length === 0) {
    return;
  } else if (tier === tiers.insideNickname) {
    yield* grams.insideNickname(afterId);
  } else if (tier === tiers.insideSignature) {
    yield* grams.insideSignature(afterId);
  }
}

async function* newestFirst(
  db: Connection,
  text: SearchText,
  before: number,
): AsyncGenerator<Candidate> {
  const candidate = (row: AccountRow): Candidate => {
    const account = toAccount(row);
    return {
      id: row.id,
      account,
      place: { tier: tiers.newest, id: row.id, key: '' },
      belongs: tierOf(account, text, 'all') !== undefined,
    };
  };
  // The account of that username stands among the others by its age.
  let [named] = await namedExactly(db, text);
  if (named !== undefined && named.id >= before) named = undefined;
  // A text that stands inside no other is a whole name, or nothing.
  const rows =
    text.words.length > 0
      ? new GramIndex(db, text).newest(before)
      : inChunks(
          before,
          (last, limit) => db.all(statements.newestByName, text.key, last, limit),
          ({ id }) => id,
        );
  for await (const row of rows) {
    if (named !== undefined && named.id >= row.id) {
      if (named.id > row.id) yield candidate(named);
      named = undefined;
    }
    yield candidate(row);
  }
  if (named !== undefined) yield candidate(named);
}

function namedExactly(db: Connection, { exact }: SearchText): Promise<readonly AccountRow[]> {
  return db.all(statements.accountByUsername, bucketOf(exact), exact);
}

function keyOf(tier: Tier, { username, name_key }: AccountRow): string {
  if (tier === tiers.usernamePrefix) return username;
  return tier === tiers.nicknamePrefix ? name_key : '';
}
