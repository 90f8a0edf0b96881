import type { GraphStore } from '../../domain/store.js';
import { AccountSearch } from './account-search.js';
import { AttributionReader } from './attribution-reader.js';
import { AuditReader } from './audit-reader.js';
import { DirectoryReader } from './directory-reader.js';
import { DirectoryWriter } from './directory-writer.js';
import { connectToPrimary } from './driver.js';
import { HistoryReader } from './history-reader.js';
import { readChanges, readHead } from './ledger-reader.js';
import { applyBatch } from './ledger-writer.js';
import { ListReader } from './list-reader.js';
import { migrate } from './migrate.js';
import { OverviewReader } from './overview-reader.js';
import { PointReader } from './point-reader.js';
import { Pool } from './pool.js';
import { Reader } from './reader.js';
import { Transactions } from './transactions.js';
import { TransferReader } from './transfer-reader.js';
import { Webhooks } from './webhooks.js';

export interface PostgresOptions {
  /** The most connections for reads; one more is for writes. */
  readonly poolSize?: number;
}

/**
 * Opens the follow graph in a PostgreSQL database, which may be empty, and which other processes may
 * have open as well.
 *
 * @param urls a connection URL for each server that may be the primary.
 * @throws NewerSchemaError when a newer release wrote it; the driver's own error when no server that
 *   takes writes can be reached.
 */
export async function openPostgresStore(
  urls: readonly string[],
  { poolSize = 8 }: PostgresOptions = {},
): Promise<GraphStore> {
  const migrating = await connectToPrimary(urls);
  try {
    await migrate(migrating);
  } finally {
    await migrating.close();
  }
  const pool = new Pool({ urls, size: poolSize });
  const transactions = new Transactions(urls);
  const reader = new Reader(pool);
  const points = new PointReader(pool);
  const lists = new ListReader(pool);
  const search = new AccountSearch(pool);
  const transfer = new TransferReader(pool);
  const directory = new DirectoryReader(pool);
  const history = new HistoryReader(pool);
  const webhooks = new Webhooks(transactions, pool);
  const reports = new AttributionReader(pool);
  const audit = new AuditReader(pool);
  const overview = new OverviewReader(pool);
  const writer = new DirectoryWriter(transactions, pool);
  let closing: Promise<void> | undefined;
  const close = async () => {
    await Promise.all([transactions.close(), pool.close()]);
  };
  return {
    apply: (commands, now, keyed) => applyBatch(transactions, commands, now, keyed),
    moment: (asOf) => points.moment(asOf),
    accountAt: (username, asOf) => points.accountAt(username, asOf),
    listFollows: (username, query) => points.listFollows(username, query),
    relations: (pairs, asOf) => points.relations(pairs, asOf),
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
    callbacks: () => reader.callbacks(),
    setCallback: (tokenHash, url) => writer.setCallback(tokenHash, url),
    moveCallback: (tokenHash, deliveredTo) => writer.moveCallback(tokenHash, deliveredTo),
    findAccount: (username) => reader.findAccount(username),
    counts: (username) => reader.counts(username),
    followedAt: (follower, target) => reader.followedAt(follower, target),
    followers: (username, page) => reader.followers(username, page),
    following: (username, page) => reader.following(username, page),
    mentions: (username, page) => lists.mentions(username, page),
    countFriends: (viewer, target) => lists.countFriends(viewer, target),
    searchAccounts: (query) => search.find(query),
    addToken: (token) => writer.addToken(token),
    listTokens: (after, limit) => directory.listTokens(after, limit),
    findTokenHash: (id) => directory.findTokenHash(id),
    expireToken: (hash, at) => writer.expireToken(hash, at),
    removeToken: (hash) => writer.removeToken(hash),
    addDevice: (device) => writer.addDevice(device),
    listDevices: (after, limit) => directory.listDevices(after, limit),
    findAnyDevice: (appId) => directory.findAnyDevice(appId),
    addIdentity: (appId, username, roleType) => writer.addIdentity(appId, username, roleType),
    removeIdentity: (appId, username) => writer.removeIdentity(appId, username),
    removeDevice: (appId) => writer.removeDevice(appId),
    addAccount: (account) => writer.addAccount(account),
    history: (username, request) => history.history(username, request),
    addWebhook: (webhook) => webhooks.addWebhook(webhook),
    webhooks: () => webhooks.webhooks(),
    findWebhook: (id) => webhooks.findWebhook(id),
    editWebhook: (id, changes, attempts, editedAt) =>
      webhooks.editWebhook(id, changes, attempts, editedAt),
    removeWebhook: (id) => webhooks.removeWebhook(id),
    attempts: (id, before, limit) => webhooks.attempts(id, before, limit),
    attribution: (query) => reports.attribution(query),
    auditSlice: (walk, after, limit) => audit.auditSlice(walk, after, limit),
    overview: (request, now) => overview.overview(request, now),
    exportAccounts: (after, limit) => transfer.exportAccounts(after, limit),
    exportFollows: (after, head, limit) => transfer.exportFollows(after, head, limit),
    head: () => pool.use(readHead),
    changes: (after, limit) => readChanges(pool, after, limit),
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
