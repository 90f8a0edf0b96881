import Type, { type Static } from 'typebox';
import type { Mention } from '../domain/mention.js';
import { int64 } from './fields.js';
import { listedContactFields, toListedContact, toSeconds } from './listed-contact.js';

/** The contact inside a mention: the follow flag sits on the mention instead. */
const mentionContact = Type.Object({
  ...Type.Omit(Type.Object(listedContactFields), ['followFlag']).properties,
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
  mentionId: int64({ description: '消息ID' }),
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
 * A follow as its target is told of it. The ids are the follow's ledger time: unique, rising, and
 * below 2^53. Members whose meaning is undocumented carry the constants of the documented example.
 */
export function toMention({ follower, at, followedBack }: Mention): Static<typeof mention> {
  const { followFlag, ...contact } = toListedContact(follower, followedBack);
  return {
    headUrl: follower.profile.headUrl,
    nickname: follower.profile.nickname,
    mentionType: followMentionType,
    mentionContent: '关注了你',
    createtime: toSeconds(at),
    thumbUrl: '',
    mentionId: at,
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
    svrMentionId: at,
    followFlag,
    orderCount: 0,
    interactionCount: 0,
    forceUseRefContent: 0,
  };
}
