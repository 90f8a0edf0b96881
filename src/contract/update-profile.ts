import Type, { type Static } from 'typebox';
import type { ProfileEdit } from '../domain/finder.js';
import { toActor } from './actor.js';
import { bareReply } from './envelope.js';
import { appId, myRoleType, myUserName } from './fields.js';
import { documentedFollow } from './follow-example.js';
import { finderTag, operation } from './operation.js';
import { city, country, headImg, nickName, province, sex, signature } from './profile-fields.js';

const updateProfileBody = Type.Object(
  {
    appId,
    myUserName,
    myRoleType,
    nickName: Type.Optional(nickName),
    headImg: Type.Optional(headImg),
    signature: Type.Optional(signature),
    sex: Type.Optional(sex),
    country: Type.Optional(country),
    province: Type.Optional(province),
    city: Type.Optional(city),
  },
  {
    examples: [
      {
        appId: '{{appid}}',
        myUserName: documentedFollow.request.myUserName,
        myRoleType: 3,
        nickName: '关注小站',
        country: 'CN',
        province: 'Jiangsu',
        city: 'Xuzhou',
      },
    ],
  },
);

export const updateProfile = operation({
  path: '/finder/updateProfile',
  operationId: 'updateProfile',
  summary: '修改我的视频号信息',
  description:
    '修改自己的视频号资料，未传的字段不变，简介和地区传空字符串即清空。Edits the own profile: absent members stay, an empty signature or place clears it.',
  tag: finderTag,
  body: updateProfileBody,
  reply: bareReply,
});

/** The document's failure example is createFinder's, text included: taken for a slip. */
export const updateProfileFailure = '修改视频号失败';

export function toProfileEdit(body: Static<typeof updateProfileBody>): ProfileEdit {
  const { nickName, headImg, signature, sex, country, province, city } = body;
  return {
    ...toActor(body),
    changes: {
      ...(nickName !== undefined && { nickname: nickName }),
      ...(headImg !== undefined && { headUrl: headImg }),
      ...(signature !== undefined && { signature }),
      ...(sex !== undefined && { sex }),
      ...(country !== undefined && { country }),
      ...(province !== undefined && { province }),
      ...(city !== undefined && { city }),
    },
  };
}
