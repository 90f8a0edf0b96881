import Type from 'typebox';
import type { FollowerNews } from '../domain/callback.js';
import type { TestDelivery } from '../domain/webhook.js';
import { bareReply } from './envelope.js';
import { toMention } from './mention.js';
import { loginTag, operation } from './operation.js';

export const setCallback = operation({
  path: '/login/setCallback',
  aliases: ['/tools/setCallback'],
  operationId: 'setCallback',
  summary: '设置消息回调地址',
  description: [
    '设置该token名下设备的事件回调地址：每有新粉丝，就向它POST一条FinderFollow。传空字符串即取消。',
    '未收到2xx应答会按顺序重试，同一事件可能收到多次，请以Wxid（被关注的账号）加Data.svrMentionId去重。',
    'Sets where events of this token’s devices are posted: a FinderFollow for each new follower. An',
    'empty text ends it. Deliveries are in order, at least once, retried until a 2xx answer; tell',
    'repeats apart by Wxid, the account that was followed, and Data.svrMentionId.',
  ].join('\n'),
  tag: loginTag,
  body: Type.Object(
    {
      token: Type.String({ description: '与请求头X-GEWE-TOKEN相同' }),
      callbackUrl: Type.String({
        description: '回调地址，http或https；必填，空字符串为取消',
        minLength: 0,
        maxLength: 1024,
      }),
    },
    { examples: [{ token: '{{gewe-token}}', callbackUrl: 'http://192.168.1.5:8080/callback' }] },
  ),
  reply: bareReply,
});

/** Tells what a success should not hide: the documented reply has no room for it. */
export const hintHeader = 'Guanzhu-Hint';

/** The hint that an address is set at which nobody listens yet. */
export function unreachable({ failedStep, detail }: TestDelivery): string {
  const reason = `${failedStep}: ${detail}`.replace(/[^ -~]/g, '?');
  return `the address is set, but cannot be reached now (${reason}); GET /v1/callbacks tells how it goes`;
}

export const setCallbackFailure = '设置回调地址失败';

/** What a callback address receives to be tried: it tells nothing. */
export const callbackTest = { TypeName: 'CallbackTest', Appid: '', Data: {} } as const;

/** What a callback address receives: the mention that `mentionList` shows, and whose it is. */
export function toFollowerEvent({ appId, username, mention }: FollowerNews) {
  return { TypeName: 'FinderFollow', Appid: appId, Wxid: username, Data: toMention(mention) };
}
