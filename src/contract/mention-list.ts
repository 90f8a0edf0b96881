import Type, { type Static } from 'typebox';
import type { MentionScene } from '../domain/mention.js';
import type { MentionList, MentionRequest } from '../domain/view.js';
import { replyOf, success } from './envelope.js';
import { appId, cursorText, integerOf, myRoleType, myUserName } from './fields.js';
import { documentedFollow } from './follow-example.js';
import { mention, toMention } from './mention.js';
import { finderTag, operation } from './operation.js';

const { myUserName: exampleUserName } = documentedFollow.request;

const scenes: Readonly<Record<3 | 4 | 5, MentionScene>> = { 3: 'like', 4: 'comment', 5: 'follow' };

const mentionListBody = Type.Object(
  {
    appId,
    myUserName,
    myRoleType,
    reqScene: integerOf([3, 4, 5], { description: '3:点赞   4:评论   5:关注' }),
    lastBuff: cursorText('首次传空，后续传接口返回的lastBuff'),
  },
  {
    examples: [
      {
        appId: '{{appid}}',
        myUserName: exampleUserName,
        myRoleType: 3,
        reqScene: 5,
        lastBuff: '',
      },
    ],
  },
);

const mentionListReply = replyOf(
  Type.Object({
    list: Type.Object({ mentions: Type.Array(mention) }),
    lastBuff: Type.String({ description: '翻页标识，对应入参' }),
  }),
);

export const mentionList = operation({
  path: '/finder/mentionList',
  operationId: 'mentionList',
  summary: '获取消息列表',
  description:
    '谁关注了我（reqScene为5），从新到旧，每页20条；带lastBuff时先给新增的，再给更早的，每条只出现一次，没有更多时lastBuff不变。Who followed the account, newest first, 20 a page; with `lastBuff`, what came since and then what is older, each once. At the end `lastBuff` stays as it was sent.',
  tag: finderTag,
  body: mentionListBody,
  reply: mentionListReply,
});

export const mentionListFailure = '获取消息列表失败';

export function toMentionRequest(body: Static<typeof mentionListBody>): MentionRequest {
  return { scene: scenes[body.reqScene], cursor: body.lastBuff };
}

export function toMentionListReply(list: MentionList): Static<typeof mentionListReply> {
  return success({ list: { mentions: list.mentions.map(toMention) }, lastBuff: list.cursor });
}
