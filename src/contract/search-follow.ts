import Type, { type Static } from 'typebox';
import type { SearchFollowRequest } from '../domain/graph.js';
import { toActor } from './actor.js';
import { successMessage } from './envelope.js';
import { appId, identifier, myRoleType, myUserName, toUserName } from './fields.js';
import { documentedFollow } from './follow-example.js';
import { finderTag, operation } from './operation.js';

const { myUserName: exampleUserName, toUserName: exampleTarget } = documentedFollow.request;

const searchFollowBody = Type.Object(
  {
    appId,
    myUserName,
    myRoleType,
    toUserName,
    keyword: Type.String({ description: '搜索关键词', ...identifier }),
  },
  {
    examples: [
      {
        appId: '{{appid}}',
        myUserName: exampleUserName,
        myRoleType: 3,
        toUserName: exampleTarget,
        keyword: '朝夕',
      },
    ],
  },
);

/** The documented reply has no `data`. */
const searchFollowReply = Type.Object({ ret: Type.Integer(), msg: Type.String() });

export const searchFollow = operation({
  path: '/finder/searchFollow',
  operationId: 'searchFollow',
  summary: '搜索关注',
  description:
    '搜索关键词并关注指定的视频号，关键词须能搜到对方。Searches for a keyword and follows the given account, which the keyword must find.',
  tag: finderTag,
  body: searchFollowBody,
  reply: searchFollowReply,
});

export const searchFollowFailure = '搜索关注失败';

export function toSearchFollowRequest(body: Static<typeof searchFollowBody>): SearchFollowRequest {
  return { ...toActor(body), target: body.toUserName, keyword: body.keyword };
}

export function toSearchFollowReply(): Static<typeof searchFollowReply> {
  return { ret: 200, msg: successMessage };
}
