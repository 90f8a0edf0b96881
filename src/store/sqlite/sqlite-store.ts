import { dirname } from 'node:path';
import type { GuanzhuError } from '../../domain/errors.js';
import type { GraphStore } from '../../domain/store.js';
import { makeFolder } from '../make-folder.js';
import { refuseMoved } from '../move/mark.js';
import type { OnRemade } from '../text-rules.js';
import { AccountSearch } from './account-search.js';
import { remakeAccountTexts } from './account-texts.js';
import { CallbackReader } from './callback-reader.js';
import { lookAtPlace, strangenessOf } from './database-place.js';
import { DirectoryReader } from './directory-reader.js';
import { type Database, openDatabase } from './driver.js';
import type { FaultPlan } from './faults.js';
import { lockDatabaseFile } from './folder-lock.js';
import { isCopy, readIdentity, renewIdentity } from './ledger-identity.js';
import { ListReader } from './list-reader.js';
import { LongReader } from './long-reader.js';
import { hasSchema, migrate } from './migrate.js';
import { readMark } from './move-end.js';
import { PointReader } from './point-reader.js';
import { Reader } from './reader.js';
import { TransferReader } from './transfer-reader.js';
import { WebhookReader } from './webhook-reader.js';
import { Writer } from './writer.js';

export interface SqliteOptions {
  /** Storage faults to raise, for tests. */
  readonly faults?: FaultPlan;
  /** Told once when it takes no more writes, with what ended them. */
  readonly onFailed?: (error: GuanzhuError) => void;
  /** Told when the database is empty although something says that it was not. */
  readonly onStrangelyEmpty?: (strangeness: string) => void;
  readonly onRemade?: OnRemade;
}

/**
 * Opens the follow graph in a SQLite file, made when it does not exist.
 *
 * @throws DatabasePlaceError when what stands there cannot be one; FolderInUseError when another process serves the file; NewerSchemaError when a newer
 *   release wrote it; MovedError when its graph is elsewhere or not whole; the driver's own error when the file cannot be opened.
 */
export async function openSqliteStore(
  file: string,
  {
    faults = [],
    onFailed = () => {},
    onStrangelyEmpty = () => {},
    onRemade = () => {},
  }: SqliteOptions = {},
): Promise<GraphStore> {
  makeFolder(dirname(file));
  const strangeness = strangenessOf(lookAtPlace(file));
  const lock = lockDatabaseFile(file);
  try {
    const { readable, isNew } = await openForReading(file, onRemade);
    if (isNew && strangeness !== undefined) onStrangelyEmpty(strangeness);
    const reader = new Reader(readable);
    const search = new AccountSearch(readable);
    const lists = new ListReader(readable);
    const points = new PointReader(readable);
    const transfer = new TransferReader(readable);
    const directory = new DirectoryReader(readable);
    const webhooks = new WebhookReader(readable);
    const callbacks = new CallbackReader(readable);
    const writer = new Writer({ file, faults }, onFailed);
    const long = new LongReader(file);
    let closing: Promise<void> | undefined;
    const close = async () => {
      readable.close();
      writer.refuse();
      // The last to close tidies the log away, which only a writer can.
      await long.close();
      await writer.close();
      lock.release();
    };
    return {
      ledger: readIdentity(readable),
      apply: (commands, now, keyed) => writer.apply(commands, now, keyed),
      moment: async (asOf) => points.moment(asOf),
      accountAt: async (username, asOf) => points.accountAt(username, asOf),
      listFollows: async (username, query) => points.listFollows(username, query),
      relations: async (pairs, asOf) => points.relations(pairs, asOf),
      blockedAt: async (blocker, blocked) => points.blockedAt(blocker, blocked),
      preview: async (commands, now, added) => points.preview(commands, now, added),
      provision: (rows) => writer.provision(rows),
      isEmpty: async () => reader.isEmpty(),
      findSecret: async (name) => reader.findSecret(name),
      findToken: async (hash) => reader.findToken(hash),
      findDevice: async (tenant, appId) => reader.findDevice(tenant, appId),
      hostsOf: async (tenant, username) => reader.hostsOf(tenant, username),
      hostedBy: async (tenant) => reader.hostedBy(tenant),
      setOnline: (appId, online) => writer.write({ kind: 'set-online', appId, online }),
      createFinder: (appId, account) => writer.write({ kind: 'create-finder', appId, account }),
      updateProfile: (username, changes) =>
        writer.write({ kind: 'update-profile', username, changes }),
      callbacks: async () => callbacks.callbacks(),
      setCallback: (tokenHash, url) => writer.write({ kind: 'set-callback', tokenHash, url }),
      noteCallback: (tokenHash, note) => writer.write({ kind: 'note-callback', tokenHash, note }),
      callbackAttempts: async (tokenHash, before, limit) =>
        callbacks.callbackAttempts(tokenHash, before, limit),
      findAccount: async (username) => reader.findAccount(username),
      counts: async (username) => reader.counts(username),
      followedAt: async (follower, target) => reader.followedAt(follower, target),
      followers: async (username, page) => reader.followers(username, page),
      following: async (username, page) => reader.following(username, page),
      mentions: async (username, page) => lists.mentions(username, page),
      countFriends: async (viewer, target) => lists.countFriends(viewer, target),
      searchAccounts: async (query) => search.find(query),
      addToken: (token) => writer.write({ kind: 'add-token', token }),
      listTokens: async (after, limit) => directory.listTokens(after, limit),
      tenants: async (now) => directory.tenants(now),
      findTokenHash: async (id) => directory.findTokenHash(id),
      expireToken: (hash, at) => writer.write({ kind: 'expire-token', hash, at }),
      suspendToken: (hash, suspended) => writer.write({ kind: 'suspend-token', hash, suspended }),
      removeToken: (hash) => writer.write({ kind: 'remove-token', hash }),
      addDevice: ({ appId, tenant, identities }) =>
        writer.write({ kind: 'add-device', appId, tenant: tenant.id, identities }),
      listDevices: async (after, limit) => directory.listDevices(after, limit),
      findAnyDevice: async (appId) => directory.findAnyDevice(appId),
      addIdentity: (appId, username, roleType) =>
        writer.write({ kind: 'add-identity', appId, username, roleType }),
      removeIdentity: (appId, username) =>
        writer.write({ kind: 'remove-identity', appId, username }),
      removeDevice: (appId) => writer.write({ kind: 'remove-device', appId }),
      addAccount: (account) => writer.write({ kind: 'add-account', account }),
      history: (username, request) => long.history(username, request),
      auditSlice: (walk, after, limit) => long.auditSlice(walk, after, limit),
      countSearches: (searches) => writer.write({ kind: 'count-searches', searches }),
      attribution: (query) => long.attribution(query),
      addWebhook: (webhook) => writer.write({ kind: 'add-webhook', webhook }),
      webhooks: async () => webhooks.webhooks(),
      findWebhook: async (id) => webhooks.findWebhook(id),
      editWebhook: (id, changes, attempts = [], editedAt = undefined) =>
        writer.write({ kind: 'edit-webhook', id, changes, attempts, editedAt }),
      removeWebhook: (id) => writer.write({ kind: 'remove-webhook', id }),
      attempts: async (id, before, limit) => webhooks.attempts(id, before, limit),
      overview: (request, now) => long.overview(request, now),
      exportAccounts: async (after, limit) => transfer.exportAccounts(after, limit),
      exportFollows: async (after, head, limit) => transfer.exportFollows(after, head, limit),
      importAccounts: async (accounts, { freeNames, dryRun }) =>
        dryRun
          ? transfer.admitAccounts(accounts, freeNames)
          : writer.importAccounts(accounts, freeNames),
      head: async () => reader.head(),
      changes: async (after, limit) => reader.changes(after, limit),
      selectChanges: async (query) => reader.selectChanges(query),
      // The file is locked for this process alone.
      takeLease: async () => (reader.isClosed() ? 'refused' : 'held'),
      leaveLease: async () => {},
      hasFailed: () => writer.hasFailed,
      writeFault: () => writer.fault,
      probe: () => writer.probe(),
      close: () => {
        closing ??= close();
        return closing;
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Migrates first, and keeps that connection until the reader's is open: it has made the WAL. */
async function openForReading(
  file: string,
  onRemade: OnRemade,
): Promise<{ readonly readable: Database; readonly isNew: boolean }> {
  const migrating = openDatabase(file, 'write');
  try {
    const isNew = !hasSchema(migrating);
    migrate(migrating);
    await remakeAccountTexts(migrating, onRemade);
    refuseMoved(readMark(migrating));
    if (isCopy(migrating)) renewIdentity(migrating);
    return { readable: openDatabase(file, 'read'), isNew };
  } finally {
    migrating.close();
  }
}
