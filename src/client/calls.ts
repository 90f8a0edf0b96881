import type { Page } from './api-call.js';
import type { Endpoint, Retry } from './endpoint.js';
import type * as admin from './types-admin.js';
import type * as contract from './types-contract.js';
import type * as graph from './types-graph.js';

/** A call, and in `types` (which no object has) what it takes and answers. */
export interface Call<Input, Result> extends Endpoint {
  readonly pageBy: null;
  readonly types?: (input: Input) => Result;
}

export interface ListCall<Input, P extends Page<unknown>> extends Endpoint {
  readonly pageBy: 'cursor' | 'after';
  readonly types?: (input: Input) => P;
}

function operation<Input, Data>(
  path: Endpoint['path'],
  retry: Retry = 'always',
): Call<Input, Data> {
  return {
    api: 'contract',
    method: 'POST',
    path,
    query: [],
    body: true,
    admin: false,
    retry,
    pageBy: null,
  };
}

type Rest = Partial<Pick<Endpoint, 'query' | 'body' | 'admin' | 'retry'>>;

function call<Input, Result>(
  method: Endpoint['method'],
  path: Endpoint['path'],
  rest: Rest = {},
): Call<Input, Result> {
  const retry = method === 'GET' ? 'always' : 'keyed';
  return {
    api: 'graph',
    method,
    path,
    query: [],
    body: false,
    admin: false,
    retry,
    pageBy: null,
    ...rest,
  };
}

function list<Input, P extends Page<unknown>>(
  path: Endpoint['path'],
  query: readonly string[],
  rest: Rest & Partial<Pick<ListCall<Input, P>, 'pageBy'>> = {},
): ListCall<Input, P> {
  return { ...call('GET', path), query, pageBy: 'cursor', ...rest };
}

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
    search: operation<contract.SearchBody, contract.SearchData>('/finder/search'),
    searchFollow: operation<contract.SearchFollowBody, void>('/finder/searchFollow'),
    scanFollow: operation<contract.ScanFollowBody, contract.Contact>('/finder/scanFollow'),
    followList: operation<contract.FollowListBody, contract.FollowListData>('/finder/followList'),
    userPage: operation<contract.UserPageBody, contract.UserPageData>('/finder/userPage'),
    mentionList: operation<contract.MentionListBody, contract.MentionListData>(
      '/finder/mentionList',
    ),
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
    get: call<Named, graph.AccountDetails>('GET', '/accounts/:username'),
    create: call<graph.NewAccount, graph.AccountDetails>('POST', '/accounts', {
      ...body,
      ...asAdmin,
    }),
    list: list<PageQuery, Page<graph.AccountDetails>>('/accounts', ['limit', 'cursor'], asAdmin),
    update: call<graph.NewAccount, graph.AccountDetails>('PATCH', '/accounts/:username', {
      ...body,
      ...asAdmin,
    }),
    followers: list<Named & graph.ListQuery, Accounts>('/accounts/:username/followers', ofList),
    following: list<Named & graph.ListQuery, Accounts>('/accounts/:username/following', ofList),
    mutuals: list<Named & graph.ListQuery, Accounts>('/accounts/:username/mutuals', ofList),
    /** Followers gained and lost, by hour or day. */
    history: call<Named & admin.HistoryQuery, { items: admin.HistoryBucket[] }>(
      'GET',
      '/accounts/:username/history',
      { query: ['by', 'from', 'to'] },
    ),
    suspend: call<Named, unknown>('POST', '/accounts/:username/suspend', asAdmin),
    restore: call<Named, unknown>('POST', '/accounts/:username/restore', asAdmin),
    delete: call<Named, void>('DELETE', '/accounts/:username', asAdmin),
    removeFollower: call<Named & { follower: string }, void>(
      'DELETE',
      '/accounts/:username/followers/:follower',
    ),
    block: call<Named & { other: string }, void>('PUT', pair),
    unblock: call<Named & { other: string }, void>('DELETE', pair),
    isBlocked: call<Named & { other: string }, { blocked: boolean }>('GET', pair),
  },
  follows: {
    /** Up to 1000 rows in one commit; each row has its own result. */
    batch: call<
      { rows: graph.FollowRow[]; dryRun?: boolean },
      { rows: graph.FollowRowResult[]; dryRun: boolean }
    >('POST', '/follows/batch', body),
  },
  relations: {
    check: call<
      { pairs: graph.RelationPair[]; asOf?: graph.AsOf },
      { relations: graph.Relation[] }
    >('POST', '/relations/check', { ...body, retry: 'always' }),
  },
  changes: {
    list: list<{ after?: string; limit?: number }, Page<graph.Change>>(
      '/changes',
      ['after', 'limit'],
      { pageBy: 'after' },
    ),
  },
  webhooks: {
    create: call<{ url: string }, admin.NewWebhook>('POST', '/webhooks', body),
    list: call<object, { items: admin.Webhook[] }>('GET', '/webhooks'),
    delete: call<{ id: string }, void>('DELETE', '/webhooks/:id'),
  },
  reports: {
    attribution: call<admin.AttributionQuery, { items: admin.AttributionRow[] }>(
      'GET',
      '/reports/attribution',
      { query: ['by', 'from', 'to', 'limit'] },
    ),
  },
  audit: {
    get: call<object, admin.AuditVerdict>('GET', '/audit', asAdmin),
    run: call<object, admin.AuditVerdict>('POST', '/audit', asAdmin),
  },
  tokens: {
    create: call<{ tenant: string; name?: string }, admin.NewToken>('POST', '/tokens', {
      ...body,
      ...asAdmin,
    }),
    list: list<PageQuery, Page<admin.TokenInfo>>('/tokens', ['limit', 'cursor'], asAdmin),
    rotate: call<{ id: string }, admin.NewToken>('POST', '/tokens/:id/rotate', asAdmin),
    delete: call<{ id: string }, void>('DELETE', '/tokens/:id', asAdmin),
  },
  devices: {
    create: call<
      { appId: string; tenant: string; identities?: { username: string; roleType: number }[] },
      admin.Device
    >('POST', '/devices', { ...body, ...asAdmin }),
    list: list<PageQuery, Page<admin.Device>>('/devices', ['limit', 'cursor'], asAdmin),
    setOnline: call<{ appId: string; online: boolean }, { appId: string; online: boolean }>(
      'PATCH',
      '/devices/:appId',
      { ...body, ...asAdmin },
    ),
    delete: call<{ appId: string }, void>('DELETE', '/devices/:appId', asAdmin),
  },
} as const;

export const changeStream: Endpoint = call('GET', '/changes/stream');
