import Type, { type Static } from 'typebox';
import type { FollowingList } from '../domain/view.js';
import { contactFields, toContact, toSeconds } from './contact.js';
import { replyOf, success } from './envelope.js';
import { appId, cursorText, int64, myRoleType, myUserName } from './fields.js';
import { documentedFollow } from './follow-example.js';
import { finderTag, operation } from './operation.js';

const { myUserName: exampleUserName } = documentedFollow.request;

const followListBody = Type.Object(
  {
    appId,
    myUserName,
    myRoleType,
    lastBuffer: Type.Optional(cursorText('首次传空，后续传接口返回的lastBuffer')),
  },
  {
    examples: [
      {
        appId: '{{appid}}',
        proxyIp: '',
        myUserName: exampleUserName,
        myRoleType: 3,
        lastBuffer: '',
      },
    ],
  },
);

const followListReply = replyOf(
  Type.Object({
    contactList: Type.Array(
      Type.Object({
        ...contactFields,
        followTime: int64({ description: '关注时间' }),
      }),
    ),
    lastBuffer: Type.String({ description: '翻页标识，对应入参' }),
    continueFlag: Type.Integer({ description: '1:可以继续翻页   0:没有更多' }),
    followCount: Type.Integer({ description: '关注总数' }),
  }),
);

export const followList = operation({
  path: '/finder/followList',
  operationId: 'followList',
  summary: '获取关注列表',
  description:
    '按关注时间从新到旧，每页20个。Whom the account follows, newest first, 20 a page; `lastBuffer` leads to the next page.',
  tag: finderTag,
  body: followListBody,
  reply: followListReply,
});

export const followListFailure = '获取关注列表失败';

export function toFollowListReply(list: FollowingList): Static<typeof followListReply> {
  return success({
    contactList: list.items.map(({ account, followedAt }) => ({
      ...toContact(account, true),
      followTime: toSeconds(followedAt),
    })),
    lastBuffer: list.cursor,
    continueFlag: list.hasMore ? 1 : 0,
    followCount: list.total,
  });
}
