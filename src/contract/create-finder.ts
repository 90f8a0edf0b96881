import Type, { type Static } from 'typebox';
import type { Account } from '../domain/account.js';
import type { NewFinder } from '../domain/finder.js';
import { replyOf, success } from './envelope.js';
import { appId } from './fields.js';
import { finderTag, operation } from './operation.js';
import { headImg, nickName, sex, signature } from './profile-fields.js';

const createFinderBody = Type.Object(
  {
    appId,
    nickName,
    headImg,
    signature: Type.Optional(signature),
    sex: Type.Optional(sex),
  },
  {
    examples: [
      {
        appId: '{{appid}}',
        nickName: '关注小站',
        headImg: 'https://example.com/head.png',
        signature: '',
        sex: 1,
      },
    ],
  },
);

const createFinderReply = replyOf(
  Type.Object({
    username: Type.String({ description: '视频号的username' }),
    nickname: Type.String({ description: '昵称' }),
    headUrl: Type.String({ description: '头像' }),
    signature: Type.String({ description: '简介' }),
    followFlag: Type.Integer(),
  }),
);

export const createFinder = operation({
  path: '/finder/createFinder',
  operationId: 'createFinder',
  summary: '创建视频号',
  description:
    '为设备创建视频号，每个设备一个。Creates the finder account of a device; a device has one at most.',
  tag: finderTag,
  body: createFinderBody,
  reply: createFinderReply,
});

export const createFinderFailure = '创建视频号失败';

export function toNewFinder(body: Static<typeof createFinderBody>): NewFinder {
  const { appId, nickName: nickname, headImg: headUrl, signature = '', sex = 0 } = body;
  return { appId, nickname, headUrl, signature, sex };
}

/** One's own account counts as followed. */
export function toCreateFinderReply({
  username,
  profile,
}: Account): Static<typeof createFinderReply> {
  const { nickname, headUrl, signature } = profile;
  return success({ username, nickname, headUrl, signature, followFlag: 1 });
}
