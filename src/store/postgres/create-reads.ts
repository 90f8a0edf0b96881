import type { PublicReads } from '../../domain/public-reads.js';
import { AccountSearch } from './account-search.js';
import { AttributionReader } from './attribution-reader.js';
import type { Floor } from './floor.js';
import { HistoryReader } from './history-reader.js';
import type { Ledger } from './ledger.js';
import { ListReader } from './list-reader.js';
import { OverviewReader } from './overview-reader.js';
import { PointReader } from './point-reader.js';
import type { ReadPool } from './pool.js';
import { Reader } from './reader.js';
import type { RoutedReads } from './routed-reads.js';
import { TransferReader } from './transfer-reader.js';

/** The public reads by way of a pool. */
export function createReads(pool: ReadPool, ledger: Ledger): Omit<PublicReads, 'reach'> {
  const reader = new Reader(pool);
  const points = new PointReader(pool, ledger);
  const lists = new ListReader(pool);
  const search = new AccountSearch(pool);
  const transfer = new TransferReader(pool, ledger);
  const history = new HistoryReader(pool, ledger);
  const reports = new AttributionReader(pool, ledger);
  const overview = new OverviewReader(pool, ledger);
  return {
    moment: (asOf) => points.moment(asOf),
    accountAt: (username, asOf) => points.accountAt(username, asOf),
    listFollows: (username, query) => points.listFollows(username, query),
    relations: (pairs, asOf) => points.relations(pairs, asOf),
    findAccount: (username) => reader.findAccount(username),
    counts: (username) => reader.counts(username),
    followedAt: (follower, target) => reader.followedAt(follower, target),
    mentions: (username, page) => lists.mentions(username, page),
    countFriends: (viewer, target) => lists.countFriends(viewer, target),
    searchAccounts: (query) => search.find(query),
    history: (username, request) => history.history(username, request),
    attribution: (query) => reports.attribution(query),
    overview: (request, now) => overview.overview(request, now),
    exportAccounts: (after, limit) => transfer.exportAccounts(after, limit),
    exportFollows: (after, head, limit) => transfer.exportFollows(after, head, limit),
  };
}

/** The public reads of a store with replicas. */
export function createRoutedReads(
  routed: RoutedReads,
  floor: Floor,
  ledger: Ledger,
): Omit<PublicReads, 'reach'> {
  const reads = createReads(routed, ledger);
  const newest = createReads(
    {
      use: (work) => routed.newest(work),
      snapshot: (work) => routed.newest(work),
    },
    ledger,
  );
  return {
    ...reads,
    moment: async (asOf) => {
      if (asOf === undefined) return reads.moment();
      if ('revision' in asOf) {
        await floor.reach(ledger.revisions.decode(asOf.revision, 'asOf'));
        return reads.moment(asOf);
      }
      // Which revision was the last at a time is certain where a later one is there; elsewhere a replica
      // may lack one of that time itself.
      const { at } = await floor.current();
      return asOf.time < at ? reads.moment(asOf) : newest.moment(asOf);
    },
    // An account that another process has just made must not be called unknown.
    accountAt: async (username, asOf) =>
      (await reads.accountAt(username, asOf)) ?? newest.accountAt(username, asOf),
    findAccount: async (username) =>
      (await reads.findAccount(username)) ?? newest.findAccount(username),
  };
}
