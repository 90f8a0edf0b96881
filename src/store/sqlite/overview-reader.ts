import type { HistoryRequest } from '../../domain/history.js';
import {
  type Gainer,
  type LedgerBucket,
  type LedgerOverview,
  overviewChanges,
  quarter,
} from '../../domain/overview.js';
import type { Micros } from '../../domain/time.js';
import { encodeRevision } from '../revision.js';
import { type Database, prepare, readOnce } from './driver.js';
import { toAccount } from './rows.js';
import { statements } from './statements.js';

const mostGainers = 10;
const minute: Micros = 60_000_000;
const followedCode = 1;

/** `OverviewStore`. */
export class OverviewReader {
  readonly #db: Database;
  readonly #prepared: ReturnType<typeof prepareAll>;

  constructor(db: Database) {
    this.#db = db;
    this.#prepared = prepareAll(db);
  }

  overview(request: HistoryRequest, now: Micros): LedgerOverview {
    return readOnce(this.#db, () => {
      const { position, at } = this.#prepared.head.get() ?? { position: 0, at: 0 };
      const { accounts, follows } = this.#prepared.totals.get() ?? { accounts: 0, follows: 0 };
      return {
        accounts,
        follows,
        head: { revision: encodeRevision(position), at },
        items: this.#buckets(request, follows),
        ...this.#lately(position, request, now),
      };
    });
  }

  #buckets({ start, width, buckets }: HistoryRequest, total: number): readonly LedgerBucket[] {
    const items = Array.from({ length: buckets }, (_, index) => ({
      start: start + index * width,
      followed: 0,
      unfollowed: 0,
    }));
    let later = 0;
    for (const row of this.#prepared.quartersFrom.all(Math.ceil(start / quarter))) {
      const bucket = items[Math.floor((row.quarter * quarter - start) / width)];
      if (bucket) {
        bucket.followed += row.followed;
        bucket.unfollowed += row.unfollowed;
      } else later += row.followed - row.unfollowed;
    }
    let follows = total - later;
    return items
      .reverse()
      .map((item) => {
        const bucket = { ...item, follows };
        follows -= item.followed - item.unfollowed;
        return bucket;
      })
      .reverse();
  }

  #lately(head: number, { start, width, buckets }: HistoryRequest, now: Micros) {
    const rows = this.#prepared.targetsAfter.all(Math.max(0, head - overviewChanges));
    const oldest = rows[0]?.at ?? now;
    const whole = rows.length < overviewChanges || oldest <= now - minute;
    const span = whole ? minute : Math.max(1_000_000, now - oldest);
    const changes = rows.filter(({ at }) => at > now - span).length;
    const gained = new Map<number, number>();
    const end = start + width * buckets;
    for (const { at, type, target } of rows) {
      if (at < start || at >= end) continue;
      gained.set(target, (gained.get(target) ?? 0) + (type === followedCode ? 1 : -1));
    }
    const best = [...gained]
      .filter(([, count]) => count > 0)
      .sort(([a, first], [b, second]) => second - first || a - b)
      .slice(0, mostGainers);
    return {
      recent: { changes, seconds: Math.round(span / 1_000_000) },
      gainers: best.flatMap(([id, count]) => this.#gainer(id, count)),
      gainersSince: rows.length < overviewChanges ? start : Math.max(start, oldest),
    };
  }

  #gainer(id: number, gained: number): readonly Gainer[] {
    const row = this.#prepared.accountById.get(id);
    if (!row) return [];
    const followers = this.#prepared.counts.get(id)?.followers ?? 0;
    return [{ account: toAccount(row), followers, gained }];
  }
}

function prepareAll(db: Database) {
  return {
    head: prepare(db, statements.head),
    totals: prepare(db, statements.totals),
    quartersFrom: prepare(db, statements.quartersFrom),
    targetsAfter: prepare(db, statements.targetsAfter),
    accountById: prepare(db, statements.accountById),
    counts: prepare(db, statements.counts),
  };
}
