import Type, { type Static } from 'typebox';
import type { FollowOutcome } from '../domain/follow.js';
import type { FollowRequest } from '../domain/graph.js';
import { contact, toContact } from './contact.js';
import { success } from './envelope.js';
import { appId, integerOf, myRoleType, myUserName, toUserName } from './fields.js';
import { documentedFollow } from './follow-example.js';
import { finderTag, operation } from './operation.js';

const followBody = Type.Object(
  {
    appId,
    myUserName,
    myRoleType,
    toUserName,
    opType: integerOf([1, 2], { description: '1:关注   2:取消关注' }),
    searchInfo: Type.Optional(
      Type.Object(
        {
          // Any text is read: an unfollow succeeds whatever they say.
          cookies: Type.String({ default: '' }),
          docId: Type.String({ default: '' }),
          searchId: Type.String({ default: '' }),
        },
        {
          description: '如果是通过搜索渠道关注，则把搜索接口返回的cookies、searchId、docId传进来',
        },
      ),
    ),
  },
  { examples: [documentedFollow.request] },
);

const followReply = Type.Object(
  {
    ret: Type.Integer(),
    msg: Type.String(),
    data: contact,
  },
  { examples: [documentedFollow.reply] },
);

export const follow = operation({
  path: '/finder/follow',
  operationId: 'follow',
  summary: '关注',
  description:
    '关注或取消关注一个视频号，并返回对方资料。Follows or unfollows an account and returns its profile.',
  tag: finderTag,
  body: followBody,
  reply: followReply,
});

type FollowBody = Static<typeof followBody>;

/** `msg` of a failure, by `opType`. */
export function followFailure(body: FollowBody): string {
  return body.opType === 1 ? '关注失败' : '取消关注失败';
}

export function toFollowRequest(body: FollowBody): FollowRequest {
  return {
    op: body.opType === 1 ? 'follow' : 'unfollow',
    appId: body.appId,
    follower: body.myUserName,
    roleType: body.myRoleType,
    target: body.toUserName,
    searchInfo: body.searchInfo ?? null,
  };
}

export function toFollowReply(outcome: FollowOutcome): Static<typeof followReply> {
  return success(toContact(outcome.target, outcome.followedAt !== null));
}
