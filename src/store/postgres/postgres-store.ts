import type { FollowResult } from '../../domain/follow.js';
import type { ServedStore } from '../../domain/public-reads.js';
import { brokenRule, rules } from '../../domain/rule.js';
import { refuseMoved } from '../move/mark.js';
import { decodeRevision } from '../revision.js';
import { AuditReader } from './audit-reader.js';
import { Callbacks } from './callbacks.js';
import { createReads, createRoutedReads } from './create-reads.js';
import { DirectoryReader } from './directory-reader.js';
import { DirectoryWriter } from './directory-writer.js';
import { Floor } from './floor.js';
import { readChanges, readHead } from './ledger-reader.js';
import { applyBatch } from './ledger-writer.js';
import { readMark } from './marked-read.js';
import { migrate } from './migrate.js';
import { readMark as readMoveMark } from './move-end.js';
import { PointReader } from './point-reader.js';
import { Pool } from './pool.js';
import { Reader } from './reader.js';
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
  { poolSize = 8, replicas: wanted = [], events = unobserved }: PostgresOptions = {},
): Promise<ServedStore> {
  const migrating = await connectToPrimary(urls);
  try {
    await migrate(migrating);
    refuseMoved(await readMoveMark(migrating));
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
  const floor = new Floor(() => heads.use(readMark));
  const transactions = new Transactions(urls, {
    onCommit: (writes) => floor.raise({ writes }),
    onLoss: renew,
  });
  const replicas = wanted.map(
    (own, index) => new Replica({ number: index + 1, urls: own, size: poolSize, floor, events }),
  );
  const routed = new RoutedReads({ primary: pool, replicas, floor, events });
  const own = createReads(pool);
  const reader = new Reader(pool);
  const points = new PointReader(pool);
  const directory = new DirectoryReader(pool);
  const webhooks = new Webhooks(transactions, pool);
  const callbacks = new Callbacks(transactions, pool);
  const audit = new AuditReader(pool);
  const writer = new DirectoryWriter(transactions, pool);
  let closing: Promise<void> | undefined;
  const close = async () => {
    await Promise.all([routed.close(), transactions.close(), pool.close(), heads.close()]);
  };
  return {
    ...own,
    reads: {
      ...(replicas.length === 0 ? own : createRoutedReads(routed, floor)),
      reach: async (revision) => {
        const position = decodeRevision(revision);
        if (position === undefined) throw brokenRule('revision', rules.revision, revision);
        if (replicas.length > 0) await floor.reach(position);
      },
    },
    apply: async (commands, now, keyed) => {
      const results = await applyBatch(transactions, commands, now, keyed);
      floor.raise({ position: lastPosition(results) });
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
    addWebhook: (webhook) => webhooks.addWebhook(webhook),
    webhooks: () => webhooks.webhooks(),
    findWebhook: (id) => webhooks.findWebhook(id),
    editWebhook: (id, changes, attempts, editedAt) =>
      webhooks.editWebhook(id, changes, attempts, editedAt),
    removeWebhook: (id) => webhooks.removeWebhook(id),
    attempts: (id, before, limit) => webhooks.attempts(id, before, limit),
    auditSlice: (walk, after, limit) => audit.auditSlice(walk, after, limit),
    head: async () => {
      const head = await heads.use(readHead);
      floor.raise({ position: decodeRevision(head.revision) ?? 0 });
      return head;
    },
    changes: async (after, limit) => {
      const changes = await readChanges(pool, after, limit);
      floor.raise({ position: decodeRevision(changes.at(-1)?.revision ?? '') ?? 0 });
      return changes;
    },
    takeLease: (name, holder, now, until) => writer.takeLease(name, holder, now, until),
    leaveLease: (name, holder) => writer.leaveLease(name, holder),
    // Every process of an outage would end with it: what can still be settled is, by the next write.
    hasFailed: () => false,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

/** How far the ledger was at the last of a batch's outcomes. */
function lastPosition(results: readonly FollowResult[]): number {
  const positions = results.map((result) =>
    result.ok ? (decodeRevision(result.outcome.revision) ?? 0) : 0,
  );
  return positions.reduce((last, position) => Math.max(last, position), 0);
}
