import type { FollowGraph } from '../domain/graph.js';
import type { Auditor } from './auditor.js';
import type { CallbackService } from './callback-service.js';
import type { DirectoryService } from './directory-service.js';
import type { FeedService } from './feed-service.js';
import type { FinderService } from './finder-service.js';
import type { FollowService } from './follow-service.js';
import type { GraphReadService } from './graph-read-service.js';
import type { GraphWriteService } from './graph-write-service.js';
import type { ListService } from './list-service.js';
import type { OverviewService } from './overview-service.js';
import type { ProfileService } from './profile-service.js';
import type { ReportService } from './report-service.js';
import type { SearchService } from './search-service.js';
import type { TransferService } from './transfer-service.js';
import type { WebhookService } from './webhook-service.js';

export interface FollowGraphParts {
  readonly follows: FollowService;
  readonly search: SearchService;
  readonly lists: ListService;
  readonly profiles: ProfileService;
  readonly finders: FinderService;
  readonly callbacks: CallbackService;
  readonly reads: GraphReadService;
  readonly writes: GraphWriteService;
  readonly transfer: TransferService;
  readonly directory: DirectoryService;
  readonly feed: FeedService;
  readonly overview: OverviewService;
  readonly webhooks: WebhookService;
  readonly reports: ReportService;
  readonly auditor: Auditor;
}

/** The product, put together from the services that each know one part of it. */
export function createFollowGraph({
  follows,
  search,
  lists,
  profiles,
  finders,
  callbacks,
  reads,
  writes,
  transfer,
  directory,
  feed,
  overview,
  webhooks,
  reports,
  auditor,
}: FollowGraphParts): FollowGraph {
  return {
    authenticate: (token) => follows.authenticate(token),
    setFollow: (tenant, request) => follows.setFollow(tenant, request),
    searchFollow: (tenant, request) => follows.searchFollow(tenant, request),
    search: (tenant, request) => search.search(tenant, request),
    listFollowing: (tenant, actor, cursor) => lists.listFollowing(tenant, actor, cursor),
    listMentions: (tenant, actor, request) => lists.listMentions(tenant, actor, request),
    viewAccount: (tenant, request) => profiles.viewAccount(tenant, request),
    describeDevice: (tenant, appId) => profiles.describeDevice(tenant, appId),
    createFinder: (tenant, finder) => finders.createFinder(tenant, finder),
    updateProfile: (tenant, edit) => finders.updateProfile(tenant, edit),
    setOnline: (appId, online) => finders.setOnline(appId, online),
    setCallback: (token, callbackUrl) => callbacks.setCallback(token, callbackUrl),
    listCallbacks: (caller) => callbacks.listCallbacks(caller),
    getCallback: (caller, id) => callbacks.getCallback(caller, id),
    testCallback: (caller, id, signal) => callbacks.testCallback(caller, id, signal),
    listCallbackDeliveries: (caller, id, page) =>
      callbacks.listCallbackDeliveries(caller, id, page),
    isOnline: (tenant, appId) => profiles.isOnline(tenant, appId),
    qrCode: (tenant, actor) => profiles.qrCode(tenant, actor),
    reach: (revision) => reads.reach(revision),
    getAccount: (username, asOf) => reads.getAccount(username, asOf),
    listFollows: (username, request) => reads.listFollows(username, request),
    readHistory: (username, request) => reads.readHistory(username, request),
    checkRelations: (pairs, asOf) => reads.checkRelations(pairs, asOf),
    writeFollows: (caller, rows, options) => writes.writeFollows(caller, rows, options),
    removeFollower: (caller, username, follower) =>
      writes.removeFollower(caller, username, follower),
    setBlock: (caller, username, other, blocked) =>
      writes.setBlock(caller, username, other, blocked),
    blockedAt: (caller, username, other) => writes.blockedAt(caller, username, other),
    setAccountState: (username, state) => writes.setAccountState(username, state),
    exportGraph: (request) => transfer.exportGraph(request),
    startImport: (options) => transfer.startImport(options),
    createToken: (wanted) => directory.createToken(wanted),
    listTokens: (page) => directory.listTokens(page),
    rotateToken: (id, overlap) => directory.rotateToken(id, overlap),
    suspendToken: (id, suspended) => directory.suspendToken(id, suspended),
    deleteToken: (id) => directory.deleteToken(id),
    createDevice: (device) => directory.createDevice(device),
    listDevices: (page) => directory.listDevices(page),
    getDevice: (appId) => directory.getDevice(appId),
    addIdentity: (appId, username, roleType) => directory.addIdentity(appId, username, roleType),
    removeIdentity: (appId, username) => directory.removeIdentity(appId, username),
    deleteDevice: (appId) => directory.deleteDevice(appId),
    createAccount: (account) => directory.createAccount(account),
    listAccounts: (page) => directory.listAccounts(page),
    findAccounts: (text, page) => directory.findAccounts(text, page),
    editAccount: (username, changes) => directory.editAccount(username, changes),
    readChanges: (caller, start, limit, selection) =>
      feed.readChanges(caller, start, limit, selection),
    followChanges: (caller, start, options) => feed.followChanges(caller, start, options),
    readOverview: (request) => overview.readOverview(request),
    auditState: () => auditor.auditState(),
    startAudit: () => auditor.startAudit(),
    reportAttribution: (caller, request) => reports.reportAttribution(caller, request),
    createWebhook: (caller, wanted) => webhooks.createWebhook(caller, wanted),
    listWebhooks: (caller) => webhooks.listWebhooks(caller),
    getWebhook: (caller, id) => webhooks.getWebhook(caller, id),
    editWebhook: (caller, id, edit) => webhooks.editWebhook(caller, id, edit),
    deleteWebhook: (caller, id) => webhooks.deleteWebhook(caller, id),
    rotateWebhookSecret: (caller, id, overlap) => webhooks.rotateWebhookSecret(caller, id, overlap),
    replayWebhook: (caller, id, start) => webhooks.replayWebhook(caller, id, start),
    testWebhook: (caller, id, signal) => webhooks.testWebhook(caller, id, signal),
    listDeliveries: (caller, id, page) => webhooks.listDeliveries(caller, id, page),
    scanFollow: (tenant, actor, content) => profiles.scanFollow(tenant, actor, content),
  };
}
