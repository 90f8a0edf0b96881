import Type, { type Static } from 'typebox';
import type { DeviceProfile } from '../domain/view.js';
import { replyOf, success } from './envelope.js';
import { appId, int64 } from './fields.js';
import { finderTag, operation } from './operation.js';

const getProfileBody = Type.Object({ appId }, { examples: [{ appId: '{{appid}}' }] });

const getProfileReply = replyOf(
  Type.Object({
    mainFinderUsername: Type.String({ description: '自己的username，即myUserName' }),
    signatureMaxLength: Type.Integer({ description: '简介内容最大长度' }),
    nicknameMinLength: Type.Integer({ description: '昵称最小长度' }),
    nicknameMaxLength: Type.Integer({ description: '昵称最大长度' }),
    userNoFinder: Type.Integer(),
    purchasedTotalCount: Type.Integer(),
    privacySetting: Type.Object({ exportJumpLink: Type.String() }),
    aliasInfo: Type.Array(
      Type.Object({
        nickname: Type.String({ description: '昵称' }),
        headImgUrl: Type.String({ description: '头像' }),
        roleType: Type.Integer({ description: '1:微信   3:视频号' }),
      }),
      { description: '身份信息' },
    ),
    currentAliasRoleType: Type.Integer({ description: '当前身份类型' }),
    nextAliasModAvailableTime: int64(),
    actionWording: Type.Object({}),
    userFlag: Type.Integer(),
  }),
);

export const getProfile = operation({
  path: '/finder/getProfile',
  operationId: 'getProfile',
  summary: '获取视频号信息',
  description:
    '设备上的身份。The identities of a device; `mainFinderUsername` is what other calls take as `myUserName`.',
  tag: finderTag,
  body: getProfileBody,
  reply: getProfileReply,
});

export const getProfileFailure = '获取视频号信息失败';

/** A device without a finder account says so by `userNoFinder` 1; its main username is then `''`. */
export function toGetProfileReply({
  identities,
  main,
}: DeviceProfile): Static<typeof getProfileReply> {
  const finder = main?.roleType === 3 ? main : undefined;
  return success({
    mainFinderUsername: finder?.username ?? '',
    signatureMaxLength: 400,
    nicknameMinLength: 2,
    nicknameMaxLength: 30,
    userNoFinder: finder ? 0 : 1,
    purchasedTotalCount: 0,
    privacySetting: { exportJumpLink: '' },
    aliasInfo: identities.map(({ roleType, account: { profile } }) => ({
      nickname: profile.nickname,
      headImgUrl: profile.headUrl,
      roleType,
    })),
    currentAliasRoleType: main?.roleType ?? 1,
    nextAliasModAvailableTime: 0,
    actionWording: {},
    userFlag: 5,
  });
}
