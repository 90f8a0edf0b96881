import type { AddedAccount, Username } from '../../domain/account.js';
import { GuanzhuError } from '../../domain/errors.js';
import type { FollowCommand, FollowResult } from '../../domain/follow.js';
import type {
  AccountAt,
  AsOf,
  FollowListPage,
  FollowListQuery,
  Pair,
  Relation,
} from '../../domain/follow-reads.js';
import type { LedgerHead } from '../../domain/ledger-head.js';
import { rules } from '../../domain/rule.js';
import type { Micros } from '../../domain/time.js';
import { decideBatch } from '../decide.js';
import { withAccounts } from '../presumed-accounts.js';
import type { Revisions } from '../revision.js';
import { accountStateOf, toAccount } from '../rows.js';
import { type Database, prepare, readOnce } from './driver.js';
import { readRevisions } from './ledger-identity.js';
import { LedgerViewReader } from './ledger-view.js';
import type { ListedRow } from './statements/point-statements.js';
import { statements } from './statements.js';

/** The most follows that are looked at for one page of mutuals. */
const mutualsWindow = 5_000;

/** `FollowReads`, each call in one read transaction of its own. */
export class PointReader {
  readonly #db: Database;
  readonly #prepared: ReturnType<typeof prepareAll>;
  readonly #revisions: Revisions;
  readonly #view: LedgerViewReader;

  constructor(db: Database) {
    this.#db = db;
    this.#prepared = prepareAll(db);
    this.#revisions = readRevisions(db);
    this.#view = new LedgerViewReader(db);
  }

  moment(asOf?: AsOf): LedgerHead {
    return readOnce(this.#db, () => {
      const head = this.#prepared.head.get() ?? { position: 0, at: 0 };
      const position = asOf === undefined ? head.position : this.#positionOf(asOf, head.position);
      return { revision: this.#revisions.encode(position), at: this.#timeOf(position, head) };
    });
  }

  accountAt(username: Username, asOf?: Micros): AccountAt | undefined {
    return readOnce(this.#db, () => {
      const row = this.#prepared.accountByUsername.get(username);
      if (!row) return undefined;
      const counts =
        asOf === undefined
          ? this.#prepared.counts.get(row.id)
          : this.#prepared.countsAsOf.get({ account: row.id, asOf });
      return {
        account: toAccount(row),
        state: accountStateOf(row.state),
        counts: counts ?? { followers: 0, following: 0 },
        head: this.#head(),
      };
    });
  }

  listFollows(username: Username, query: FollowListQuery): FollowListPage {
    return readOnce(this.#db, () => {
      const head = this.#head();
      const account = this.#prepared.accountId.get(username)?.id;
      if (account === undefined) return { items: [], next: null, head };
      const { side, limit } = query;
      const wanted = side === 'mutuals' ? Math.max(mutualsWindow, limit) : limit;
      const rows = this.#rows(account, query, wanted + 1);
      const items: ListedRow[] = [];
      let last: ListedRow | undefined;
      for (const row of rows.slice(0, wanted)) {
        if (items.length === limit) break;
        if (row.mutual === 1) items.push(row);
        last = row;
      }
      const more = last !== undefined && last !== rows.at(-1);
      return {
        items: items.map((row) => ({ account: toAccount(row), followedAt: row.followedAt })),
        next: more && last ? last.followedAt : null,
        head,
      };
    });
  }

  relations(
    pairs: readonly Pair[],
    asOf?: Micros,
  ): { readonly relations: readonly Relation[]; readonly head: LedgerHead } {
    return readOnce(this.#db, () => {
      const relations = pairs.map(({ follower, target }): Relation => {
        const from = this.#prepared.accountId.get(follower)?.id;
        const to = this.#prepared.accountId.get(target)?.id;
        const forth = this.#followedAt(from, to, asOf);
        const back = this.#followedAt(to, from, asOf);
        return {
          following: forth !== undefined,
          followedBy: back !== undefined,
          followedAt: forth ?? null,
        };
      });
      return { relations, head: this.#head() };
    });
  }

  blockedAt(blocker: Username, blocked: Username): Micros | undefined {
    return readOnce(this.#db, () => {
      const from = this.#prepared.accountId.get(blocker)?.id;
      const to = this.#prepared.accountId.get(blocked)?.id;
      if (from === undefined || to === undefined) return undefined;
      return this.#prepared.blockedAt.get(from, to)?.at;
    });
  }

  preview(
    commands: readonly FollowCommand[],
    now: Micros,
    added: readonly AddedAccount[] = [],
  ): readonly FollowResult[] {
    return readOnce(this.#db, () => {
      const view = withAccounts(this.#view.view(), added);
      return decideBatch(view, commands, now).results;
    });
  }

  #rows(account: number, { side, order, after, asOf }: FollowListQuery, limit: number) {
    const start = order === 'newest' ? Number.MAX_SAFE_INTEGER : -1;
    const params = { account, after: after ?? start, limit };
    const { live, past } = this.#prepared.lists[side][order];
    return asOf === undefined ? live.all(params) : past.all({ ...params, asOf });
  }

  #followedAt(from: number | undefined, to: number | undefined, asOf: Micros | undefined) {
    if (from === undefined || to === undefined) return undefined;
    const { followedAt, followedAtAsOf } = this.#prepared;
    if (asOf === undefined) return followedAt.get(from, to)?.at;
    return followedAtAsOf.get({ follower: from, target: to, asOf })?.at;
  }

  #head(): LedgerHead {
    const row = this.#prepared.head.get();
    return { revision: this.#revisions.encode(row?.position ?? 0), at: row?.at ?? 0 };
  }

  #positionOf(asOf: AsOf, last: number): number {
    if ('time' in asOf) return this.#prepared.positionUpTo.get(asOf.time)?.position ?? 0;
    const position = this.#revisions.decode(asOf.revision, 'asOf', rules.moment);
    if (position > last) throw new GuanzhuError('revision_unknown', { field: 'asOf' });
    return position;
  }

  #timeOf(position: number, head: { readonly position: number; readonly at: Micros }): Micros {
    if (position === head.position) return head.at;
    return this.#prepared.changeTime.get(position)?.at ?? 0;
  }
}

function prepareAll(db: Database) {
  return {
    head: prepare(db, statements.head),
    accountByUsername: prepare(db, statements.accountByUsername),
    accountId: prepare(db, statements.accountId),
    counts: prepare(db, statements.counts),
    countsAsOf: prepare(db, statements.countsAsOf),
    followedAt: prepare(db, statements.followedAt),
    followedAtAsOf: prepare(db, statements.followedAtAsOf),
    changeTime: prepare(db, statements.changeTime),
    positionUpTo: prepare(db, statements.positionUpTo),
    blockedAt: prepare(db, statements.blockedAt),
    lists: {
      followers: {
        newest: {
          live: prepare(db, statements.followersNewest),
          past: prepare(db, statements.followersNewestAsOf),
        },
        oldest: {
          live: prepare(db, statements.followersOldest),
          past: prepare(db, statements.followersOldestAsOf),
        },
      },
      following: {
        newest: {
          live: prepare(db, statements.followingNewest),
          past: prepare(db, statements.followingNewestAsOf),
        },
        oldest: {
          live: prepare(db, statements.followingOldest),
          past: prepare(db, statements.followingOldestAsOf),
        },
      },
      mutuals: {
        newest: {
          live: prepare(db, statements.mutualsNewest),
          past: prepare(db, statements.mutualsNewestAsOf),
        },
        oldest: {
          live: prepare(db, statements.mutualsOldest),
          past: prepare(db, statements.mutualsOldestAsOf),
        },
      },
    },
  };
}
