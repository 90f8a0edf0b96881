import type { Static, TSchema } from 'typebox';
import { expectTypeOf, test } from 'vitest';
import type * as client from '#guanzhu/client/index.js';
import type { createFinder } from '#guanzhu/contract/create-finder.js';
import type { follow } from '#guanzhu/contract/follow.js';
import type { followList } from '#guanzhu/contract/follow-list.js';
import type { getProfile } from '#guanzhu/contract/get-profile.js';
import type { getQrCode } from '#guanzhu/contract/get-qr-code.js';
import type { mentionList } from '#guanzhu/contract/mention-list.js';
import type { scanFollow } from '#guanzhu/contract/scan-follow.js';
import type { search } from '#guanzhu/contract/search.js';
import type { searchFollow } from '#guanzhu/contract/search-follow.js';
import type { setCallback } from '#guanzhu/contract/set-callback.js';
import type { updateProfile } from '#guanzhu/contract/update-profile.js';
import type { userPage } from '#guanzhu/contract/user-page.js';
import type { getAccount, getBlock, putBlock } from '#guanzhu/contract/v1/account.js';
import type { listAccounts } from '#guanzhu/contract/v1/account-directory.js';
import type { getAudit } from '#guanzhu/contract/v1/audit.js';
import type { listCalls } from '#guanzhu/contract/v1/calls.js';
import type { listChanges } from '#guanzhu/contract/v1/changes.js';
import type { createDevice, getDevice, setDeviceOnline } from '#guanzhu/contract/v1/devices.js';
import type { checkRelations, followLists } from '#guanzhu/contract/v1/follows.js';
import type { getHistory } from '#guanzhu/contract/v1/history.js';
import type { getOverview } from '#guanzhu/contract/v1/overview.js';
import type { reportAttribution } from '#guanzhu/contract/v1/reports.js';
import type { createToken, listTokens } from '#guanzhu/contract/v1/tokens.js';
import type { importGraph } from '#guanzhu/contract/v1/transfer.js';
import type {
  createWebhook,
  getWebhook,
  listDeliveries,
  testWebhook,
} from '#guanzhu/contract/v1/webhooks.js';

// The compiler checks these; running them does nothing.
type Op = { readonly body: TSchema; readonly reply: TSchema };
type Sent<O extends Op> = Static<O['body']>;
type Data<O extends Op> = Static<O['reply']> extends { data: infer D } ? D : never;

/** Each way; what the server fills in may be left out by a client. */
const bodies = <Mine, Served>(
  _: Served extends Mine ? (Required<Mine> extends Required<Served> ? 'equal' : never) : never,
) => {};
const replies = <Mine, Served>(
  _: Served extends Mine ? (Mine extends Served ? 'equal' : never) : never,
) => {};

test('the bodies are those of the served schemas', () => {
  bodies<client.FollowBody, Sent<typeof follow>>('equal');
  bodies<client.SearchBody, Sent<typeof search>>('equal');
  bodies<client.SearchFollowBody, Sent<typeof searchFollow>>('equal');
  bodies<client.ScanFollowBody, Sent<typeof scanFollow>>('equal');
  bodies<client.FollowListBody, Sent<typeof followList>>('equal');
  bodies<client.UserPageBody, Sent<typeof userPage>>('equal');
  bodies<client.MentionListBody, Sent<typeof mentionList>>('equal');
  bodies<client.DeviceBody, Sent<typeof getProfile>>('equal');
  bodies<client.CreateFinderBody, Sent<typeof createFinder>>('equal');
  bodies<client.UpdateProfileBody, Sent<typeof updateProfile>>('equal');
  bodies<client.ActorFields, Sent<typeof getQrCode>>('equal');
  bodies<client.SetCallbackBody, Sent<typeof setCallback>>('equal');
  // What the server refuses to do without may not be left out either.
  expectTypeOf<client.SetCallbackBody>().toEqualTypeOf<Sent<typeof setCallback>>();
});

test('the replies are those of the served schemas', () => {
  replies<client.Contact, Data<typeof follow>>('equal');
  replies<client.Contact, Data<typeof scanFollow>>('equal');
  replies<client.SearchData, Data<typeof search>>('equal');
  replies<client.FollowListData, Data<typeof followList>>('equal');
  replies<client.UserPageData, Data<typeof userPage>>('equal');
  replies<client.MentionListData, Data<typeof mentionList>>('equal');
  replies<client.ProfileData, Data<typeof getProfile>>('equal');
  replies<client.CreatedFinder, Data<typeof createFinder>>('equal');
  replies<client.QrCodeData, Data<typeof getQrCode>>('equal');
  type Devices = client.GuanzhuClient['devices'];
  replies<Awaited<ReturnType<Devices['setOnline']>>, Static<(typeof setDeviceOnline)['reply']>>(
    'equal',
  );
});

test('the replies of the graph API are those of the served schemas', () => {
  type Reply<C extends { readonly reply: TSchema }> = Static<C['reply']>;
  type Items<C extends { readonly reply: TSchema }> =
    Reply<C> extends { items: (infer Item)[] } ? Item : never;
  replies<client.AccountDetails, Reply<typeof getAccount>>('equal');
  replies<client.AccountEntry, Items<typeof listAccounts>>('equal');
  replies<client.ListedAccount, Items<(typeof followLists)['followers']>>('equal');
  replies<{ relations: client.Relation[] }, Reply<typeof checkRelations>>('equal');
  replies<client.HistoryReply, Reply<typeof getHistory>>('equal');
  replies<client.WriteResult, Reply<typeof putBlock>>('equal');
  replies<client.Block, Reply<typeof getBlock>>('equal');
  replies<client.Change, Items<typeof listChanges>>('equal');
  replies<client.AuditReply, Reply<typeof getAudit>>('equal');
  replies<client.AttributionReport, Reply<typeof reportAttribution>>('equal');
  replies<client.Webhook, Reply<typeof getWebhook>>('equal');
  replies<client.NewWebhook, Reply<typeof createWebhook>>('equal');
  replies<client.TestDelivery, Reply<typeof testWebhook>>('equal');
  replies<client.DeliveryAttempt, Items<typeof listDeliveries>>('equal');
  replies<client.TokenInfo, Items<typeof listTokens>>('equal');
  replies<client.NewToken, Reply<typeof createToken>>('equal');
  replies<client.Device, Reply<typeof getDevice>>('equal');
  replies<client.NewDevice, Reply<typeof createDevice>>('equal');
  replies<client.OverviewReply, Reply<typeof getOverview>>('equal');
  replies<client.AnsweredCall, Items<typeof listCalls>>('equal');
  replies<client.ImportResult, Reply<typeof importGraph>>('equal');
});

test('the methods take and answer what the table says', () => {
  type Client = client.GuanzhuClient;
  expectTypeOf<Parameters<Client['finder']['follow']>[0]>().toEqualTypeOf<client.FollowBody>();
  expectTypeOf<Awaited<ReturnType<Client['login']['checkOnline']>>>().toEqualTypeOf<boolean>();
  expectTypeOf<ReturnType<Client['accounts']['followers']>>().toExtend<
    AsyncIterable<client.ListedAccount>
  >();
  expectTypeOf<Parameters<Client['tokens']['create']>>().toExtend<[object?, client.CallOptions?]>();
});
