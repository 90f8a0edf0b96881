import type { Account } from '../../domain/account.js';
import { brokenRule, rules } from '../../domain/rule.js';
import type { AccountPage, AccountQuery } from '../../domain/search.js';
import { type SearchText, toSearchText } from '../../text/search-text.js';
import {
  decodePlace,
  encodePlace,
  hasUsernamePrefix,
  isOfUsernames,
  matchExpressions,
  type Place,
  prefixEnd,
  type Tier,
  tierOf,
  tiers,
} from '../account-ranking.js';
import { type AccountRow, toAccount } from '../rows.js';
import { type Database, prepare, translate } from './driver.js';
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
  readonly #prepared: ReturnType<typeof prepareAll>;

  constructor(db: Database) {
    this.#prepared = prepareAll(db);
  }

  find(query: AccountQuery): AccountPage {
    const text = toSearchText(query.text);
    const after = query.after === undefined ? undefined : decodePlace(query.after);
    // The username tiers have one order: too many usernames share a beginning to sort them by age.
    const newest = query.order === 'newest' && query.scope === 'all';
    if (after !== undefined && (after.tier === tiers.newest) !== newest) {
      throw brokenRule('after', rules.cursor, query.after);
    }
    if (text.key === '') return noPage;
    try {
      const viewer = query.likedBy === undefined ? undefined : this.#accountId(query.likedBy);
      if (query.likedBy !== undefined && viewer === undefined) return noPage;
      const candidates = newest
        ? this.#newest(text, after?.id ?? Number.MAX_SAFE_INTEGER)
        : this.#byRelevance(text, query.scope, after);
      return this.#page(candidates, query.limit, viewer);
    } catch (error) {
      throw translate(error);
    }
  }

  #page(candidates: Iterable<Candidate>, limit: number, viewer: number | undefined): AccountPage {
    const accounts: Account[] = [];
    let budget = viewer === undefined ? examinedAtMost : examinedAmongFriends;
    let last: Place | undefined;
    const resume = () => (last === undefined ? null : encodePlace(last));
    for (const { id, account, place, belongs } of candidates) {
      if (budget === 0) return { accounts, next: resume() };
      budget -= 1;
      if (belongs && (viewer === undefined || this.#prepared.likedByFriend.get(viewer, id))) {
        if (accounts.length === limit) return { accounts, next: resume() };
        accounts.push(account);
      }
      last = place;
    }
    return { accounts, next: null };
  }

  *#byRelevance(
    text: SearchText,
    scope: AccountQuery['scope'],
    after: Place | undefined,
  ): Generator<Candidate> {
    const { newest, ...ranked } = tiers;
    for (const tier of Object.values(ranked)) {
      if (tier < (after?.tier ?? newest)) continue;
      if (scope === 'username' && !isOfUsernames(tier)) continue;
      for (const row of this.#rows(tier, text, after?.tier === tier ? after : undefined)) {
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

  #rows(tier: Tier, text: SearchText, from: Place | undefined): Iterable<AccountRow> {
    const prepared = this.#prepared;
    const afterId = from?.id ?? 0;
    const match = matchExpressions(text);
    switch (tier) {
      case tiers.username:
        return from === undefined ? prepared.accountByUsername.all(text.exact) : [];
      case tiers.nickname:
        return prepared.accountsByName.iterate(text.key, afterId);
      case tiers.usernamePrefix:
        if (!hasUsernamePrefix(text)) return [];
        return prepared.accountsByUsernamePrefix.iterate(
          from?.key ?? text.exact,
          prefixEnd(text.exact),
        );
      case tiers.nicknamePrefix:
        return prepared.accountsByNamePrefix.iterate(
          from?.key ?? text.key,
          from?.id ?? Number.MAX_SAFE_INTEGER,
          prefixEnd(text.key),
        );
      case tiers.insideNickname:
        return match ? prepared.accountsByGrams.iterate(match.insideNickname, afterId) : [];
      case tiers.insideSignature:
        return match ? prepared.accountsByGrams.iterate(match.insideSignature, afterId) : [];
      case tiers.newest:
        return [];
    }
  }

  *#newest(text: SearchText, before: number): Generator<Candidate> {
    const candidate = (row: AccountRow): Candidate => {
      const account = toAccount(row);
      return {
        id: row.id,
        account,
        place: { tier: tiers.newest, id: row.id, key: '' },
        belongs: tierOf(account, text, 'all') !== undefined,
      };
    };
    const match = matchExpressions(text);
    // The account of that username stands among the others by its age.
    let named = this.#prepared.accountByUsername.get(text.exact);
    if (named !== undefined && named.id >= before) named = undefined;
    // A text that stands inside no other is a whole name, or nothing.
    const rows = match
      ? this.#prepared.newestByGrams.iterate(match.anywhere, before)
      : this.#prepared.newestByName.iterate(text.key, before);
    for (const row of rows) {
      if (named !== undefined && named.id >= row.id) {
        if (named.id > row.id) yield candidate(named);
        named = undefined;
      }
      yield candidate(row);
    }
    if (named !== undefined) yield candidate(named);
  }

  #accountId(username: string): number | undefined {
    return this.#prepared.accountId.get(username)?.id;
  }
}

function keyOf(tier: Tier, { username, name_key }: AccountRow): string {
  if (tier === tiers.usernamePrefix) return username;
  return tier === tiers.nicknamePrefix ? name_key : '';
}

function prepareAll(db: Database) {
  return {
    accountId: prepare(db, statements.accountId),
    accountByUsername: prepare(db, statements.accountByUsername),
    accountsByUsernamePrefix: prepare(db, statements.accountsByUsernamePrefix),
    accountsByName: prepare(db, statements.accountsByName),
    accountsByNamePrefix: prepare(db, statements.accountsByNamePrefix),
    accountsByGrams: prepare(db, statements.accountsByGrams),
    newestByName: prepare(db, statements.newestByName),
    newestByGrams: prepare(db, statements.newestByGrams),
    likedByFriend: prepare(db, statements.likedByFriend),
  };
}
