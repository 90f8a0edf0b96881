import Type from 'typebox';
import { contact } from './contact.js';
import { replyOf } from './envelope.js';
import { appId, identifier, myRoleType, myUserName } from './fields.js';
import { documentedFollow } from './follow-example.js';
import { finderTag, operation } from './operation.js';

const { myUserName: exampleUserName, toUserName: exampleTarget } = documentedFollow.request;

/** Required in the document, and left out by its own clients. */
const omissible = (description?: string) =>
  Type.String({ default: '', ...(description !== undefined && { description }) });

const scanFollowBody = Type.Object(
  {
    appId,
    proxyIp: omissible(),
    myUserName,
    myRoleType,
    qrContent: Type.String({
      description: '二维码内容，或对方的username',
      ...identifier,
      maxLength: 2048,
    }),
    objectId: omissible('作品ID，qrContent为username时传'),
    objectNonceId: omissible('qrContent为username时传'),
  },
  {
    examples: [
      {
        appId: '{{appid}}',
        proxyIp: '',
        myUserName: exampleUserName,
        myRoleType: 3,
        qrContent: exampleTarget,
        objectId: '',
        objectNonceId: '',
      },
    ],
  },
);

const scanFollowReply = replyOf(contact);

export const scanFollow = operation({
  path: '/finder/scanFollow',
  operationId: 'scanFollow',
  summary: '扫码关注',
  description:
    '按二维码链接或username关注，并返回对方资料。Follows the account that a QR link or a username names, and returns its profile.',
  tag: finderTag,
  body: scanFollowBody,
  reply: scanFollowReply,
});

export const scanFollowFailure = '扫码关注失败';
