import Type, { type Static } from 'typebox';
import { replyOf, success } from './envelope.js';
import { appId } from './fields.js';
import { loginTag, operation } from './operation.js';

const checkOnlineReply = replyOf(Type.Boolean({ description: 'true:在线   false:离线' }));

export const checkOnline = operation({
  path: '/login/checkOnline',
  operationId: 'checkOnline',
  summary: '检查是否在线',
  description: '设备是否在线。Whether the device is online.',
  tag: loginTag,
  body: Type.Object({ appId }, { examples: [{ appId: '{{appid}}' }] }),
  reply: checkOnlineReply,
});

export const checkOnlineFailure = '查询在线状态失败';

export function toCheckOnlineReply(online: boolean): Static<typeof checkOnlineReply> {
  return success(online);
}
