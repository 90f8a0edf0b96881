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
import { bucketOf, bucketOfId, noAccount } from '../bucket.js';
import { decideBatch } from '../decide.js';
import { withAccounts } from '../presumed-accounts.js';
import type { Revisions } from '../revision.js';
import { accountStateOf, toAccount } from '../rows.js';
import { accountsById } from './accounts-by-id.js';
import type { Connection } from './driver.js';
import type { Ledger } from './ledger.js';
import { readHead } from './ledger-reader.js';
import { loadView } from './ledger-view.js';
import type { ReadPool } from './pool.js';
import type { ListedRow } from './statements/point-statements.js';
import { statements } from './statements.js';

/** The most follows that are looked at for one page of mutuals. */
const mutualsWindow = 5_000;

const lists = {
  followers: {
    newest: { live: statements.followersNewest, past: statements.followersNewestAsOf },
    oldest: { live: statements.followersOldest, past: statements.followersOldestAsOf },
  },
  following: {
    newest: { live: statements.followingNewest, past: statements.followingNewestAsOf },
    oldest: { live: statements.followingOldest, past: statements.followingOldestAsOf },
  },
} as const;

/** `FollowReads`, each call at one moment of its own. */
export class PointReader {
  readonly #pool: ReadPool;
  readonly #ledger: Ledger;

  constructor(pool: ReadPool, ledger: Ledger) {
    this.#pool = pool;
    this.#ledger = ledger;
  }

  moment(asOf?: AsOf): Promise<LedgerHead> {
    return this.#pool.snapshot(async (db) => {
      const head = await readHead(db, this.#ledger);
      if (asOf === undefined) return head;
      const { revisions } = this.#ledger;
      const last = revisions.decode(head.revision, 'head');
      const position = await positionOf(db, asOf, last, revisions);
      if (position === last) return head;
      return { revision: revisions.encode(position), at: await timeOf(db, position) };
    });
  }

  accountAt(username: Username, asOf?: Micros): Promise<AccountAt | undefined> {
    return this.#pool.snapshot(async (db) => {
      const b = bucketOf(username);
      const [head, row, past] = await Promise.all([
        readHead(db, this.#ledger),
        db.get(statements.countedAccount, b, username),
        asOf === undefined ? undefined : db.get(statements.countsAsOf, b, username, asOf),
      ]);
      if (!row) return undefined;
      const { followers, following } = past ?? row;
      return {
        account: toAccount(row),
        state: accountStateOf(row.state),
        counts: { followers, following },
        head,
      };
    }, upTo(asOf));
  }

  listFollows(username: Username, query: FollowListQuery): Promise<FollowListPage> {
    return this.#pool.snapshot(async (db) => {
      const { side, limit } = query;
      const wanted = side === 'mutuals' ? Math.max(mutualsWindow, limit) : limit;
      const [head, rows] = await Promise.all([
        readHead(db, this.#ledger),
        this.#rows(db, username, query, wanted + 1),
      ]);
      const window = rows.slice(0, wanted);
      const listed =
        side === 'mutuals' ? await followedBack(db, username, window, query.asOf) : window;
      const items = listed.slice(0, limit);
      // A full page ends with its last item, one that ran out of its window with the window.
      const last = items.length === limit ? items.at(-1) : window.at(-1);
      const more = last !== undefined && last !== rows.at(-1);
      const accountOf = await accountsById(
        db,
        items.map(({ account }) => account),
      );
      return {
        items: items.map(({ account, followedAt }) => ({
          account: accountOf(account),
          followedAt,
        })),
        next: more && last ? last.followedAt : null,
        head,
      };
    }, upTo(query.asOf));
  }

  async relations(
    pairs: readonly Pair[],
    asOf?: Micros,
  ): Promise<{ readonly relations: readonly Relation[]; readonly head: LedgerHead }> {
    return this.#pool.snapshot(async (db) => {
      const names = [...new Set(pairs.flatMap(({ follower, target }) => [follower, target]))];
      const [head, rows] = await Promise.all([
        readHead(db, this.#ledger),
        db.all(statements.accountIds, names.map(bucketOf), names),
      ]);
      const ids = new Map(rows.map(({ id, username }) => [username, id]));
      const known = pairs.flatMap(({ follower, target }) => {
        const [from, to] = [ids.get(follower), ids.get(target)];
        return from === undefined || to === undefined
          ? []
          : ([
              [from, to],
              [to, from],
            ] as const);
      });
      const times = await followTimes(db, known, asOf);
      const relations = pairs.map(({ follower, target }): Relation => {
        const [from, to] = [ids.get(follower), ids.get(target)];
        const forth = times.get(`${from}>${to}`);
        return {
          following: forth !== undefined,
          followedBy: times.has(`${to}>${from}`),
          followedAt: forth ?? null,
        };
      });
      return { relations, head };
    }, upTo(asOf));
  }

  blockedAt(blocker: Username, blocked: Username): Promise<Micros | undefined> {
    return this.#pool.use(async (db) => {
      const [from, to] = await Promise.all(
        [blocker, blocked].map((name) => db.get(statements.accountId, bucketOf(name), name)),
      );
      if (!from || !to) return undefined;
      return (await db.get(statements.blockedAt, bucketOfId(from.id), from.id, to.id))?.at;
    });
  }

  preview(
    commands: readonly FollowCommand[],
    now: Micros,
    added: readonly AddedAccount[] = [],
  ): Promise<readonly FollowResult[]> {
    return this.#pool.snapshot(async (db) => {
      const head = db.get(statements.head, noAccount);
      const view = await loadView(db, head, commands, this.#ledger.revisions);
      return decideBatch(withAccounts(view, added), commands, now).results;
    });
  }

  #rows(
    db: Connection,
    username: Username,
    { side, order, after, asOf }: FollowListQuery,
    limit: number,
  ): Promise<readonly ListedRow[]> {
    const { live, past } = lists[side === 'mutuals' ? 'following' : side][order];
    const start = after ?? (order === 'newest' ? Number.MAX_SAFE_INTEGER : -1);
    const b = bucketOf(username);
    if (asOf === undefined) return db.all(live, b, username, start, limit);
    return db.all(past, b, username, start, limit, asOf);
  }
}

/** What a read as of a moment must see: times rise with revisions, so all of that moment is there. */
function upTo(asOf: Micros | undefined): { readonly at?: Micros } {
  return asOf === undefined ? {} : { at: asOf };
}

/** Those of a following list that follow its account back. */
async function followedBack(
  db: Connection,
  username: Username,
  rows: readonly ListedRow[],
  asOf: Micros | undefined,
): Promise<readonly ListedRow[]> {
  const own = (await db.get(statements.accountId, bucketOf(username), username))?.id;
  if (own === undefined) return [];
  const pairs = rows.map(({ account }) => [account, own] as const);
  const times = await followTimes(db, pairs, asOf);
  return rows.filter(({ account }) => times.has(`${account}>${own}`));
}

/** When the follows of pairs began; those that do not exist are absent. */
async function followTimes(
  db: Connection,
  pairs: readonly (readonly [follower: number, target: number])[],
  asOf: Micros | undefined,
): Promise<ReadonlyMap<string, Micros>> {
  if (pairs.length === 0) return new Map();
  const followers = pairs.map(([follower]) => follower);
  const columns = [followers.map(bucketOfId), followers, pairs.map(([, to]) => to)] as const;
  const rows =
    asOf === undefined
      ? await db.all(statements.followedPairs, ...columns)
      : await db.all(statements.followedPairsAsOf, ...columns, asOf);
  return new Map(rows.map(({ follower, target, at }) => [`${follower}>${target}`, at]));
}

async function positionOf(
  db: Connection,
  asOf: AsOf,
  last: number,
  revisions: Revisions,
): Promise<number> {
  if ('time' in asOf) {
    return (await db.get(statements.positionUpTo, noAccount, asOf.time))?.position ?? 0;
  }
  const position = revisions.decode(asOf.revision, 'asOf', rules.moment);
  if (position > last) throw new GuanzhuError('revision_unknown', { field: 'asOf' });
  return position;
}

async function timeOf(db: Connection, position: number): Promise<Micros> {
  return (await db.get(statements.changeTime, noAccount, position))?.at ?? 0;
}
