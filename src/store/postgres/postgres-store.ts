import type { FollowResult } from '../../domain/follow.js';
import type { ServedStore } from '../../domain/public-reads.js';
import { refuseMoved } from '../move/mark.js';
import type { Revisions } from '../revision.js';
import type { OnRemade } from '../text-rules.js';
import { remakeAccountTexts } from './account-texts.js';
import { AuditReader } from './audit-reader.js';
import { Callbacks } from './callbacks.js';
import { createReads, createRoutedReads } from './create-reads.js';
import { DirectoryReader } from './directory-reader.js';
import { DirectoryWriter } from './directory-writer.js';
import { Floor } from './floor.js';
import { Ledger } from './ledger.js';
import { readChanges, readHead, selectChanges } from './ledger-reader.js';
import { applyBatch } from './ledger-writer.js';
import { readMark } from './marked-read.js';
import { migrate } from './migrate.js';
import { readMark as readMoveMark } from './move-end.js';
import { PointReader } from './point-reader.js';
import { Pool } from './pool.js';
import { Reader } from './reader.js';
import { settleIdentity } from './renew-identity.js';
import { Replica, type ReplicaEvents } from './replica.js';
import { RoutedReads } from './routed-reads.js';
import { connectToPrimary } from './servers.js';
import { Transactions } from './transactions.js';
import { Webhooks } from './webhooks.js';

export interface PostgresOptions {
  /** The most connections for reads of each server; of the primary two more, for writes and for its head. */
  readonly poolSize?: number;
  /** For each replica the URLs that it may be reached by. */
  readonly replicas?: readonly (readonly string[])[];
  readonly events?: ReplicaEvents;
  /** Called when the database was restored under the process, which must end. */
  readonly onOtherLedger?: (error: Error) => void;
  readonly onRemade?: OnRemade;
}

const unobserved: ReplicaEvents = {
  onRead: () => {},
  onFallback: () => {},
  onLag: () => {},
  onState: () => {},
};

/**
 * Opens the follow graph in a PostgreSQL database, which may be empty, and which other processes may
 * have open as well.
 *
 * @param urls a connection URL for each server that may be the primary.
 * @throws NewerSchemaError when a newer release wrote it; MovedError when its graph is elsewhere or not
 *   whole; the driver's own error when no server that takes writes can be reached.
 */
export async function openPostgresStore(
  urls: readonly string[],
  {
    poolSize = 8,
    replicas: wanted = [],
    events = unobserved,
    onOtherLedger = () => {},
    onRemade = () => {},
  }: PostgresOptions = {},
): Promise<ServedStore> {
  const migrating = await connectToPrimary(urls);
  let ledger: Ledger;
  try {
    await migrate(migrating);
    await remakeAccountTexts(migrating, onRemade);
    refuseMoved(await readMoveMark(migrating));
    ledger = new Ledger(await settleIdentity(migrating), onOtherLedger);
  } finally {
    await migrating.close();
  }
  const renew = () => {
    pool.renew();
    heads.renew();
  };
  const connect = () => connectToPrimary(urls, renew);
  const pool = new Pool({ connect, size: poolSize });
  // Apart from other reads, so that it is never behind them in a queue.
  const heads = new Pool({ connect, size: 1 });
  const floor = new Floor(() =>
    heads.use((db) => readMark(db, (head) => ledger.checkPrimary(head))),
  );
  const transactions = new Transactions(urls, ledger, {
    onCommit: (writes) => floor.raise({ writes }),
    onLoss: renew,
  });
  const replicas = wanted.map(
    (own, index) =>
      new Replica({ number: index + 1, urls: own, size: poolSize, floor, ledger, events }),
  );
  const routed = new RoutedReads({ primary: pool, replicas, floor, ledger, events });
  const { revisions } = ledger;
  const own = createReads(pool, ledger);
  const reader = new Reader(pool);
  const points = new PointReader(pool, ledger);
  const directory = new DirectoryReader(pool);
  const webhooks = new Webhooks(transactions, pool, revisions);
  const callbacks = new Callbacks(transactions, pool);
  const audit = new AuditReader(pool, ledger);
  const writer = new DirectoryWriter(transactions, pool);
  let closing: Promise<void> | undefined;
  const close = async () => {
    await Promise.all([routed.close(), transactions.close(), pool.close(), heads.close()]);
  };
  return {
    ledger: ledger.identity,
    ...own,
    reads: {
      ...(replicas.length === 0 ? own : createRoutedReads(routed, floor, ledger)),
      reach: async (revision) => {
        const position = revisions.decode(revision, 'revision');
        if (replicas.length > 0) await floor.reach(position);
      },
    },
    apply: async (commands, now, keyed) => {
      const results = await applyBatch(transactions, commands, now, keyed);
      floor.raise({ position: lastPosition(results, revisions) });
      return results;
    },
    blockedAt: (blocker, blocked) => points.blockedAt(blocker, blocked),
    preview: (commands, now, added) => points.preview(commands, now, added),
    provision: (rows) => writer.provision(rows),
    isEmpty: () => reader.isEmpty(),
    findSecret: (name) => reader.findSecret(name),
    findToken: (hash) => reader.findToken(hash),
    findDevice: (tenant, appId) => reader.findDevice(tenant, appId),
    hostsOf: (tenant, username) => reader.hostsOf(tenant, username),
    hostedBy: (tenant) => reader.hostedBy(tenant),
    setOnline: (appId, online) => writer.setOnline(appId, online),
    createFinder: (appId, account) => writer.createFinder(appId, account),
    updateProfile: (username, changes) => writer.updateProfile(username, changes),
    callbacks: () => callbacks.callbacks(),
    setCallback: (tokenHash, url) => callbacks.setCallback(tokenHash, url),
    noteCallback: (tokenHash, note) => callbacks.noteCallback(tokenHash, note),
    callbackAttempts: (tokenHash, before, limit) =>
      callbacks.callbackAttempts(tokenHash, before, limit),
    followers: (username, page) => reader.followers(username, page),
    following: (username, page) => reader.following(username, page),
    addToken: (token) => writer.addToken(token),
    listTokens: (after, limit) => directory.listTokens(after, limit),
    tenants: (now) => directory.tenants(now),
    findTokenHash: (id) => directory.findTokenHash(id),
    expireToken: (hash, at) => writer.expireToken(hash, at),
    suspendToken: (hash, suspended) => writer.suspendToken(hash, suspended),
    countSearches: (searches) => writer.countSearches(searches),
    removeToken: (hash) => writer.removeToken(hash),
    addDevice: (device) => writer.addDevice(device),
    listDevices: (after, limit) => directory.listDevices(after, limit),
    findAnyDevice: (appId) => directory.findAnyDevice(appId),
    addIdentity: (appId, username, roleType) => writer.addIdentity(appId, username, roleType),
    removeIdentity: (appId, username) => writer.removeIdentity(appId, username),
    removeDevice: (appId) => writer.removeDevice(appId),
    addAccount: (account) => writer.addAccount(account),
    importAccounts: (accounts, options) => writer.importAccounts(accounts, options),
    addWebhook: (webhook) => webhooks.addWebhook(webhook),
    webhooks: () => webhooks.webhooks(),
    findWebhook: (id) => webhooks.findWebhook(id),
    editWebhook: (id, changes, attempts, editedAt) =>
      webhooks.editWebhook(id, changes, attempts, editedAt),
    removeWebhook: (id) => webhooks.removeWebhook(id),
    attempts: (id, before, limit) => webhooks.attempts(id, before, limit),
    auditSlice: (walk, after, limit) => audit.auditSlice(walk, after, limit),
    head: async () => {
      const head = await heads.use((db) => readHead(db, ledger));
      floor.raise({ position: revisions.decode(head.revision, 'head') });
      return head;
    },
    changes: async (after, limit) => {
      const changes = await readChanges(pool, ledger, after, limit);
      const last = changes.at(-1);
      if (last) floor.raise({ position: revisions.decode(last.revision, 'revision') });
      return changes;
    },
    selectChanges: async (query) => {
      const changes = await selectChanges(pool, ledger, query);
      const newest = query.order === 'newest' ? changes[0] : changes.at(-1);
      if (newest) floor.raise({ position: revisions.decode(newest.revision, 'revision') });
      return changes;
    },
    takeLease: (name, holder, now, until) => writer.takeLease(name, holder, now, until),
    leaveLease: (name, holder) => writer.leaveLease(name, holder),
    // Every process of an outage would end with it: what can still be settled is, by the next write.
    hasFailed: () => false,
    writeFault: () => transactions.fault,
    probe: () => transactions.probe(),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

/** How far the ledger was at the last of a batch's outcomes. */
function lastPosition(results: readonly FollowResult[], revisions: Revisions): number {
  const positions = results.map((result) =>
    result.ok ? revisions.decode(result.outcome.revision, 'revision') : 0,
  );
  return positions.reduce((last, position) => Math.max(last, position), 0);
}
