import Type, { type Static } from 'typebox';
import { replyOf, success } from './envelope.js';
import { appId, myRoleType, myUserName } from './fields.js';
import { documentedFollow } from './follow-example.js';
import { finderTag, operation } from './operation.js';

const { myUserName: exampleUserName } = documentedFollow.request;

const getQrCodeBody = Type.Object(
  { appId, myUserName, myRoleType },
  { examples: [{ appId: '{{appid}}', myUserName: exampleUserName, myRoleType: 3 }] },
);

const getQrCodeReply = replyOf(
  Type.Object({ qrcodeUrl: Type.String({ description: '二维码内容，需自行生成图片' }) }),
);

export const getQrCode = operation({
  path: '/finder/getQrCode',
  operationId: 'getQrCode',
  summary: '获取我的视频号二维码',
  description:
    '返回二维码中的链接（不是图片），可作为scanFollow的qrContent。The link that the account’s QR code encodes; scanFollow takes it.',
  tag: finderTag,
  body: getQrCodeBody,
  reply: getQrCodeReply,
});

export const getQrCodeFailure = '获取二维码失败';

export function toGetQrCodeReply(qrcodeUrl: string): Static<typeof getQrCodeReply> {
  return success({ qrcodeUrl });
}
