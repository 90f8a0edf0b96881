import Type, { type Static } from 'typebox';
import type { Mention } from '../domain/mention.js';
import { contactFields, toContact, toSeconds } from './contact.js';
import { int64 } from './fields.js';

/** The contact inside a mention: the follow flag sits on the mention instead. */
const mentionContact = Type.Object({
  ...Type.Omit(Type.Object(contactFields), ['followFlag']).properties,
  seq: Type.Integer(),
});

/** One notification. */
export const mention = Type.Object({
  headUrl: Type.String({ description: '头像' }),
  nickname: Type.String({ description: '昵称' }),
  mentionType: Type.Integer({ description: '消息类型' }),
  mentionContent: Type.String({ description: '消息内容' }),
  createtime: int64({ description: '时间' }),
  thumbUrl: Type.String({ description: '缩略图' }),
  mentionId: int64({ description: '消息ID，按账号从1递增' }),
  refObjectId: int64({ description: '引用作品ID' }),
  refCommentId: int64({ description: '引用评论ID' }),
  flag: Type.Integer(),
  extflag: Type.Integer(),
  refContent: Type.String(),
  mediaType: Type.Integer(),
  description: Type.String(),
  replyNickname: Type.String(),
  refObjectNonceId: Type.String(),
  username: Type.String({ description: '对方的username' }),
  contact: Type.Object({ contact: mentionContact }),
  refObjectType: Type.Integer(),
  extInfo: Type.Object({ appName: Type.String(), entityId: Type.String() }),
  svrMentionId: int64(),
  followFlag: Type.Integer(),
  orderCount: Type.Integer(),
  interactionCount: Type.Integer(),
  forceUseRefContent: Type.Integer(),
});

/**
 * The only `mentionType` besides that of a like in any documented example. Upstream's value for a
 * follow is not known, so this one is ours; clients tell mentions apart by `reqScene`.
 */
const followMentionType = 18;

/**
 * A follow as its target is told of it. The ids number the target's mentions: small, rising with time,
 * and the account's own. Members whose meaning is undocumented carry the constants of the documented example.
 */
export function toMention({ follower, at, number, followedBack }: Mention): Static<typeof mention> {
  const { followFlag, ...contact } = toContact(follower, followedBack);
  return {
    headUrl: follower.profile.headUrl,
    nickname: follower.profile.nickname,
    mentionType: followMentionType,
    mentionContent: '关注了你',
    createtime: toSeconds(at),
    thumbUrl: '',
    mentionId: number,
    refObjectId: 0,
    refCommentId: 0,
    flag: 0,
    extflag: 3,
    refContent: '',
    mediaType: 0,
    description: '',
    replyNickname: '',
    refObjectNonceId: '',
    username: follower.username,
    contact: { contact: { ...contact, seq: 0 } },
    refObjectType: 0,
    extInfo: { appName: '', entityId: '' },
    svrMentionId: number,
    followFlag,
    orderCount: 0,
    interactionCount: 0,
    forceUseRefContent: 0,
  };
}
