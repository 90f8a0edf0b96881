import type { Page } from './api-call.js';
import { call, list, listOperation, operation } from './call.js';
import type { Endpoint } from './endpoint.js';
import { changesPaging, followListPaging, mentionListPaging, searchPaging } from './paging.js';
import type * as admin from './types-admin.js';
import type * as audit from './types-audit.js';
import type * as callback from './types-callbacks.js';
import type * as contract from './types-contract.js';
import type * as graph from './types-graph.js';
import type * as report from './types-reports.js';
import type * as webhook from './types-webhooks.js';

type Named = graph.Named;
type PageQuery = { limit?: number; cursor?: string };
type Accounts = graph.GraphPage<graph.ListedAccount>;

const body = { body: true } as const;
const asAdmin = { admin: true } as const;
const ofList = ['limit', 'cursor', 'order', 'asOf'] as const;
const pair = '/accounts/:username/blocks/:other';

/** Every call, once: from this table the methods of the client are made. */
export const calls = {
  finder: {
    follow: operation<contract.FollowBody, contract.Contact>('/finder/follow', 'keyed'),
    search: listOperation<contract.SearchBody, contract.SearchData, contract.SearchItem>(
      '/finder/search',
      searchPaging,
    ),
    searchFollow: operation<contract.SearchFollowBody, void>('/finder/searchFollow'),
    scanFollow: operation<contract.ScanFollowBody, contract.Contact>('/finder/scanFollow'),
    followList: listOperation<
      contract.FollowListBody,
      contract.FollowListData,
      contract.ListedContact
    >('/finder/followList', followListPaging),
    userPage: operation<contract.UserPageBody, contract.UserPageData>('/finder/userPage'),
    mentionList: listOperation<
      contract.MentionListBody,
      contract.MentionListData,
      contract.Mention
    >('/finder/mentionList', mentionListPaging),
    getProfile: operation<contract.DeviceBody, contract.ProfileData>('/finder/getProfile'),
    /** Is not tried again once the server may have it: each success makes an account. */
    createFinder: operation<contract.CreateFinderBody, contract.CreatedFinder>(
      '/finder/createFinder',
      'unreceived',
    ),
    updateProfile: operation<contract.UpdateProfileBody, void>('/finder/updateProfile'),
    getQrCode: operation<contract.ActorFields, contract.QrCodeData>('/finder/getQrCode'),
  },
  login: {
    checkOnline: operation<contract.DeviceBody, boolean>('/login/checkOnline'),
    setCallback: operation<contract.SetCallbackBody, void>('/login/setCallback'),
  },
  accounts: {
    get: call<Named & { asOf?: graph.AsOf }, graph.AccountDetails>('GET', '/accounts/:username', {
      query: ['asOf'],
    }),
    create: call<graph.NewAccount, graph.AccountDetails>('POST', '/accounts', {
      ...body,
      ...asAdmin,
    }),
    list: list<PageQuery & { query?: string }, Page<graph.AccountEntry>>(
      '/accounts',
      ['query', 'limit', 'cursor'],
      asAdmin,
    ),
    update: call<Named & graph.ProfileEdit, graph.AccountDetails>('PATCH', '/accounts/:username', {
      ...body,
      ...asAdmin,
    }),
    /** Followers gained and lost, by hour or day. */
    history: call<Named & graph.HistoryQuery, graph.HistoryReply>(
      'GET',
      '/accounts/:username/history',
      { query: ['unit', 'from', 'to', 'tz'] },
    ),
    followers: list<Named & graph.ListQuery, Accounts>('/accounts/:username/followers', ofList),
    following: list<Named & graph.ListQuery, Accounts>('/accounts/:username/following', ofList),
    mutuals: list<Named & graph.ListQuery, Accounts>('/accounts/:username/mutuals', ofList),
    setState: call<Named & { state: 'active' | 'suspended' }, graph.WriteResult>(
      'PUT',
      '/accounts/:username/state',
      { ...body, ...asAdmin },
    ),
    delete: call<Named, graph.WriteResult>('DELETE', '/accounts/:username', asAdmin),
    removeFollower: call<Named & { follower: string }, graph.WriteResult>(
      'DELETE',
      '/accounts/:username/followers/:follower',
    ),
    block: call<Named & { other: string }, graph.WriteResult>('PUT', pair),
    unblock: call<Named & { other: string }, graph.WriteResult>('DELETE', pair),
    isBlocked: call<Named & { other: string }, graph.Block>('GET', pair),
  },
  follows: {
    /** Up to 1000 rows in one commit; each row has its own result. */
    batch: call<
      { rows: graph.FollowRow[]; dryRun?: boolean },
      { rows: graph.FollowRowResult[]; dryRun: boolean }
    >('POST', '/follows/batch', { ...body, retry: 'keyed' }),
  },
  relations: {
    check: call<
      { pairs: graph.RelationPair[]; asOf?: graph.AsOf },
      { relations: graph.Relation[] }
    >('POST', '/relations/check', { ...body, retry: 'always' }),
  },
  changes: {
    list: {
      ...list<graph.ChangesQuery, Page<graph.Change>>('/changes', [
        ...['after', 'from', 'order', 'account', 'limit', 'cursor'],
      ]),
      paging: changesPaging,
    },
  },
  audit: {
    get: call<object, audit.AuditReply>('GET', '/audit', asAdmin),
    /** Asks for a pass over everything; `get` tells when it has ended. */
    start: call<object, { run: number }>('POST', '/audit/run', asAdmin),
  },
  reports: {
    /** Which searches won follows, and whether those lasted. */
    attribution: list<report.AttributionInput, report.AttributionReport>('/reports/attribution', [
      'by',
      'origin',
      'from',
      'to',
      'tz',
      'asOf',
      'limit',
      'cursor',
    ]),
  },
  /** Where `login.setCallback` has new followers told, and whether they arrive. */
  callbacks: {
    list: call<object, { items: callback.Callback[] }>('GET', '/callbacks'),
    get: call<{ id: string }, callback.Callback>('GET', '/callbacks/:id'),
    test: call<{ id: string }, webhook.TestDelivery>('POST', '/callbacks/:id/test'),
    deliveries: list<{ id: string } & PageQuery, Page<callback.CallbackAttempt>>(
      '/callbacks/:id/deliveries',
      ['limit', 'cursor'],
    ),
  },
  webhooks: {
    create: call<
      webhook.WebhookSettings & { after?: graph.AsOf; from?: 'start' | 'head' },
      webhook.NewWebhook
    >('POST', '/webhooks', body),
    list: call<object, { items: webhook.Webhook[] }>('GET', '/webhooks'),
    get: call<{ id: string }, webhook.Webhook>('GET', '/webhooks/:id'),
    /** `paused: false` also takes up a webhook that was ended. */
    update: call<
      { id: string; paused?: boolean } & Partial<webhook.WebhookSettings>,
      webhook.Webhook
    >('PATCH', '/webhooks/:id', body),
    delete: call<{ id: string }, void>('DELETE', '/webhooks/:id', {
      gone: 'webhook_unknown',
    }),
    rotate: call<{ id: string; overlapSeconds?: number }, webhook.NewWebhook>(
      'POST',
      '/webhooks/:id/rotate',
      body,
    ),
    replay: call<{ id: string; after?: graph.AsOf; from?: 'start' | 'head' }, webhook.Webhook>(
      'POST',
      '/webhooks/:id/replay',
      body,
    ),
    test: call<{ id: string }, webhook.TestDelivery>('POST', '/webhooks/:id/test'),
    deliveries: list<{ id: string } & PageQuery, Page<webhook.DeliveryAttempt>>(
      '/webhooks/:id/deliveries',
      ['limit', 'cursor'],
    ),
  },
  instance: {
    /** Totals, what the ledger did over time, and who gained most. */
    overview: call<graph.HistoryQuery, admin.OverviewReply>('GET', '/overview', {
      query: ['unit', 'from', 'to', 'tz'],
      ...asAdmin,
    }),
    /** The contract's calls that were answered last. */
    calls: call<{ appId?: string; limit?: number }, { items: admin.AnsweredCall[] }>(
      'GET',
      '/calls',
      { query: ['appId', 'limit'], ...asAdmin },
    ),
  },
  tokens: {
    create: call<{ tenant?: string; label?: string }, admin.NewToken>('POST', '/tokens', {
      ...body,
      ...asAdmin,
    }),
    list: list<PageQuery, Page<admin.TokenInfo>>('/tokens', ['limit', 'cursor'], asAdmin),
    rotate: call<{ id: string; overlapSeconds?: number }, admin.NewToken>(
      'POST',
      '/tokens/:id/rotate',
      { ...body, ...asAdmin },
    ),
    suspend: call<{ id: string; suspended: boolean }, void>('PATCH', '/tokens/:id', {
      ...body,
      ...asAdmin,
    }),
    delete: call<{ id: string }, void>('DELETE', '/tokens/:id', {
      ...asAdmin,
      gone: 'token_unknown',
    }),
  },
  devices: {
    create: call<
      { appId?: string; tenant: string; identities?: { username: string; roleType?: 1 | 3 }[] },
      admin.NewDevice
    >('POST', '/devices', { ...body, ...asAdmin }),
    list: list<PageQuery, Page<admin.Device>>('/devices', ['limit', 'cursor'], asAdmin),
    get: call<{ appId: string }, admin.Device>('GET', '/devices/:appId', asAdmin),
    addIdentity: call<{ appId: string; username: string; roleType?: 1 | 3 }, admin.Device>(
      'PUT',
      '/devices/:appId/identities/:username',
      { ...body, ...asAdmin },
    ),
    removeIdentity: call<{ appId: string; username: string }, admin.Device>(
      'DELETE',
      '/devices/:appId/identities/:username',
      asAdmin,
    ),
    setOnline: call<{ appId: string; online: boolean }, { appId: string; online: boolean }>(
      'PATCH',
      '/devices/:appId',
      { ...body, ...asAdmin },
    ),
    delete: call<{ appId: string }, void>('DELETE', '/devices/:appId', {
      ...asAdmin,
      gone: 'device_unknown',
    }),
  },
} as const;

export const changeStream: Endpoint = call('GET', '/changes/stream', {
  query: ['account', 'after'],
});
