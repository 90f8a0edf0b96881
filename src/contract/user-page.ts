import Type, { type Static } from 'typebox';
import type { Profile } from '../domain/account.js';
import type { AccountView, ViewRequest } from '../domain/view.js';
import { bigId } from './big-id.js';
import { contactFields, toContact, toSeconds } from './contact.js';
import { replyOf, success } from './envelope.js';
import { appId, cursorText, int64, toUserName } from './fields.js';
import { documentedFollow } from './follow-example.js';
import { finderTag, operation } from './operation.js';

const userPageBody = Type.Object(
  {
    appId,
    toUserName,
    lastBuffer: Type.Optional(cursorText('首次传空，后续传接口返回的lastBuffer')),
    maxId: Type.Optional(bigId('首次传0，后续传接口返回的最后一个作品的ID')),
    searchInfo: Type.Optional(
      Type.Object({
        cookies: Type.Optional(Type.String()),
        searchId: Type.Optional(Type.String()),
      }),
    ),
  },
  {
    examples: [
      {
        appId: '{{appid}}',
        toUserName: documentedFollow.request.toUserName,
        lastBuffer: '',
        maxId: 0,
        searchInfo: { cookies: '', searchId: '' },
      },
    ],
  },
);

/** How an app loads works ahead: without works there is nothing to load. */
const noPreload = {
  preloadStrategyId: 0,
  globalInfo: {
    prevCount: 0,
    nextCount: 0,
    maxBitRate: 0,
    preloadFileMinBytes: 0,
    preloadMaxConcurrentCount: 0,
    megavideoMaxBitRate: 0,
    megavideoPrevCount: 0,
    megavideoNextCount: 0,
    minBufferLength: 0,
    maxBufferLength: 0,
    minCurrentFeedBufferLength: 0,
    canPreCreatedPlayer: 0,
  },
};

const userPageReply = replyOf(
  Type.Object({
    object: Type.Array(Type.Object({}), { description: '作品列表' }),
    finderUserInfo: Type.Object({ coverImgUrl: Type.String() }),
    contact: Type.Object({
      ...contactFields,
      followTime: int64({ description: '关注时间，未关注为0' }),
      friendFollowCount: Type.Integer(),
      oneTimeFlag: Type.Integer(),
    }),
    feedsCount: Type.Integer({ description: '作品数' }),
    continueFlag: Type.Integer({ description: '1:可以继续翻页   0:没有更多' }),
    lastBuffer: Type.String({ description: '翻页标识，对应入参' }),
    friendFollowCount: Type.Integer({ description: '关注该视频号的好友数' }),
    userTags: Type.Array(Type.String(), { description: '标签，base64编码' }),
    preloadInfo: Type.Object({
      preloadStrategyId: int64(),
      globalInfo: Type.Object({
        prevCount: Type.Integer(),
        nextCount: Type.Integer(),
        maxBitRate: Type.Integer(),
        preloadFileMinBytes: Type.Integer(),
        preloadMaxConcurrentCount: Type.Integer(),
        megavideoMaxBitRate: Type.Integer(),
        megavideoPrevCount: Type.Integer(),
        megavideoNextCount: Type.Integer(),
        minBufferLength: Type.Integer(),
        maxBufferLength: Type.Integer(),
        minCurrentFeedBufferLength: Type.Integer(),
        canPreCreatedPlayer: Type.Integer(),
      }),
    }),
    privateLock: Type.Integer(),
    liveDurationHours: Type.Integer(),
    justWatch: Type.Object({ showJustWatch: Type.Integer(), allowPrefetch: Type.Integer() }),
    ipRegionInfo: Type.Object({}),
    mcnInfo: Type.Object({ agencyName: Type.String() }),
    productInfo: Type.Object({}),
  }),
);

export const userPage = operation({
  path: '/finder/userPage',
  operationId: 'userPage',
  summary: '获取主页',
  description:
    '一个视频号的资料（作品始终为空）。An account as the device’s main identity sees it; it never has works here.',
  tag: finderTag,
  body: userPageBody,
  reply: userPageReply,
});

export const userPageFailure = '获取主页失败';

export function toViewRequest(body: Static<typeof userPageBody>): ViewRequest {
  return { appId: body.appId, target: body.toUserName, cursor: body.lastBuffer ?? '' };
}

export function toUserPageReply(view: AccountView): Static<typeof userPageReply> {
  const { account, following, followedAt, friends } = view;
  return success({
    object: [],
    finderUserInfo: { coverImgUrl: account.profile.coverImgUrl },
    contact: {
      ...toContact(account, following),
      followTime: followedAt === null ? 0 : toSeconds(followedAt),
      friendFollowCount: friends,
      oneTimeFlag: 0,
    },
    feedsCount: 0,
    continueFlag: 0,
    lastBuffer: view.cursor,
    friendFollowCount: friends,
    userTags: toUserTags(account.profile),
    preloadInfo: noPreload,
    privateLock: 0,
    liveDurationHours: 0,
    justWatch: { showJustWatch: 0, allowPrefetch: 0 },
    ipRegionInfo: {},
    mcnInfo: { agencyName: '' },
    productInfo: {},
  });
}

/** What the page shows under the name: the sex, and the place; nothing for what is unset. */
function toUserTags({ sex, province, city }: Profile): string[] {
  const sexTag = sex === 1 ? '男' : sex === 2 ? '女' : '';
  return [sexTag, `${province} ${city}`.trim()]
    .filter((tag) => tag !== '')
    .map((tag) => Buffer.from(tag, 'utf8').toString('base64'));
}
